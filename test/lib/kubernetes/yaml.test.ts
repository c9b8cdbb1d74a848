import fc from "fast-check";
import jsYaml from "js-yaml";
import { describe, expect, it } from "vitest";
import * as yaml from "yaml";
import { type KubernetesObject, renderStack, toYaml } from "../../../lib/kubernetes/index.js";
import { fixture } from "./fixtures.js";

const holding = (data: unknown): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "it" },
  data,
});

/** The documents as each of four readers takes them: YAML 1.1 and 1.2, with dates and without. */
function readings(text: string): unknown[][] {
  return [
    jsYaml.loadAll(text),
    jsYaml.loadAll(text, undefined, { schema: jsYaml.CORE_SCHEMA }),
    ...(["1.1", "1.2"] as const).map((version) =>
      yaml.parseAllDocuments(text, { version, merge: true }).map((document) => {
        expect(document.errors).toEqual([]);
        return document.toJS() as unknown;
      }),
    ),
  ];
}

const HOSTILE = [
  "yes",
  "No",
  "on",
  "y",
  "N",
  "~",
  "null",
  "Null",
  "true",
  "1e3",
  "1E+3",
  "0x1",
  "0o17",
  "017",
  "08",
  "1_000",
  "0x_1",
  "0b1",
  "1.5e_3",
  "685.230_15e+03",
  ".5",
  ".",
  "-.",
  "._",
  "1.",
  "+1",
  "-0",
  ".inf",
  "-.Inf",
  ".NaN",
  "2026-01-01",
  "2026-1-1 1:2:3",
  "12:30",
  "190:20:30.15",
  "=",
  "<<",
  "",
  " ",
  " a",
  "a ",
  "\n",
  "a\nb",
  "a\nb\n",
  "\n\na\n\n",
  " a\n b",
  "a\r\nb",
  "a\tb",
  "\ta",
  "- a",
  "a: b",
  "a:",
  "#a",
  "a #b",
  "!a",
  "&a",
  "*a",
  "|",
  ">",
  "%a",
  "@a",
  "`a",
  "{a",
  "[a",
  ",",
  "?",
  "? a",
  "-",
  "---",
  "...",
  "--- a",
  "'",
  '"',
  "\\",
  "\u0000",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\ud800",
  "é",
  "😀",
  "a'b\"c",
  "x".repeat(300),
  `${"word ".repeat(60)}end`,
];

describe("toYaml", () => {
  it.each(HOSTILE)("keeps %j text for every reader, as value, key and element", (text) => {
    const object = holding({ value: text, list: [text], [text]: "key" });
    for (const [read, ...more] of readings(toYaml([object]))) {
      expect(read).toEqual(object);
      expect(more).toEqual([]);
    }
  });

  it("keeps any text for every reader", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" })), (data) => {
        const object = holding({ ...data });
        for (const [read] of readings(toYaml([object]))) expect(read).toEqual(object);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps text that looks like a number, a date or a word for every reader", () => {
    const look = fc.stringMatching(/^[-+.]?[0-9][0-9_.:eExXob+TtzZ-]{0,10}$/);
    fc.assert(
      fc.property(look, (text) => {
        const object = holding({ text });
        for (const [read] of readings(toYaml([object]))) expect(read).toEqual(object);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps other values as they are", () => {
    const object = holding({ a: 1, b: -1.5, c: true, d: null, e: [], f: {}, g: [[1], { h: [] }], i: 1e21 });
    for (const [read] of readings(toYaml([object]))) expect(read).toEqual(object);
  });

  it("orders keys: apiVersion, kind, metadata with its name, and the rest by name", () => {
    const object = {
      spec: { b: 1, a: [{ d: 1, c: 2 }] },
      metadata: { labels: {}, namespace: "n", name: "x" },
      kind: "K",
      apiVersion: "v1",
    };
    expect(toYaml([object])).toBe(
      "---\napiVersion: v1\nkind: K\nmetadata:\n  name: x\n  namespace: 'n'\n  labels: {}\nspec:\n  a:\n    - c: 2\n      d: 1\n  b: 1\n",
    );
  });

  it("writes no anchors for what objects share, and nothing for undefined", () => {
    const shared = { a: ["x"] };
    expect(toYaml([holding({ one: shared, two: shared, three: undefined })])).not.toMatch(/[&*]|three/);
  });

  it("writes one document an object, and none for none", () => {
    expect(toYaml([])).toBe("");
    const objects = renderStack(fixture("siecle.tf.json")).objects.map(({ object }) => object);
    for (const read of readings(toYaml(objects))) expect(read).toEqual(objects);
  });
});
