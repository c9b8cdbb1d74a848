import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PolicyEngine, ruleExamples } from "../../../lib/policy/index.js";
import { configMap, deployment, policies, ruleThat } from "./rules.js";

const engine = new PolicyEngine(policies);
const objects = ruleExamples(policies).flatMap(({ rule, example }) =>
  rule.scope === "object" ? [example] : [],
);

describe("hostile objects", () => {
  it.each([null, undefined, 1, "text", [], {}, { apiVersion: 1, kind: {} }, { kind: "Pod" }])(
    "that are none (%j) are passed by",
    (object) => expect(engine.judgeObject(object)).toEqual([]),
  );

  it("that nest without end are refused, not followed", () => {
    const deep = configMap();
    for (let level = 0; level < 100_000; level += 1) deep.data = { deeper: deep.data };
    const cycle: Record<string, unknown> = {};
    cycle.again = cycle;
    for (const data of [deep.data, cycle]) {
      expect(engine.judgeObject(configMap(data))).toContainEqual(
        expect.objectContaining({ severity: "deny", message: expect.stringContaining("nests deeper") }),
      );
    }
  });

  it("with what JSON cannot hold are refused", () => {
    for (const value of [() => 1, Symbol("s"), 1n]) {
      expect(engine.judgeObject(configMap({ value }))).toMatchObject([{ severity: "deny" }]);
    }
  });

  it("are judged by their own keys, whatever these are called", () => {
    const test = ruleThat('object.data.all(k, object.data[k] == "x") && object.data.size() == 4');
    const data = JSON.parse('{"__proto__": "x", "constructor": "x", "toString": "x", "hasOwnProperty": "x"}');
    expect(new PolicyEngine({ test }).judgeObject(configMap(data))).toEqual([]);
    const inherited = ruleThat("!has(object.data.constructor) && !has(object.data.__proto__)");
    expect(new PolicyEngine({ inherited }).judgeObject(configMap())).toEqual([]);
  });

  it("of a great size are judged", () => {
    const text = `password${"a".repeat(1_000_000)}`;
    const keys = Object.fromEntries([...Array(20_000).keys()].map((key) => [key, ""]));
    expect(Array.isArray(engine.judgeObject(configMap({ text, ...keys })))).toBe(true);
  });

  it("cannot write to the terminal through their names", () => {
    const [finding] = new PolicyEngine({ test: ruleThat("false") }).judgeObject(
      configMap({}, "\u001b[2Jgone\nv1 Pod a/b"),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    expect(finding?.subject).not.toMatch(/[\u0000-\u001f]/);
  });

  it("of any shape never crash the engine", () => {
    const kinds = fc.constantFrom(...objects.map(({ apiVersion, kind }) => ({ apiVersion, kind })));
    fc.assert(
      fc.property(
        kinds,
        fc.object({
          key: fc.constantFrom(
            "spec",
            "template",
            "metadata",
            "containers",
            "data",
            "rules",
            "env",
            "__proto__",
          ),
          maxDepth: 6,
        }),
        (kind, rest) => {
          expect(Array.isArray(engine.judgeObject({ ...rest, ...kind }))).toBe(true);
        },
      ),
    );
  });
});

describe("judgement", () => {
  it("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...objects, deployment()),
        fc.infiniteStream(fc.nat(1000)),
        (object, random) => {
          expect(engine.judgeObject(shuffled(object, random))).toEqual(engine.judgeObject(object));
        },
      ),
      { numRuns: 400 },
    );
  });
});

function shuffled(value: unknown, random: Iterator<number>): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, random));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(
    ([key, item]) => [random.next().value as number, key, shuffled(item, random)] as const,
  );
  return Object.fromEntries(entries.toSorted(([a], [b]) => a - b).map(([, key, item]) => [key, item]));
}
