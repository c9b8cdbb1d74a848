/** From changes to groups: the same change in thirty academies is one line with thirty names. */
import { objectId } from "../../kubernetes/index.js";
import type { Change } from "../change/model.js";
import { safe } from "../change/text.js";
import { subjectOf } from "../meaning/hit.js";
import type { ChangeGroup, DriftGroup, Subject } from "../report-model.js";
import { ACTIONS } from "../report-terms.js";
import { memberOf, templateOf } from "./template.js";

/** Groups in the order of their actions, the gravest first, the largest before the smaller. */
export function groupChanges(changes: readonly Change[]): ChangeGroup[] {
  const { whole, rest } = wholeNamespaces(changes);
  const groups = [...groupWhole(whole), ...varying(groupSingle(rest))];
  return apart(withOutstanding(groups)).toSorted(
    (a, b) =>
      ACTIONS.indexOf(a.action) - ACTIONS.indexOf(b.action) ||
      b.members.length - a.members.length ||
      compareText(orderOf(a), orderOf(b)),
  );
}

/** What is called the same and changes otherwise elsewhere is told apart by its environments, else by its clusters. */
function apart(groups: readonly ChangeGroup[]): ChangeGroup[] {
  return bundle(groups, ({ action, kind, name }) => [action, kind, name]).flatMap((alike) => {
    if (alike.length === 1 || alike.some(({ members }) => members.length > 1)) return alike;
    const named = [environmentOf, clusterOf].map((nameOf) =>
      alike.map(({ subjects }) => namesOf(subjects, nameOf)),
    );
    const telling = named.find((names) => new Set(names.map(String)).size === alike.length) ?? named[0] ?? [];
    return alike.map((group, index) => {
      const members = telling[index] ?? [];
      return members.length === 0 ? group : { ...group, members };
    });
  });
}

const environmentOf = ({ place }: Subject): string | undefined => place.environment;
const clusterOf = ({ place: { environment, cluster } }: Subject): string | undefined =>
  cluster === undefined ? undefined : `${environment}/${cluster}`;
const namesOf = (subjects: readonly Subject[], nameOf: typeof environmentOf): string[] =>
  [...new Set(subjects.flatMap((subject) => nameOf(subject) ?? []))].toSorted();

/** By kind, the fullest namespaces last, and name. */
const orderOf = ({ kind, inside = 0, name }: ChangeGroup): string =>
  `${kind} ${String(inside).padStart(6, "0")} ${name}`;

/** Drifted things that drifted alike. */
export function groupDrift(
  drifted: readonly { change: Change; answer: DriftGroup["answer"] }[],
): DriftGroup[] {
  return bundle(drifted, ({ change, answer }) => [keyOf(change), answer]).map((group) => {
    const [{ change, answer }] = group as [(typeof drifted)[number]];
    const { kind, name, members, subjects, differences } = described(group.map((entry) => entry.change));
    return {
      kind,
      name,
      members,
      subjects,
      action: change.action === "delete" ? "delete" : "update",
      differences,
      answer,
    };
  });
}

interface Whole {
  namespace: Change;
  inside: Change[];
}

/** A namespace that comes or goes with everything in it is one thing to the reader. */
function wholeNamespaces(changes: readonly Change[]): { whole: Whole[]; rest: Change[] } {
  const key = ({ cluster, action }: Change, namespace: string | undefined) =>
    `${cluster} ${action} ${namespace ?? ""}`;
  const wholes = new Map<string, Whole>();
  for (const change of changes) {
    if (change.kind !== "Namespace" || (change.action !== "create" && change.action !== "delete")) continue;
    wholes.set(key(change, (change.after ?? change.before)?.metadata.name), {
      namespace: change,
      inside: [],
    });
  }
  const rest = changes.filter((change) => {
    const whole = wholes.get(key(change, (change.after ?? change.before)?.metadata.namespace));
    whole?.inside.push(change);
    return (
      whole === undefined &&
      !wholes.has(
        key(change, change.kind === "Namespace" ? (change.after ?? change.before)?.metadata.name : "\0"),
      )
    );
  });
  return { whole: [...wholes.values()], rest };
}

function groupWhole(wholes: readonly Whole[]): ChangeGroup[] {
  return bundle(wholes, ({ namespace, inside }) => [
    namespace.action,
    nameTemplate(namespace),
    kindsOf(inside),
  ]).map((group) => {
    const [{ namespace, inside }] = group as [Whole];
    return {
      ...described(group.map((whole) => whole.namespace)),
      action: namespace.action,
      ...(inside.length === 0 ? {} : { inside: inside.length }),
      subjects: group.flatMap((whole) => [whole.namespace, ...whole.inside].map(subjectOf)),
      differences: [],
    };
  });
}

const kindsOf = (changes: readonly Change[]): string =>
  changes
    .map(({ kind }) => kind)
    .toSorted()
    .join(" ");

function groupSingle(changes: readonly Change[]): ChangeGroup[] {
  return bundle(changes, (change) => keyOf(change)).map((group) => {
    const [first] = group as [Change];
    const reason = [
      first.reason,
      first.causes.length === 0 ? undefined : first.causes.join(", "),
      first.imported === undefined
        ? undefined
        : group.length === 1
          ? `imported from ${first.imported}`
          : "imported",
      first.movedFrom === undefined
        ? undefined
        : `moved from ${templateOf(first.movedFrom, memberOf(first))}`,
    ]
      .filter((part) => part !== undefined)
      .join("; ");
    return {
      ...described(group),
      action: first.action,
      ...(reason === "" ? {} : { reason }),
      ...(first.cure === undefined ? {} : { perpetual: { cure: first.cure } }),
    };
  });
}

/** From so many groups on that differ in their values only, the values are what varies, not what stands out. */
const VARYING = 4;

/** Groups that change the same attributes, each to values of its own, become one that says that they vary. */
function varying(groups: readonly ChangeGroup[]): ChangeGroup[] {
  const key = ({ action, kind, name, members, subjects, reason, differences }: ChangeGroup) => [
    ...[action, kind, templateOf(name, members[0]), subjects[0]?.place.application, reason],
    differences.map(({ path }) => path),
  ];
  return bundle(groups, key).flatMap((alike) => {
    const [first] = alike as [ChangeGroup];
    const most = Math.max(...alike.map(({ members }) => members.length));
    const members = [...new Set(alike.flatMap((group) => group.members))].toSorted();
    if (alike.length < VARYING || most * 2 > members.length || first.differences.length === 0) return alike;
    const value = (side: "before" | "after", index: number) => {
      const values = [...new Set(alike.flatMap(({ differences }) => differences[index]?.[side] ?? []))];
      return values.length === 0
        ? {}
        : { [side]: values.length === 1 ? values[0] : `(${values.length} values, e.g. ${values[0]})` };
    };
    return [
      {
        ...first,
        name: templateOf(first.name, first.members[0]),
        members,
        subjects: alike.flatMap((group) => group.subjects),
        differences: first.differences.map(({ path, forcesReplacement }, index) => ({
          path,
          ...value("before", index),
          ...value("after", index),
          ...(forcesReplacement ? { forcesReplacement } : {}),
        })),
      },
    ];
  });
}

function keyOf(change: Change): unknown {
  const member = memberOf(change);
  const template = (text: string | undefined) => (text === undefined ? null : templateOf(text, member));
  return [
    ...[
      change.action,
      change.kind,
      nameTemplate(change),
      change.place.application,
      change.reason,
      change.cure,
      template(change.movedFrom),
      change.imported !== undefined,
    ],
    change.differences.map(({ path, before, after }) => [template(path), template(before), template(after)]),
  ];
}

const nameTemplate = (change: Change): string => templateOf(change.name, memberOf(change));

function described(
  changes: readonly Change[],
): Pick<ChangeGroup, "kind" | "name" | "members" | "subjects" | "differences"> {
  const [first] = changes as [Change];
  const members = [...new Set(changes.map((change) => memberOf(change) ?? change.name))].toSorted();
  const member = memberOf(first);
  return {
    kind: first.kind,
    name: members.length === 1 ? shortId(first) : nameTemplate(first),
    members,
    subjects: changes.map(subjectOf),
    differences:
      members.length === 1
        ? first.differences
        : first.differences.map((difference) => ({
            ...difference,
            ...(difference.before === undefined ? {} : { before: templateOf(difference.before, member) }),
            ...(difference.after === undefined ? {} : { after: templateOf(difference.after, member) }),
          })),
  };
}

const shortId = (change: Change): string => {
  const object = change.after ?? change.before;
  return object === undefined ? change.name : safe(objectId(object).split(" ").slice(2).join(" "), 300);
};

/** Many alike, few not: how many times larger the many must be, and how many at least. */
const MANY = 3;

function withOutstanding(groups: readonly ChangeGroup[]): ChangeGroup[] {
  const bucket = ({ kind, subjects, name }: ChangeGroup) =>
    JSON.stringify([
      kind,
      subjects[0]?.place.application,
      templateOf(name, memberOf(subjects[0] ?? { place: {} })),
    ]);
  const largest = new Map<string, number>();
  for (const group of groups)
    largest.set(bucket(group), Math.max(largest.get(bucket(group)) ?? 0, group.members.length));
  return groups.map((group) => {
    const most = largest.get(bucket(group)) ?? 0;
    return most >= MANY && group.members.length * MANY <= most ? { ...group, standsOut: true } : group;
  });
}

function bundle<Item>(items: readonly Item[], key: (item: Item) => unknown): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const text = JSON.stringify(key(item));
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
