import { describe, expect, it } from "vitest";
import { forbids, PolicyEngine } from "../../../lib/policy/index.js";
import { configMap, deployment, policies, rule, ruleThat } from "./rules.js";

const engineOf = (test: ReturnType<typeof rule>) => new PolicyEngine({ test });

describe("a finding about an object", () => {
  it("says rule, subject, what is wrong, why, what to do and who owns the rule", () => {
    const findings = engineOf(ruleThat("has(object.immutable)")).judgeObject(configMap(), {
      stack: "production-sud-siecle",
      address: "kubernetes_config_map_v1.settings",
    });
    expect(findings).toEqual([
      {
        policy: "test",
        severity: "deny",
        subject: "production-sud-siecle kubernetes_config_map_v1.settings v1 ConfigMap siecle-lille/settings",
        message: "is refused",
        rationale: "because",
        mitigation: "do otherwise",
        owner: "securite",
        stack: "production-sud-siecle",
        address: "kubernetes_config_map_v1.settings",
      },
    ]);
  });

  it("names the offenders, sorted", () => {
    const test = rule({
      validations: [{ expression: "false", message: "bad keys", offenders: "object.data.map(k, k)" }],
    });
    expect(engineOf(test).judgeObject(configMap({ b: "", a: "" }))[0]?.message).toBe("bad keys: a, b");
  });

  it("is one for each validation that fails", () => {
    const validations = ["one", "two"].map((message) => ({ expression: "false", message }));
    expect(
      engineOf(rule({ validations }))
        .judgeObject(configMap())
        .map(({ message }) => message),
    ).toEqual(["one", "two"]);
  });

  it("forbids where it is denied and not waived", () => {
    const [finding] = engineOf(ruleThat("false")).judgeObject(configMap());
    expect(finding && forbids(finding)).toBe(true);
    expect(finding && forbids({ ...finding, waiver: "known" })).toBe(false);
    expect(finding && forbids({ ...finding, severity: "warn" })).toBe(false);
  });
});

describe("what cannot be judged", () => {
  it("is refused with the rule's severity, as `failurePolicy: Fail` does", () => {
    const [finding] = engineOf(ruleThat("object.absent == 1")).judgeObject(configMap());
    expect(finding).toMatchObject({ severity: "deny", message: "could not be judged: No such key: absent" });
    const [warning] = engineOf(ruleThat("object.absent == 1", { severity: "warn" })).judgeObject(configMap());
    expect(warning).toMatchObject({ severity: "warn" });
  });

  it("is refused where a variable has no answer, only if the variable is read", () => {
    const test = ruleThat('!has(object.data.a) || variables.first == "x"', {
      variables: { first: "object.data.a.b.c" },
    });
    expect(engineOf(test).judgeObject(configMap())).toEqual([]);
    expect(engineOf(test).judgeObject(configMap({ a: "x" }))).toMatchObject([
      { message: expect.stringMatching(/^could not be judged/) },
    ]);
  });
});

describe("a rule added by data alone", () => {
  const owned = rule({
    match: [{ group: "apps", resources: ["deployments"] }],
    parameters: { labels: ["team"], most: { replicas: 3, share: 0.5 } },
    variables: { missing: "variables.labels.filter(l, !(l in object.metadata.?labels.orValue({})))" },
    validations: [
      {
        expression: "variables.missing.size() == 0",
        message: "labels missing",
        offenders: "variables.missing",
      },
      { expression: "object.spec.?replicas.orValue(1) <= variables.most.replicas", message: "too many" },
    ],
  });

  it("judges at once", () => {
    const engine = new PolicyEngine({ ...policies, owned });
    expect(engine.judgeObject(deployment())).toMatchObject([
      { policy: "owned", message: "labels missing: team" },
    ]);
  });

  it("judges only what it matches: group and plural", () => {
    const engine = engineOf(owned);
    expect(engine.judgeObject({ ...deployment(), apiVersion: "example/v1" })).toEqual([]);
    expect(engine.judgeObject({ ...deployment(), kind: "DaemonSet" })).toEqual([]);
  });
});

describe("a stack rule", () => {
  const stack = {
    name: "recette-sud-siecle",
    environment: "recette",
    cluster: "sud",
    objects: [
      { address: "kubernetes_config_map_v1.a", object: configMap({}, "a") },
      { address: "kubernetes_config_map_v1.b", object: configMap({}, "b") },
    ],
    releases: [{ name: "kueue", chart: "kueue", version: "0.15.0", namespace: "kueue-system" }],
  };

  it("names each subject with the address of its object", () => {
    const test = rule({
      scope: "stack",
      subjects: "stack.objects",
      validations: [{ expression: 'subject.metadata.name == "a"', message: "is not a" }],
    });
    expect(engineOf(test).judgeStack(stack, {})).toMatchObject([
      {
        subject: "recette-sud-siecle kubernetes_config_map_v1.b v1 ConfigMap siecle-lille/b",
        address: "kubernetes_config_map_v1.b",
        stack: "recette-sud-siecle",
      },
    ]);
  });

  it("judges releases, and reads the environment and the cluster", () => {
    const test = rule({
      scope: "stack",
      subjects: "stack.releases",
      name: '"release " + subject.name',
      validations: [
        { expression: 'environment.domain == "x" || cluster.location == "y"', message: "elsewhere" },
      ],
    });
    const environments = { recette: { domain: "a.example", clusters: { sud: { location: "garonne" } } } };
    expect(engineOf(test).judgeStack(stack, { environments } as never)).toMatchObject([
      { subject: "recette-sud-siecle release kueue", message: "elsewhere" },
    ]);
  });

  it("refuses where the estate lacks what it reads", () => {
    const test = rule({
      scope: "stack",
      validations: [{ expression: 'environment.domain == "x"', message: "m" }],
    });
    expect(
      engineOf(test).judgeStack({ ...stack, environment: "constructor" }, { environments: {} }),
    ).toMatchObject([
      { subject: "recette-sud-siecle", message: expect.stringMatching(/^could not be judged/) },
    ]);
  });
});

describe("an estate rule", () => {
  it("says where its subject is written", () => {
    const environments = {
      production: { clusters: { sud: { location: "garonne", backup: { location: "garonne" } } } },
    };
    const findings = new PolicyEngine(policies).judgeEstate({ environments, operators: {} });
    expect(findings.filter(({ policy }) => policy === "backup-elsewhere")).toMatchObject([
      {
        subject: "cluster production/sud",
        pointer: "environments/production.yaml#/clusters/sud/backup/location",
      },
    ]);
  });
});

describe("problems of a rule", () => {
  const problems = (test: ReturnType<typeof rule>) =>
    engineOf(test).problems.filter(({ severity }) => severity === "deny");

  it.each([
    ["object.a ==", "#/validations/0/expression"],
    ["nothing.a == 1", "#/validations/0/expression"],
    ["variables.nothing == 1", "#/validations/0/expression"],
    ['object.kind.matches("(?=a)")', "#/validations/0/expression"],
    ["object.kind", "#/validations/0/expression"],
    ["cel.bind(x, 1, x == 1)", "#/validations/0/expression"],
    ["[1].flatten() == [1]", "#/validations/0/expression"],
    ["object.kind.madeUp()", "#/validations/0/expression"],
  ])("are found in `%s`", (expression, place) => {
    expect(problems(ruleThat(expression))).toMatchObject([{ pointer: `policies/test.yaml${place}` }]);
  });

  it("are found in variables, also where one uses a later one", () => {
    const test = ruleThat("variables.a == 1", { variables: { a: "variables.b", b: "1" } });
    expect(problems(test)).toMatchObject([{ pointer: "policies/test.yaml#/variables/a" }]);
  });

  it("are found in how it is put together", () => {
    expect(problems(ruleThat("true", { match: [] }))).toMatchObject([
      { pointer: "policies/test.yaml#/match" },
    ]);
    expect(problems(ruleThat("true", { uses: ["none"] }))).toMatchObject([
      { pointer: "policies/test.yaml#/uses/0" },
    ]);
    expect(problems(ruleThat("true", { parameters: { a: 1 }, variables: { a: "1" } }))).toMatchObject([
      { pointer: "policies/test.yaml#/variables/a" },
    ]);
  });

  it("keep it from judging", () => {
    expect(engineOf(ruleThat("object.a ==")).judgeObject(configMap())).toEqual([]);
  });
});
