/** Rights: what each subject of Kubernetes' RBAC may do, computed from roles and bindings. */
import type { KubernetesObject } from "../../kubernetes/index.js";
import { labelsAt, listAt, mapAt, namespaceOf, textAt, textsAt } from "../change/read.js";
import type { Known, Side, World } from "../change/world.js";
import { matches } from "./selectors.js";

/** One right, wherever it is given: a verb on a resource. `*` as Kubernetes reads it. */
export interface Right {
  /** API group, or `url` for paths that are no resource. */
  group: string;
  resource: string;
  verb: string;
  /** Names that it is limited to, in order and joined; empty for all. */
  names: string;
}

interface Rule {
  groups: string[];
  resources: string[];
  verbs: string[];
  names: string[];
  urls: string[];
}

/** Rules of the roles that every cluster has, as far as they lead further. Source: Kubernetes, «Default roles». */
const BUILT_IN: Record<string, Rule[]> = {
  "cluster-admin": [{ groups: ["*"], resources: ["*"], verbs: ["*"], names: [], urls: [] }],
  admin: [
    {
      groups: [""],
      resources: [
        "secrets",
        "pods",
        "pods/exec",
        "pods/attach",
        "pods/portforward",
        "serviceaccounts",
        "configmaps",
        "services",
        "persistentvolumeclaims",
      ],
      verbs: ["get", "list", "watch", "create", "update", "patch", "delete"],
      names: [],
      urls: [],
    },
    {
      groups: ["rbac.authorization.k8s.io"],
      resources: ["roles", "rolebindings"],
      verbs: ["get", "list", "watch", "create", "update", "patch", "delete"],
      names: [],
      urls: [],
    },
  ],
  edit: [
    {
      groups: [""],
      resources: [
        "secrets",
        "pods",
        "pods/exec",
        "pods/attach",
        "pods/portforward",
        "serviceaccounts/token",
        "configmaps",
        "services",
        "persistentvolumeclaims",
      ],
      verbs: ["get", "list", "watch", "create", "update", "patch", "delete"],
      names: [],
      urls: [],
    },
  ],
  view: [
    {
      groups: [""],
      resources: ["pods", "pods/log", "configmaps", "services", "persistentvolumeclaims"],
      verbs: ["get", "list", "watch"],
      names: [],
      urls: [],
    },
  ],
};

/** A binding with what it grants. */
export interface Grant {
  binding: Known;
  /** `Group dsi-lille`, `ServiceAccount siecle-lille/web`. */
  subjects: string[];
  /** The role that it binds, and that role's own description where it is known. */
  role: string;
  /** Undefined where the role is declared elsewhere. */
  rules: Rule[] | undefined;
  /** Empty: in the whole cluster. */
  namespace: string;
}

/** All grants of one side, in one cluster after another. */
export function grants(world: World, side: Side): Grant[] {
  const roles = new Map<string, KubernetesObject>();
  const clusterRoles = world.objects(side, "ClusterRole");
  for (const { cluster, object } of [...world.objects(side, "Role"), ...clusterRoles]) {
    roles.set(`${cluster} ${object.kind} ${namespaceOf(object)}/${object.metadata.name}`, object);
  }
  const rulesByRole = new Map<KubernetesObject, Rule[]>();
  const rulesFor = (role: KubernetesObject, cluster: string): Rule[] => {
    const known = rulesByRole.get(role) ?? rulesOf(role, clusterRoles, cluster);
    rulesByRole.set(role, known);
    return known;
  };
  return [...world.objects(side, "RoleBinding"), ...world.objects(side, "ClusterRoleBinding")].map(
    (binding): Grant => {
      const { cluster, object } = binding;
      const namespace = object.kind === "RoleBinding" ? namespaceOf(object) : "";
      const [kind, name] = [textAt(object, "roleRef", "kind") ?? "", textAt(object, "roleRef", "name") ?? ""];
      const role = roles.get(`${cluster} ${kind} ${kind === "Role" ? namespace : ""}/${name}`);
      const rules =
        role === undefined
          ? kind === "ClusterRole" && Object.hasOwn(BUILT_IN, name)
            ? BUILT_IN[name]
            : undefined
          : rulesFor(role, cluster);
      return {
        binding,
        subjects: subjectsOf(object),
        role: `${kind} ${name}`,
        rules,
        namespace,
      };
    },
  );
}

function subjectName(subject: unknown): string {
  const [kind, name, namespace] = [
    textAt(subject, "kind") ?? "",
    textAt(subject, "name") ?? "",
    textAt(subject, "namespace"),
  ];
  return kind === "ServiceAccount" && namespace !== undefined
    ? `${kind} ${namespace}/${name}`
    : `${kind} ${name}`;
}

/** Everybody that a binding names. */
export const subjectsOf = (binding: unknown): string[] => listAt(binding, "subjects").map(subjectName);

/** The rules of a role; an aggregated one has those of the roles that it selects. */
export function rulesOf(role: KubernetesObject, clusterRoles: readonly Known[] = [], cluster = ""): Rule[] {
  const selectors = listAt(role, "aggregationRule", "clusterRoleSelectors");
  const selected = clusterRoles
    .filter((other) => other.cluster === cluster && other.object !== role)
    .filter(({ object }) =>
      selectors.some((selector) =>
        matches(mapAt({ selector }, "selector"), labelsAt(object, "metadata", "labels")),
      ),
    );
  return [role, ...selected.map(({ object }) => object)].flatMap((object) =>
    listAt(object, "rules").map((rule) => ({
      groups: textsAt(rule, "apiGroups"),
      resources: textsAt(rule, "resources"),
      verbs: textsAt(rule, "verbs"),
      names: textsAt(rule, "resourceNames"),
      urls: textsAt(rule, "nonResourceURLs"),
    })),
  );
}

/** Rights by rules: a role is bound in hundreds of places. */
const apart = new WeakMap<readonly Rule[], readonly Right[]>();

/** Rules taken apart into single rights. */
export function rightsOf(rules: readonly Rule[]): readonly Right[] {
  const rights = apart.get(rules) ?? takeApart(rules);
  apart.set(rules, rights);
  return rights;
}

function takeApart(rules: readonly Rule[]): Right[] {
  return rules.flatMap(({ groups, resources, verbs, names, urls }) => {
    const limited = names.toSorted().join(",");
    const ofResources = groups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => ({ group, resource, verb, names: limited }))),
    );
    const ofUrls = urls.flatMap((url) =>
      verbs.map((verb) => ({ group: "url", resource: url, verb, names: "" })),
    );
    return [...ofResources, ...ofUrls];
  });
}

/** True where one of `held` gives `right` already, both being in one namespace. */
export function covers(held: readonly Right[], right: Right): boolean {
  return held.some(
    (other) =>
      fits(other.group, right.group) &&
      (fits(other.resource, right.resource) ||
        (other.resource.startsWith("*/") && right.resource.endsWith(other.resource.slice(1)))) &&
      fits(other.verb, right.verb) &&
      (other.names === "" ||
        (right.names !== "" &&
          right.names.split(",").every((name) => other.names.split(",").includes(name)))),
  );
}

const fits = (held: string, asked: string): boolean => held === "*" || held === asked;
