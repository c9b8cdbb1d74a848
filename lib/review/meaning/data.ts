/** Data at risk: what is deleted with its data, what shrinks, what is no longer saved. */
import type { LedgerEntry, Text } from "../../../config/index.js";
import { isDataBearing, type KubernetesObject } from "../../kubernetes/index.js";
import { academiesOf } from "../../migration/index.js";
import type { Change } from "../change/model.js";
import { bytes, listAt, namespaceOf, numberAt, quantityAt, textAt } from "../change/read.js";
import { safe } from "../change/text.js";
import type { Known } from "../change/world.js";
import { counted, NOTHING_SAID, phrase } from "../phrases/phrase.js";
import type { Subject } from "../report-model.js";
import { type Hit, isRemoved, type Meaning, type ReviewContext, subjectOf } from "./hit.js";

/** Kinds that hold data themselves; see `isDataBearing`. */
const DATA_KINDS = ["PersistentVolumeClaim", "StatefulSet", "Cluster", "Database"];

export const data: Meaning = (context) => [
  ...removed(context),
  ...context.set.changes.flatMap((change) => [
    ...shrunk(change),
    ...reclaim(change),
    ...definitions(change),
    ...unprotected(change),
  ]),
];

/** Namespaces with data first: what is in them is told with them. */
function removed(context: ReviewContext): Hit[] {
  const told = new Set<Change>();
  const namespaces = context.world.changesOf("Namespace").filter(isRemoved);
  const hits = namespaces.flatMap((namespace): Hit[] => {
    const held = DATA_KINDS.flatMap((kind) =>
      context.world.inNamespace("before", kind, namespace.cluster, namespace.before?.metadata.name ?? ""),
    );
    const bearing = held.filter(({ object }) => isDataBearing(object));
    if (bearing.length === 0) return [];
    for (const { change } of bearing) if (change !== undefined) told.add(change);
    const things = bearing.map(({ object }) => named(object));
    const claims = bearing.flatMap(({ object }) => impliedClaims(object));
    const implied =
      claims.length === 0
        ? NOTHING_SAID
        : phrase("; with it go {claims} that no plan lists: {names}", {
            claims: counted(claims.length, "claim"),
            names: claims.map(({ name }) => name),
          });
    const said = { namespace: namespace.name, things, implied };
    return [
      {
        rule: namespace.action === "replace" ? "data-replaced" : "data-deleted",
        message:
          namespace.action === "replace"
            ? phrase("Namespace {namespace} is replaced with the data in it: {things}{implied}", said)
            : phrase("Namespace {namespace} is deleted with the data in it: {things}{implied}", said),
        general: phrase("namespaces are deleted with the data in them ({kinds})", {
          kinds: [...new Set(bearing.map(({ object }) => object.kind))],
        }),
        subjects: [
          ...bearing.map((known) => subjectOfKnown(known, namespace)),
          ...claims.map((claim) => impliedSubject(claim, namespace)),
          subjectOf(namespace),
        ],
        ...excuse(context, namespace),
      },
    ];
  });
  const single = context.set.changes
    .filter(
      (change) =>
        isRemoved(change) && !told.has(change) && change.before !== undefined && isDataBearing(change.before),
    )
    .map((change): Hit => {
      const claims = change.before === undefined ? [] : impliedClaims(change.before);
      const rest =
        claims.length === 0
          ? NOTHING_SAID
          : phrase(", with its {claims} {names}", {
              claims: counted(claims.length, "claim"),
              names: claims.map(({ name }) => name),
            });
      const again = change.action === "replace";
      const thing = change.before === undefined ? change.name : named(change.before);
      return {
        rule: again ? "data-replaced" : "data-deleted",
        message: again
          ? phrase("{thing} is deleted and made anew{why}{rest}", {
              thing,
              why: because(change.causes),
              rest,
            })
          : phrase("{thing} is deleted{rest}", { thing, rest }),
        ...(change.kind === "Database" && !again ? { general: phrase("databases are deleted", {}) } : {}),
        subjects: [subjectOf(change), ...claims.map((claim) => impliedSubject(claim, change))],
        ...(again
          ? { evidence: change.differences.filter(({ forcesReplacement }) => forcesReplacement) }
          : {}),
        ...excuse(context, change),
      };
    });
  return [...hits, ...single];
}

/** `PersistentVolumeClaim files (20Gi)`. */
function named(object: KubernetesObject): string {
  const size =
    quantityAt(object, "spec", "resources", "requests", "storage") ??
    quantityAt(object, "spec", "storage", "size");
  return safe(`${object.kind} ${object.metadata.name}${size === undefined ? "" : ` (${bytes(size)})`}`);
}

interface Claim {
  name: string;
  size: number | undefined;
}

/** Claims that a StatefulSet's templates, or CloudNativePG, make: no plan lists them. */
function impliedClaims(object: KubernetesObject): Claim[] {
  const name = object.metadata.name;
  const some = (count: number | undefined, claim: (index: number) => Claim) =>
    // A template is declared by people: more claims than these are not worth a name each.
    Array.from({ length: Math.min(count ?? 1, 100) }, (_, index) => claim(index));
  if (object.kind === "StatefulSet") {
    return listAt(object, "spec", "volumeClaimTemplates").flatMap((template) => {
      const size = quantityAt(template, "spec", "resources", "requests", "storage");
      return some(numberAt(object, "spec", "replicas"), (index) => ({
        name: safe(`${textAt(template, "metadata", "name") ?? "?"}-${name}-${index}`),
        size,
      }));
    });
  }
  if (object.kind !== "Cluster") return [];
  const size = quantityAt(object, "spec", "storage", "size");
  return some(numberAt(object, "spec", "instances"), (index) => ({
    name: safe(`${name}-${index + 1}`),
    size,
  }));
}

function impliedSubject({ name }: Claim, { place, stack, before, source }: Change): Subject {
  const namespace = before?.kind === "Namespace" ? before.metadata.name : before?.metadata.namespace;
  return {
    name: safe(`v1 PersistentVolumeClaim ${namespace ?? ""}/${name}`),
    stack,
    place,
    ...(source === undefined ? {} : { source }),
  };
}

function subjectOfKnown({ change, object, address, stack }: Known, namespace: Change): Subject {
  if (change !== undefined) return subjectOf(change);
  return {
    name: safe(`${object.apiVersion} ${object.kind} ${namespaceOf(object)}/${object.metadata.name}`),
    address,
    stack,
    place: namespace.place,
  };
}

/**
 * The ledger may say, with an approval, that the installation was given up: then it is no accident. It is one as long as
 * the estate still declares the installation, whose data the platform then holds.
 */
function excuse({ after, before }: ReviewContext, { place }: Change): Pick<Hit, "severity"> {
  const { application: name = "", academy = "" } = place;
  const application = after?.estate.applications[name];
  if (
    after === undefined ||
    (application !== undefined && academiesOf(after.estate, application).includes(academy))
  )
    return {};
  const entries = [after, before].map(
    (side) => side?.estate.migrations[name]?.installations[academy as never] as LedgerEntry | undefined,
  );
  return entries.some((entry) => entry?.stage === "decommissioned" && entry.evidence.approval)
    ? { severity: "approve" }
    : {};
}

const SIZES = [
  ["spec", "resources", "requests", "storage"],
  ["spec", "storage", "size"],
  ["spec", "walStorage", "size"],
];

function shrunk(change: Change): Hit[] {
  const { before, after } = change;
  if (
    before === undefined ||
    after === undefined ||
    !(DATA_KINDS.includes(change.kind) || change.kind === "PersistentVolume")
  )
    return [];
  const templates = (object: KubernetesObject) =>
    new Map(
      listAt(object, "spec", "volumeClaimTemplates").map((template) => [
        textAt(template, "metadata", "name"),
        template,
      ]),
    );
  const pairs: [unknown, unknown][] = [
    [before, after],
    ...[...templates(before)].map(([name, template]): [unknown, unknown] => [
      template,
      templates(after).get(name),
    ]),
  ];
  return pairs.flatMap(([left, right]) =>
    SIZES.flatMap((path): Hit[] => {
      const [old, young] = [quantityAt(left, ...path), quantityAt(right, ...path)];
      if (old === undefined || young === undefined || young >= old) return [];
      return [
        {
          rule: "storage-shrunk",
          message: phrase("{thing} shrinks from {old} to {young}", {
            thing: thingOf(change),
            old: bytes(old),
            young: bytes(young),
          }),
          general: phrase("{thing} shrinks, each by its own size", { thing: thingOf(change) }),
          subjects: [subjectOf(change)],
          evidence: [{ path: path.join("."), before: bytes(old), after: bytes(young) }],
        },
      ];
    }),
  );
}

export const shortName = (change: Change): string =>
  safe((change.after ?? change.before)?.metadata.name ?? change.name);

/** `Deployment web`. */
export const thingOf = (change: Change): string => `${change.kind} ${shortName(change)}`;

/** « because of spec.selector», or nothing. */
export const because = (causes: readonly string[]): Text =>
  causes.length === 0 ? NOTHING_SAID : phrase(" because of {causes}", { causes });

const POLICIES = [
  ["reclaimPolicy"],
  ["spec", "persistentVolumeReclaimPolicy"],
  ["spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted"],
  ["spec", "persistentVolumeClaimRetentionPolicy", "whenScaled"],
  ["deletionPolicy"],
];

function reclaim(change: Change): Hit[] {
  if (change.before === undefined) return [];
  return POLICIES.flatMap((path): Hit[] => {
    const [old, young] = [textAt(change.before, ...path), textAt(change.after, ...path)];
    if (young !== "Delete" || old === "Delete" || old === undefined) return [];
    const evidence = [{ path: path.join("."), before: safe(old), after: young }];
    return [
      {
        rule: "reclaim-weakened",
        message: phrase("{thing}: {attribute} goes from {old} to Delete", {
          thing: thingOf(change),
          attribute: path.at(-1) ?? "",
          old: safe(old),
        }),
        subjects: [subjectOf(change)],
        evidence,
      },
    ];
  });
}

function definitions(change: Change): Hit[] {
  if (!isRemoved(change) || change.before?.kind !== "CustomResourceDefinition") return [];
  return [
    {
      rule: "definition-deleted",
      message:
        change.action === "replace"
          ? phrase("the definition {name} is replaced, and with it every resource of its kind", {
              name: shortName(change),
            })
          : phrase("the definition {name} is deleted, and with it every resource of its kind", {
              name: shortName(change),
            }),
      subjects: [subjectOf(change)],
    },
  ];
}

function unprotected(change: Change): Hit[] {
  if (!change.unprotected || isRemoved(change)) return [];
  return [
    {
      rule: "protection-removed",
      message: phrase("{thing} loses `prevent_destroy`", { thing: thingOf(change) }),
      subjects: [subjectOf(change)],
    },
  ];
}
