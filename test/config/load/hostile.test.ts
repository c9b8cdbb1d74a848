/** Text that is made to hang or to crash a parser: it is refused, or loaded, within a second or two. */
import { describe, expect, it } from "vitest";
import { minimalEstate } from "../../support/estate.js";

/** The largest size that is parsed at all; anything larger is refused unread. */
const SIZE = 128 * 1024;
/** It takes about a second, on a busy machine; what grows faster than the text takes minutes. */
const SLOWEST_MILLISECONDS = 5000;

const fill = (unit: string, size = SIZE, start = "") =>
  start + unit.repeat((size - start.length) / unit.length);

const lines = (line: (index: number) => string, size = SIZE) => {
  let text = "";
  for (let index = 0; text.length < SIZE - 64; index += 1) text += line(index);
  return text;
};

const TEXTS: Record<string, string> = {
  "open brackets": fill("["),
  "open braces": fill("{"),
  "lists in lists": fill("- "),
  "explicit keys": fill("? "),
  colons: fill(":"),
  "colons and spaces": fill(": "),
  "empty lines": fill("\n"),
  tabs: fill("\t"),
  "double quotes": fill('"'),
  "open text": fill("x\n", SIZE, 'name: "'),
  "exclamation marks": fill("! "),
  anchors: fill("- &a x\n- *a\n"),
  "aliases of aliases": (size) =>
    lines(size, (index) => `a${index}: &a${index} [*a${index - 1}, *a${index - 1}]\n`),
  directives: fill("%a\n"),
  documents: fill("---\n"),
  "one long key": `? ${fill("k", SIZE - 8)}\n: 1\n`,
  "one long value": fill("v", SIZE, "name: "),
  "a deep stair": lines(size, (index) => `${" ".repeat(index)}a:\n`),
  "unknown keys": lines(size, (index) => `k${index}: 1\n`),
  "the same key": fill("name: a\n"),
  "misspelled keys": lines(size, (index) => `nam${index}: 1\n`),
  "an explicit key without end": fill("? ", SIZE, "["),
};

const LISTS: Record<string, string> = {
  "wrong academies": `academies: [${fill("1,", SIZE - 32)}]\n`,
  "unknown academies": `academies: [${fill("lile,", SIZE - 32)}]\n`,
  "infinite parameters": `parameters: { common: { a: [${fill(".inf,", SIZE - 64)}] } }\n`,
  "parameters of every academy": (size) =>
    `parameters:\n  academies:\n${lines(SIZE - 64, (index) => `    x${index}: {}\n`)}`,
};

describe.each(Object.entries(SIZES))("%s of", (_, size) => {
  const judge = (file: string, text: string) => {
    const estate = minimalEstate({ [file]: () => text });
    const start = performance.now();
    const problems = estate.load().problems;
    expect(performance.now() - start).toBeLessThan(SLOWEST_MILLISECONDS);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThan(200);
  };

  it.each(Object.entries(TEXTS))("%s is refused in time", (_name, text) => {
    judge("sites/nantes.yaml", text(size));
  });

  it.each(Object.entries(LISTS))("%s is refused in time", (_name, text) => {
    judge("applications/eleves.yaml", text(size));
  });

  it("values of an operator is judged in time", () => {
    judge("operators/envoy-gateway.yaml", `values: { a: [${fill(".inf,", SIZE - 32)}] }\n`);
  });
});

it("Many problems of one file are cut short, and it says so", () => {
  const problems = minimalEstate({
    "sites/nantes.yaml": () =>
      fill("x: 1\n", 2000).replaceAll("x", () => `x${Math.random()}`.replace(".", "")),
  }).problems();
  expect(problems).toHaveLength(51);
  expect(problems.at(-1)).toMatch(/^sites\/nantes\.yaml:\d+:1: has more problems than these 50$/);
});
