import { describe, expect, it } from "vitest";
import { admissionByPolicy, admissionPolicies, objectRules } from "../../../lib/policy/index.js";
import { policies, rule } from "./rules.js";

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
            resourceRules: [
              { apiGroups: [""], apiVersions: ["*"], operations: ["CREATE", "UPDATE"], resources: ["pods"] },
              {
                apiGroups: ["apps"],
                apiVersions: ["*"],
                operations: ["CREATE", "UPDATE"],
                resources: ["deployments"],
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
          matchResources: { namespaceSelector: options.namespaceSelector },
        },
      },
    ]);
  });

  it("judges outside namespaces only what carries the label, where one is given", () => {
    const clusterWideLabel = { key: "app.kubernetes.io/managed-by", value: "transhumance" };
    const [policy] = admissionPolicies({ test, words: vocabulary }, { ...options, clusterWideLabel });
    expect(policy?.spec).toHaveProperty(
      ["matchConditions", 0, "expression"],
      'has(object.metadata.namespace) || object.metadata.?labels[?"app.kubernetes.io/managed-by"].orValue("") == "transhumance"',
    );
  });

  it("has one policy and one binding for every object rule of the sample, and none for the others", () => {
    const made = admissionByPolicy(policies, options);
    expect(made.map(({ policy }) => policy)).toEqual(objectRules(policies).map(([id]) => id));
    expect(made.every(({ objects }) => objects.length === 2)).toBe(true);
  });
});
