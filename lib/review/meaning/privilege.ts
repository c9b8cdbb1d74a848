/** Privilege: who can do what that they could not do before. */
import type { Text } from "../../../config/index.js";
import type { Change } from "../change/model.js";
import { namespaceOf, textAt } from "../change/read.js";
import { listed, phrase, some, verbatim } from "../phrases/phrase.js";
import type { RuleId } from "../rules/index.js";
import { type Hit, type Meaning, subjectOf } from "./hit.js";
import { covers, type Grant, grants, type Right, rightsOf, rulesOf, subjectsOf } from "./rights.js";

/** Subjects that stand for everybody. Source: Kubernetes, «Default roles and role bindings». */
const EVERYBODY =
  /^(?:Group system:(?:authenticated|unauthenticated|serviceaccounts)|User system:anonymous)$/;

const WRITE = ["create", "update", "patch", "delete", "deletecollection"];

/** Rights that lead to others. Source: Kubernetes, «RBAC Good Practices», privilege escalation risks. */
const SENSITIVE: readonly { group: string; resource: RegExp; verbs: readonly string[]; why: Text }[] = [
  { group: "", resource: /^secrets$/, verbs: ["get", "list", "watch"], why: phrase("read secrets", {}) },
  { group: "", resource: /^secrets$/, verbs: WRITE, why: phrase("change secrets", {}) },
  {
    group: "",
    resource: /^pods\/(?:exec|attach|portforward|ephemeralcontainers)$/,
    verbs: ["create", "get", "update", "patch"],
    why: phrase("enter pods", {}),
  },
  {
    group: "",
    resource: /^nodes(?:\/proxy)?$/,
    verbs: ["get", "create", ...WRITE],
    why: phrase("command nodes", {}),
  },
  {
    group: "",
    resource: /^serviceaccounts\/token$/,
    verbs: ["create"],
    why: phrase("make tokens of service accounts", {}),
  },
  {
    group: "",
    resource: /^(?:pods|replicationcontrollers)$/,
    verbs: ["create", "update", "patch"],
    why: phrase("run pods", {}),
  },
  {
    group: "apps",
    resource: /^(?:deployments|statefulsets|daemonsets|replicasets)$/,
    verbs: ["create", "update", "patch"],
    why: phrase("run workloads", {}),
  },
  {
    group: "batch",
    resource: /^(?:jobs|cronjobs)$/,
    verbs: ["create", "update", "patch"],
    why: phrase("run jobs", {}),
  },
  {
    group: "",
    resource: /^(?:persistentvolumeclaims|persistentvolumes|namespaces)$/,
    verbs: WRITE,
    why: phrase("change or delete volumes and namespaces", {}),
  },
  {
    group: "postgresql.cnpg.io",
    resource: /^(?:clusters|databases)$/,
    verbs: WRITE,
    why: phrase("change or delete databases", {}),
  },
  {
    group: "networking.k8s.io",
    resource: /^networkpolicies$/,
    verbs: WRITE,
    why: phrase("open networks", {}),
  },
  { group: "rbac.authorization.k8s.io", resource: /./, verbs: WRITE, why: phrase("change rights", {}) },
  {
    group: "admissionregistration.k8s.io",
    resource: /./,
    verbs: WRITE,
    why: phrase("change what is admitted", {}),
  },
  {
    group: "certificates.k8s.io",
    resource: /./,
    verbs: ["update", "patch", "approve", "sign"],
    why: phrase("sign certificates", {}),
  },
];

const ESCALATING_VERBS = ["*", "impersonate", "escalate", "bind"];

export const privilege: Meaning = ({ world }) => {
  const changes = world.changesOf("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding");
  if (changes.length === 0) return [];
  const [before, after] = [grants(world, "before"), grants(world, "after")];
  const roles = roleChanges(changes);
  const touched = after.filter((grant) => grant.binding.change !== undefined || roles.has(roleKey(grant)));
  const held = heldBy(before, touched);
  const heldIn = (grant: Grant, subject: string) =>
    [...new Set(["", grant.namespace])].flatMap(
      (namespace) => held.get(`${grant.binding.cluster} ${subject} ${namespace}`)?.flat() ?? [],
    );
  const bound = new Set<string>();
  const hits = touched.flatMap((grant) => {
    bound.add(roleKey(grant));
    return grant.subjects.flatMap((subject) => judge(grant, subject, heldIn(grant, subject), roles));
  });
  return [...hits, ...changes.flatMap((change) => unbound(change, bound))];
};

const roleKey = ({ binding, role, namespace }: Grant): string =>
  `${binding.cluster} ${role.startsWith("Role ") ? `${role} ${namespace}` : role}`;

/** What each subject of `touched` held before, by cluster, subject and namespace. */
function heldBy(all: readonly Grant[], touched: readonly Grant[]): Map<string, (readonly Right[])[]> {
  const asked = new Set(
    touched.flatMap(({ binding, subjects }) => subjects.map((subject) => `${binding.cluster} ${subject}`)),
  );
  const held = new Map<string, (readonly Right[])[]>();
  for (const { binding, subjects, rules, namespace } of all) {
    for (const subject of subjects.filter((name) => asked.has(`${binding.cluster} ${name}`))) {
      const key = `${binding.cluster} ${subject} ${namespace}`;
      const known = held.get(key);
      const rights = rightsOf(rules ?? []);
      if (known === undefined) held.set(key, [rights]);
      else known.push(rights);
    }
  }
  return held;
}

/** Changes of roles, by what a grant calls them. */
function roleChanges(changes: readonly Change[]): Map<string, Change> {
  const found = new Map<string, Change>();
  for (const change of changes) {
    const object = change.after ?? change.before;
    if (object?.kind === "ClusterRole")
      found.set(`${change.cluster} ClusterRole ${object.metadata.name}`, change);
    else if (object?.kind === "Role")
      found.set(`${change.cluster} Role ${object.metadata.name} ${namespaceOf(object)}`, change);
  }
  return found;
}

function judge(
  grant: Grant,
  subject: string,
  held: readonly Right[],
  roles: ReadonlyMap<string, Change>,
): Hit[] {
  const ofRole = roles.get(roleKey(grant));
  const change = grant.binding.change ?? ofRole;
  if (change === undefined) return [];
  const subjects = [...new Set([change, ofRole ?? change])].map(subjectOf);
  const where = grant.namespace === "" ? phrase("the whole cluster", {}) : verbatim(grant.namespace);
  const hit = (rule: RuleId, say: (where: Text) => Text): Hit => ({
    ...{ rule, message: say(where), subjects, evidence: change.differences },
    ...(grant.namespace === "" ? {} : { general: say(verbatim("*")) }),
  });
  const then = grant.binding.change?.before;
  const isUpdate = grant.binding.change?.action === "update";
  const isSameRole = textAt(then, "roleRef", "name") === textAt(grant.binding.object, "roleRef", "name");
  if (grant.rules === undefined) {
    const { role } = grant;
    const elsewhere = (where: Text) =>
      phrase("{subject} gets {role} in {where}, which is declared elsewhere", { subject, role, where });
    return isUpdate && isSameRole ? [] : [hit("privilege-widened", elsewhere)];
  }
  const gained = rightsOf(grant.rules).filter((right) => !covers(held, right));
  if (gained.length === 0) return [];
  const rule = EVERYBODY.test(subject) ? ("privilege-everyone" as const) : undefined;
  const gone =
    isUpdate && isSameRole ? subjectsOf(then).filter((name) => !grant.subjects.includes(name)) : [];
  return classified(gained).map(({ id, what }) =>
    hit(rule ?? id, (where) =>
      gone.length > 0
        ? phrase("{subject} takes the place of {gone} in {where}, and can {what}", {
            subject,
            gone,
            where,
            what,
          })
        : phrase("{subject} can now {what} in {where}", { subject, what, where }),
    ),
  );
}

/** Gained rights by how far they lead, the furthest only where it says it all. */
function classified(gained: readonly Right[]): { id: RuleId; what: Text }[] {
  const escalating = gained.filter(isEscalating);
  if (escalating.length > 0)
    return [{ id: "privilege-escalated", what: some([...new Set(escalating.map(describe))], 3) }];
  const sensitive = [...new Map(gained.flatMap(reasons).map((why) => [why.en, why])).values()];
  if (sensitive.length > 0) return [{ id: "privilege-sensitive", what: listed(sensitive) }];
  return [{ id: "privilege-widened", what: summarize(gained) }];
}

function isEscalating({ verb, resource, group }: Right): boolean {
  if (group === "url") return verb === "*" && resource === "*";
  return (
    ESCALATING_VERBS.includes(verb) ||
    resource === "*" ||
    (resource.startsWith("*/") && WRITE.includes(verb)) ||
    (group === "*" && WRITE.includes(verb))
  );
}

const reasons = (right: Right): Text[] =>
  SENSITIVE.filter(
    ({ group, resource, verbs }) =>
      (right.group === group || right.group === "*") &&
      resource.test(right.resource) &&
      verbs.includes(right.verb) &&
      !isLimited(right),
  ).map(({ why }) => why);

/** Rights on named objects are as narrow as those objects, unless they make new ones. */
const isLimited = ({ names, verb }: Right): boolean => names !== "" && verb !== "create";

function describe({ verb, group, resource }: Right): string {
  const target =
    resource === "*" ? "everything" : `${resource}${group === "" || group === "*" ? "" : `.${group}`}`;
  return verb === "*"
    ? `do everything (*) to ${target === "everything" ? "everything (*)" : target}`
    : `${verb} ${target === "everything" ? "everything (*)" : target}`;
}

const READ = ["get", "list", "watch"];

/** `read configmaps, events and 3 more; read and delete pods`: resources by what can be done to them. */
function summarize(rights: readonly Right[]): Text {
  const verbs = new Map<string, Set<string>>();
  for (const right of rights) {
    const target = describe({ ...right, verb: "" }).trim();
    verbs.set(target, (verbs.get(target) ?? new Set()).add(right.verb));
  }
  const targets = new Map<string, { reads: boolean; others: string; names: string[] }>();
  for (const [target, set] of verbs) {
    const others = [...set].filter((verb) => !READ.includes(verb)).toSorted();
    const key = { reads: others.length < set.size, others: others.join(", ") };
    const text = JSON.stringify(key);
    const known = targets.get(text) ?? { ...key, names: [] };
    known.names.push(target);
    targets.set(text, known);
  }
  return listed(
    [...targets.values()].map(({ reads, others, names }) => {
      const things = some(names, 3);
      if (others === "") return phrase("read {things}", { things });
      return reads
        ? phrase("read and {others} {things}", { others, things })
        : phrase("{others} {things}", { others, things });
    }),
  );
}

/** A role that nobody here is bound to: it still counts for whoever is bound elsewhere. */
function unbound(change: Change, bound: ReadonlySet<string>): Hit[] {
  const { after, before } = change;
  if (after === undefined || (after.kind !== "Role" && after.kind !== "ClusterRole")) return [];
  const key =
    after.kind === "Role"
      ? `${change.cluster} Role ${after.metadata.name} ${namespaceOf(after)}`
      : `${change.cluster} ClusterRole ${after.metadata.name}`;
  if (bound.has(key)) return [];
  const held = before === undefined ? [] : rightsOf(rulesOf(before));
  const gained = rightsOf(rulesOf(after)).filter((right) => !covers(held, right));
  if (gained.length === 0) return [];
  const role = `${after.kind} ${after.metadata.name}`;
  return classified(gained).map(({ id, what }) => ({
    rule: id,
    message: phrase("whoever is bound to {role} can now {what}", { role, what }),
    subjects: [subjectOf(change)],
    evidence: change.differences,
  }));
}
