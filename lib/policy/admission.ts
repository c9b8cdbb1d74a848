/** Object rules as Kubernetes' own admission: one ValidatingAdmissionPolicy and one binding each, from the same CEL. */
import type { Policy } from "../../config/index.js";
import { definitionsOf, matchesOf } from "./definitions.js";
import { type KubernetesObject, type ObjectRule, objectRules } from "./types.js";
import { literal } from "./values.js";

export interface AdmissionOptions {
  /** Namespaces whose objects are judged, e.g. those with the label of the platform's tenants. */
  namespaceSelector: { matchLabels?: Record<string, string>; matchExpressions?: object[] };
  /**
   * Label of the objects outside namespaces that are judged: operators bring ClusterRoles of their own.
   * @default - all that the rules match
   */
  clusterWideLabel?: { key: string; value: string };
  /** Put before the rule's identifier in the names. @default - none */
  prefix?: string;
  /** @default - none */
  labels?: Record<string, string>;
}

const API = "admissionregistration.k8s.io/v1";

/** A denied rule refuses; a warning one shows itself to who applies, and in the audit log. */
const ACTIONS = { deny: ["Deny"], warn: ["Warn", "Audit"] };

/** Every object rule's policy and binding, sorted by rule; see {@link admissionByPolicy}. */
export function admissionPolicies(
  policies: Record<string, Policy>,
  options: AdmissionOptions,
): KubernetesObject[] {
  return admissionByPolicy(policies, options).flatMap(({ objects }) => objects);
}

/** The same objects, with the rule that each comes from. */
export function admissionByPolicy(
  policies: Record<string, Policy>,
  options: AdmissionOptions,
): { policy: string; objects: KubernetesObject[] }[] {
  return objectRules(policies).map(([id, rule]) => {
    const metadata = () => ({
      name: `${options.prefix ?? ""}${id}`,
      ...(options.labels ? { labels: { ...options.labels } } : {}),
    });
    const binding: KubernetesObject = {
      apiVersion: API,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: metadata(),
      spec: {
        policyName: metadata().name,
        validationActions: ACTIONS[rule.severity],
        matchResources: { namespaceSelector: options.namespaceSelector },
      },
    };
    const policy: KubernetesObject = {
      apiVersion: API,
      kind: "ValidatingAdmissionPolicy",
      metadata: metadata(),
      spec: specOf(policies, id, rule, options),
    };
    return { policy: id, objects: [policy, binding] };
  });
}

function specOf(policies: Record<string, Policy>, id: string, rule: ObjectRule, options: AdmissionOptions) {
  const { clusterWideLabel } = options;
  const condition = clusterWideLabel && {
    name: "declared-by-the-platform",
    expression:
      `has(object.metadata.namespace) || ` +
      `object.metadata.?labels[?${literal(clusterWideLabel.key)}].orValue("") == ${literal(clusterWideLabel.value)}`,
  };
  return {
    failurePolicy: "Fail",
    matchConstraints: {
      resourceRules: matchesOf(policies, rule).map(({ group, resources }) => ({
        apiGroups: [group],
        apiVersions: ["*"],
        operations: ["CREATE", "UPDATE"],
        resources,
      })),
    },
    ...(condition ? { matchConditions: [condition] } : {}),
    variables: definitionsOf(policies, id, rule).map(({ name, expression }) => ({ name, expression })),
    validations: rule.validations.map(({ expression, message, offenders }) => ({
      expression,
      message: `${id}: ${message}`,
      ...(offenders
        ? { messageExpression: `${literal(`${id}: ${message}: `)} + (${offenders}).join(", ")` }
        : {}),
    })),
  };
}
