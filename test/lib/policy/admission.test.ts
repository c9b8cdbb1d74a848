import { describe, expect, it } from "vitest";
import { admissionByPolicy, admissionPolicies, objectRules } from "../../../lib/policy/index.js";
import { policies, rule, waiver } from "./rules.js";

const options = { namespaceSelector: { matchLabels: { "example/tenant": "true" } }, prefix: "transhumance-" };

const test = rule({
  severity: "warn",
  uses: ["words"],
  match: [{ group: "apps", resources: ["deployments"] }],
  parameters: { mixed: [1, "a", { b: [] }], text: 'a "b" \\ c\n' },
  variables: { bad: "variables.words" },
  validations: [
    { expression: "variables.bad.size() == 0", message: "bad words", offenders: "variables.bad" },
    { expression: "true", message: "never" },
  ],
});
const words = rule({ scope: "object", validations: [{ expression: "true", message: "m" }] });
const vocabulary = {
  scope: "vocabulary" as const,
  title: words.title,
  match: [{ group: "", resources: ["pods"] }],
  parameters: { words: ["x"] },
  variables: {},
};

/** What the API server would fill in. */
const match = { matchPolicy: "Equivalent", namespaceSelector: {}, objectSelector: {} };

describe("admission", () => {
  it("says a rule as a policy and a binding", () => {
    expect(admissionPolicies({ test, words: vocabulary }, options)).toEqual([
      {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingAdmissionPolicy",
        metadata: { name: "transhumance-test" },
        spec: {
          failurePolicy: "Fail",
          matchConstraints: {
            ...match,
            resourceRules: [
              {
                apiGroups: [""],
                apiVersions: ["*"],
                operations: ["CREATE", "UPDATE"],
                resources: ["pods"],
                scope: "*",
              },
              {
                apiGroups: ["apps"],
                apiVersions: ["*"],
                operations: ["CREATE", "UPDATE"],
                resources: ["deployments"],
                scope: "*",
              },
            ],
          },
          variables: [
            { name: "words", expression: '["x"]' },
            { name: "mixed", expression: '[dyn(1), dyn("a"), dyn({"b": []})]' },
            { name: "text", expression: '"a \\"b\\" \\\\ c\\n"' },
            { name: "bad", expression: "variables.words" },
          ],
          validations: [
            {
              expression: "variables.bad.size() == 0",
              message: "test: bad words",
              messageExpression: '"test: bad words: " + (variables.bad).join(", ")',
            },
            { expression: "true", message: "test: never" },
          ],
        },
      },
      {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingAdmissionPolicyBinding",
        metadata: { name: "transhumance-test" },
        spec: {
          policyName: "transhumance-test",
          validationActions: ["Warn", "Audit"],
          matchResources: { ...match, namespaceSelector: options.namespaceSelector },
        },
      },
    ]);
  });

  it("judges outside namespaces only what carries the label, where one is given", () => {
    const clusterWideLabels = { "app.kubernetes.io/managed-by": "transhumance" };
    const [policy] = admissionPolicies({ test, words: vocabulary }, { ...options, clusterWideLabels });
    expect(policy?.spec).toHaveProperty(
      ["matchConditions", 0, "expression"],
      'has(object.metadata.namespace) || object.metadata.?labels[?"app.kubernetes.io/managed-by"].orValue("") == "transhumance"',
    );
  });

  it.each([
    ["*-operators * v1 Namespace *", "v1 Namespace rook-ceph", true],
    [
      "production-sud-siecle * apps/v1 Deployment siecle-lille/web",
      "apps/v1 Deployment siecle-lille/web",
      true,
    ],
    [
      "production-sud-siecle * apps/v1 Deployment siecle-lille/web",
      "apps/v1 Deployment siecle-lille/web-2",
      false,
    ],
    ["*siecle-*/web", "apps/v1 Deployment siecle-lille/web", true],
    ["*siecle-*/web", "apps/v1 Deployment gaia/web", false],
    ["production-nord-* apps/v1 Deployment *", "apps/v1 Deployment siecle-lille/web", false],
    ["production-sud-siecle", "apps/v1 Deployment siecle-lille/web", false],
    ["* a.b Kind x", "a-b Kind x", false],
  ])("with a waiver for %j excuses %j: %s", (subject, name, excused) => {
    const waivers = { known: { test: waiver({ subjects: [subject] }) }, stackPrefix: "production-sud-" };
    const [policy] = admissionPolicies({ test, words: vocabulary }, { ...options, waivers });
    const spec = policy?.spec as { matchConditions?: { expression: string }[] };
    const [condition] = spec.matchConditions ?? [];
    const pattern = /matches\("(.*)"\)$/.exec(condition?.expression ?? "")?.[1];
    expect(pattern !== undefined && new RegExp(JSON.parse(`"${pattern}"`)).test(name)).toBe(excused);
  });

  it("has one policy and one binding for every object rule of the sample, and none for the others", () => {
    const made = admissionByPolicy(policies, options);
    expect(made.map(({ policy }) => policy)).toEqual(objectRules(policies).map(([id]) => id));
    expect(made.every(({ objects }) => objects.length === 2)).toBe(true);
  });
});
