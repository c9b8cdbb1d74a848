/** Object rules as Kubernetes' own admission: one ValidatingAdmissionPolicy and one binding each, from the same CEL. */
import type { Policy, Waiver } from "../../config/index.js";
import { definitionsOf, matchesOf } from "./definitions.js";
import { type KubernetesObject, type ObjectRule, objectRules } from "./types.js";
import { literal } from "./values.js";
import { waivedNames } from "./waivers.js";

export interface AdmissionOptions {
  /** Namespaces whose objects are judged, e.g. those with the label of the platform's tenants. */
  namespaceSelector: { matchLabels?: Record<string, string>; matchExpressions?: object[] };
  /**
   * Labels of the objects outside namespaces that are judged: operators bring ClusterRoles of their own.
   * @default - all that the rules match
   */
  clusterWideLabels?: Record<string, string>;
  /**
   * Waivers, and the start of the names of the stacks whose objects are judged, e.g. `production-sud-`: what a waiver
   * excuses there is not refused either. Waivers that have run out are to be refused before.
   * @default - nothing is excused
   */
  waivers?: { known: Record<string, Waiver>; stackPrefix: string };
  /** Put before the rule's identifier in the names. @default - none */
  prefix?: string;
  /** @default - none */
  labels?: Record<string, string>;
}

const API = "admissionregistration.k8s.io/v1";

/**
 * What the API server fills in, written out: otherwise Terraform's provider finds the result inconsistent.
 * Source: Kubernetes API reference, ValidatingAdmissionPolicy v1, `matchConstraints`.
 */
const DEFAULTS = {
  match: { matchPolicy: "Equivalent", namespaceSelector: {}, objectSelector: {} },
  rule: { scope: "*" },
};

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
        matchResources: { ...DEFAULTS.match, namespaceSelector: options.namespaceSelector },
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
  const conditions = conditionsOf(id, options);
  const variables = definitionsOf(policies, id, rule).map(({ name, expression }) => ({ name, expression }));
  return {
    failurePolicy: "Fail",
    matchConstraints: {
      ...DEFAULTS.match,
      resourceRules: matchesOf(policies, rule).map(({ group, resources }) => ({
        apiGroups: [group],
        apiVersions: ["*"],
        operations: ["CREATE", "UPDATE"],
        resources,
        ...DEFAULTS.rule,
      })),
    },
    matchConditions: conditions,
    ...(variables.length > 0 ? { variables } : {}),
    validations: rule.validations.map(({ expression, message, offenders }) => ({
      expression,
      message: `${id}: ${message}`,
      ...(offenders
        ? { messageExpression: `${literal(`${id}: ${message}: `)} + (${offenders}).join(", ")` }
        : {}),
    })),
  };
}

/**
 * What ends, or stays as it is, is not judged: whoever takes a finalizer off a pod, scales a ReplicaSet or suspends a Job
 * must be able to do so after a rule has begun to refuse it, or it would run for ever. What it starts is judged by itself.
 */
const BEGINS_SOMETHING = {
  name: "begins-something",
  expression: [
    'request.operation != "UPDATE"',
    `(${[
      "!has(object.metadata.deletionTimestamp)",
      `!(${[
        "object.metadata.?labels.orValue({}) == oldObject.metadata.?labels.orValue({})",
        `(${[
          "has(object.spec) && object.spec == oldObject.spec",
          'object.apiVersion.startsWith("apps/") && object.spec.template == oldObject.spec.template',
          'object.kind == "Job" && object.spec.?suspend.orValue(false)',
        ].join(" || ")})`,
      ].join(" && ")})`,
    ].join(" && ")})`,
  ].join(" || "),
};

/** What must be true of an object for the rule to judge it. */
function conditionsOf(id: string, { clusterWideLabels, waivers }: AdmissionOptions) {
  const waived = waivers ? waivedNames(waivers.known, id, waivers.stackPrefix) : [];
  return [
    ...(clusterWideLabels
      ? [
          {
            name: "declared-by-the-platform",
            expression: [
              "has(object.metadata.namespace)",
              Object.entries(clusterWideLabels)
                .map(
                  ([key, value]) =>
                    `object.metadata.?labels[?${literal(key)}].orValue("") == ${literal(value)}`,
                )
                .join(" && "),
            ].join(" || "),
          },
        ]
      : []),
    ...(waived.length > 0
      ? [
          {
            name: "not-waived",
            expression: `!(${OBJECT_NAME}).matches(${literal(`^(?:${waived.join("|")})$`)})`,
          },
        ]
      : []),
    BEGINS_SOMETHING,
  ];
}

/** The object's part of a finding's subject, as `objectName` writes it. */
const OBJECT_NAME =
  'object.apiVersion + " " + object.kind + " " + ' +
  '(has(object.metadata.namespace) ? object.metadata.namespace + "/" : "") + object.metadata.?name.orValue("*")';
