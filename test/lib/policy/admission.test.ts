import { describe, expect, it } from "vitest";
import { CelEnvironment } from "../../../lib/policy/cel.js";
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
          matchConditions: [{ name: "begins-something", expression: expect.any(String) }],
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

  describe("judges an update", () => {
    const names = ["request", "object", "oldObject"];
    const scope = new CelEnvironment(names).with({ fields: class {}, types: new Map() });
    const [policy] = admissionPolicies({ test, words: vocabulary }, options);
    const spec = policy?.spec as { matchConditions?: { expression: string }[] };
    const program = scope.compile(spec.matchConditions?.[0]?.expression ?? "");
    const isJudged = (operation: string, object: object, oldObject: object | null) =>
      program.evaluate({ request: { operation }, object, oldObject });
    const base = { apiVersion: "v1", kind: "Pod", metadata: { finalizers: ["a"] }, spec: { a: 1 } };
    const job = { ...base, apiVersion: "batch/v1", kind: "Job" };
    const queued = { ...job, metadata: { labels: { queue: "own" } } };
    const replicas = {
      ...base,
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      spec: { replicas: 2, template: 1 },
    };
    const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata: {}, rules: [] };

    it.each<[string, object, object, boolean]>([
      ["that ends", base, { metadata: { deletionTimestamp: "2026-11-29" }, spec: {} }, false],
      ["that takes a finalizer off", base, { metadata: {} }, false],
      ["that suspends a Job", job, { spec: { suspend: true } }, false],
      ["that resumes a Job", job, { spec: { suspend: false } }, true],
      ["that takes a label off a Job", queued, { metadata: {}, spec: { suspend: true } }, true],
      ["that scales", replicas, { spec: { replicas: 0, template: 1 } }, false],
      ["of a template", replicas, { spec: { replicas: 2, template: 2 } }, true],
      ["of a label", base, { metadata: { labels: { a: "b" } } }, true],
      ["of a spec", base, { spec: { a: 2 } }, true],
      ["of what has no spec", role, { rules: [{}] }, true],
    ])("%s", (_, before, changes, judged) => {
      expect(isJudged("UPDATE", { ...before, ...changes }, before)).toBe(judged);
      expect(isJudged("CREATE", { ...before, ...changes }, null)).toBe(true);
    });
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
