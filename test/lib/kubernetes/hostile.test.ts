// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform's templates are plain text here
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RenderError, renderResource, renderStack } from "../../../lib/kubernetes/index.js";
import { fixture, renderOne } from "./fixtures.js";

const recordings = fixture<{ type: string; values: object; planned?: object }[]>("provider-sends.json");
const key = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "toString", "metadata", "spec", "//", "name", "0"),
  fc.string(),
);
const template = fc
  .array(
    fc.constantFrom(
      "${",
      "}",
      "%{",
      "$${",
      "local.a",
      "kubernetes_pod_v1.a",
      ".",
      "[0]",
      "[",
      '"',
      "(",
      ")",
      " ",
      "x",
      "1",
      "-",
      "?",
      ":",
      ",",
    ),
  )
  .map((parts) => parts.join(""));
const { tree: value } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(fc.constant(null), fc.boolean(), fc.double(), fc.string(), template),
    fc.array(tie("tree"), { maxLength: 4 }),
    // fc.dictionary makes objects without prototype for some keys; JSON has own keys only, __proto__ too.
    fc
      .array(fc.tuple(key, tie("tree")), { maxLength: 4 })
      .map((entries) =>
        JSON.parse(
          `{${entries.map(([name, element]) => `${JSON.stringify(name)}:${JSON.stringify(element) ?? "null"}`).join(",")}}`,
        ),
      ),
  ),
}));

function rendersOrRefuses(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    for (const { message } of error.problems) expect(message).not.toBe("");
  }
}

/** A copy of `root` with `replacement` at one of its places, chosen by `place`. */
function mutate(root: unknown, place: number, replacement: unknown): unknown {
  const copy: Record<string, unknown> = { root: structuredClone(root) };
  const places: [Record<string, unknown>, string][] = [];
  const visit = (parent: Record<string, unknown>, name: string) => {
    places.push([parent, name]);
    const child = parent[name];
    if (typeof child === "object" && child !== null) {
      for (const inner of Object.keys(child)) visit(child as Record<string, unknown>, inner);
    }
  };
  visit(copy, "root");
  const [parent, name] = places[place % places.length] ?? [copy, "root"];
  parent[name] = replacement;
  return copy.root;
}

describe("whatever it is given, rendering renders or refuses", () => {
  it("as a stack", () => {
    fc.assert(fc.property(value, (stack) => rendersOrRefuses(() => renderStack(stack))));
  });

  it("as a resource of a stack", () => {
    const type = fc.constantFrom(
      "kubernetes_pod_v1",
      "kubernetes_manifest",
      "helm_release",
      "kubernetes_secret_v1",
      "kubernetes_labels",
    );
    fc.assert(
      fc.property(type, value, value, (name, values, locals) =>
        rendersOrRefuses(() => renderStack({ resource: { [name]: { a: values } }, locals: { a: locals } })),
      ),
      { numRuns: 500 },
    );
  });

  it("as real resources with one thing replaced", () => {
    const some = fc.constantFrom(...recordings);
    fc.assert(
      fc.property(
        some,
        fc.nat(),
        value,
        fc.boolean(),
        ({ type, values, planned }, place, replacement, inPlan) => {
          const changed = mutate(inPlan && planned ? planned : values, place, replacement);
          rendersOrRefuses(() => renderResource(type, changed));
          rendersOrRefuses(() => renderStack({ resource: { [type]: { a: changed } } }));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("and pollutes no prototype", () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });
});

describe("what holds for any text", () => {
  it("escaped, it comes out as it was", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), template), (text) => {
        const escaped = text.replaceAll("${", "$$${").replaceAll("%{", "%%{");
        const values = { metadata: { name: "it" }, data: { text: escaped } };
        expect(renderOne("kubernetes_config_map_v1", values).data).toEqual({ text });
      }),
      { numRuns: 500 },
    );
  });

  it("in a plan, it comes out as it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), template), key, (text, name) => {
        const data = JSON.parse(`{${JSON.stringify(name)}: ${JSON.stringify(text)}}`);
        const object = renderResource("kubernetes_config_map_v1", { metadata: [{ name: "it" }], data });
        expect(Object.entries(object.data as object)).toEqual([[name, text]]);
      }),
    );
  });
});

describe("the order of arguments", () => {
  it("changes nothing", () => {
    const reversed = (part: unknown): unknown => {
      if (Array.isArray(part)) return part.map(reversed);
      if (typeof part !== "object" || part === null) return part;
      return Object.fromEntries(
        Object.entries(part)
          .reverse()
          .map(([name, element]) => [name, reversed(element)]),
      );
    };
    for (const { type, values } of recordings) {
      expect(renderResource(type, reversed(values))).toEqual(renderResource(type, values));
    }
  });
});
