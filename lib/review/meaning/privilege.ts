/** Privilege: who can do what that they could not do before. */
import type { Change } from "../change/model.js";
import { namespaceOf, textAt } from "../change/read.js";
import { safe, several } from "../change/text.js";
import type { ReviewSeverity } from "../report-terms.js";
import type { RuleId } from "../rules.js";
import { type Hit, type Meaning, subjectOf } from "./hit.js";
import { covers, type Grant, grants, type Right, rightsOf, rulesOf } from "./rights.js";

/** Subjects that stand for everybody. Source: Kubernetes, «Default roles and role bindings». */
const EVERYBODY =
  /^(?:Group system:(?:authenticated|unauthenticated|serviceaccounts)|User system:anonymous)$/;

const WRITE = ["create", "update", "patch", "delete", "deletecollection"];

/** Rights that lead to others. Source: Kubernetes, «RBAC Good Practices», privilege escalation risks. */
const SENSITIVE: readonly { group: string; resource: RegExp; verbs: readonly string[]; why: string }[] = [
  { group: "", resource: /^secrets$/, verbs: ["get", "list", "watch"], why: "read secrets" },
  { group: "", resource: /^secrets$/, verbs: WRITE, why: "change secrets" },
  {
    group: "",
    resource: /^pods\/(?:exec|attach|portforward|ephemeralcontainers)$/,
    verbs: ["create", "get", "update", "patch"],
    why: "enter pods",
  },
  { group: "", resource: /^nodes(?:\/proxy)?$/, verbs: ["get", "create", ...WRITE], why: "command nodes" },
  {
    group: "",
    resource: /^serviceaccounts\/token$/,
    verbs: ["create"],
    why: "make tokens of service accounts",
  },
  {
    group: "",
    resource: /^(?:pods|replicationcontrollers)$/,
    verbs: ["create", "update", "patch"],
    why: "run pods",
  },
  {
    group: "apps",
    resource: /^(?:deployments|statefulsets|daemonsets|replicasets)$/,
    verbs: ["create", "update", "patch"],
    why: "run workloads",
  },
  { group: "batch", resource: /^(?:jobs|cronjobs)$/, verbs: ["create", "update", "patch"], why: "run jobs" },
  {
    group: "",
    resource: /^(?:persistentvolumeclaims|persistentvolumes|namespaces)$/,
    verbs: WRITE,
    why: "change or delete volumes and namespaces",
  },
  {
    group: "postgresql.cnpg.io",
    resource: /^(?:clusters|databases)$/,
    verbs: WRITE,
    why: "change or delete databases",
  },
  { group: "networking.k8s.io", resource: /^networkpolicies$/, verbs: WRITE, why: "open networks" },
  { group: "rbac.authorization.k8s.io", resource: /./, verbs: WRITE, why: "change rights" },
  { group: "admissionregistration.k8s.io", resource: /./, verbs: WRITE, why: "change what is admitted" },
  {
    group: "certificates.k8s.io",
    resource: /./,
    verbs: ["update", "patch", "approve", "sign"],
    why: "sign certificates",
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
  const where = grant.namespace === "" ? "in the whole cluster" : `in ${grant.namespace}`;
  const subjects = [...new Set([change, ofRole ?? change])].map(subjectOf);
  const hit = (rule: RuleId, message: string, severity?: ReviewSeverity): Hit => ({
    ...{ rule, message: safe(message, 300), subjects, evidence: change.differences },
    ...(severity === undefined ? {} : { severity }),
  });
  if (grant.rules === undefined) {
    const isNew =
      grant.binding.change?.action !== "update" ||
      textAt(grant.binding.change.before, "roleRef", "name") ===
        textAt(grant.binding.object, "roleRef", "name");
    return isNew && grant.binding.change?.action === "update"
      ? []
      : [hit("privilege-widened", `${subject} gets ${grant.role} ${where}, which is declared elsewhere`)];
  }
  const gained = rightsOf(grant.rules).filter((right) => !covers(held, right));
  if (gained.length === 0) return [];
  const rule = EVERYBODY.test(subject) ? ("privilege-everyone" as const) : undefined;
  return classified(gained).map(({ id, what }) => hit(rule ?? id, `${subject} can now ${what} ${where}`));
}

/** Gained rights by how far they lead, the furthest only where it says it all. */
function classified(gained: readonly Right[]): { id: RuleId; what: string }[] {
  const escalating = gained.filter(isEscalating);
  if (escalating.length > 0)
    return [{ id: "privilege-escalated", what: several([...new Set(escalating.map(describe))], 3) }];
  const sensitive = [...new Set(gained.flatMap(reasons))];
  if (sensitive.length > 0) return [{ id: "privilege-sensitive", what: several(sensitive, 5) }];
  return [{ id: "privilege-widened", what: several([...new Set(summarize(gained))], 3) }];
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

const reasons = (right: Right): string[] =>
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

/** `get, list deployments.apps`. */
function summarize(rights: readonly Right[]): string[] {
  const verbs = new Map<string, string[]>();
  for (const right of rights) {
    const target = describe({ ...right, verb: "" }).trim();
    verbs.set(target, [...(verbs.get(target) ?? []), right.verb]);
  }
  return [...verbs].map(([target, list]) => `${[...new Set(list)].join(", ")} ${target}`);
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
  const who = `whoever is bound to ${after.kind} ${after.metadata.name}`;
  return classified(gained).map(({ id, what }) => ({
    rule: id,
    message: safe(`${who} can now ${what}`, 300),
    subjects: [subjectOf(change)],
    evidence: change.differences,
  }));
}
