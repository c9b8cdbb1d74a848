/** Text that is made to hang or to crash a parser: it is refused within a second or two. */
import { describe, expect, it } from "vitest";
import { minimalEstate } from "../../support/estate.js";

/** Just below the largest size that is parsed at all; anything larger is refused unread. */
const SIZE = 128 * 1024 - 100;

const fill = (unit: string) => unit.repeat(SIZE / unit.length);

const lines = (line: (index: number) => string) => {
  let text = "";
  for (let index = 0; text.length < SIZE - 100; index += 1) text += line(index);
  return text.slice(0, SIZE);
};

const TEXTS: Record<string, string> = {
  "open brackets": fill("["),
  "open braces": fill("{"),
  "lists in lists": fill("- "),
  "explicit keys": fill("? "),
  "explicit keys in brackets": `[${fill("? ")}`,
  colons: fill(":"),
  "colons and spaces": fill(": "),
  "empty lines": fill("\n"),
  tabs: fill("\t"),
  "double quotes": fill('"'),
  "text without end": `name: "${fill("x\n")}`,
  "exclamation marks": fill("! "),
  anchors: fill("- &a x\n- *a\n"),
  "aliases of aliases": lines((index) => `a${index}: &a${index} [*a${index - 1}, *a${index - 1}]\n`),
  directives: fill("%a\n"),
  documents: fill("---\n"),
  "one long key": `? ${fill("k")}\n: 1\n`,
  "one long value": `name: ${fill("v")}`,
  "a deep stair": lines((index) => `${" ".repeat(index % 500)}a:\n`),
  "unknown keys": lines((index) => `k${index}: 1\n`),
  "misspelled keys": lines((index) => `nam${index}: 1\n`),
  "one key again and again": fill("name: a\n"),
};

const APPLICATIONS: Record<string, string> = {
  "numbers as academies": `academies: [${fill("1,")}]\n`,
  "unknown academies": `academies: [${fill("lile,")}]\n`,
  "infinite parameters": `parameters: { common: { a: [${fill(".inf,")}] } }\n`,
  "parameters of thousands of academies": `parameters:\n  academies:\n${lines((index) => `    x${index}: {}\n`)}`,
};

/** Problems of the small estate with one file replaced, found in time. */
function problemsInTime(file: string, text: string): string[] {
  const estate = minimalEstate({ [file]: () => text });
  const problems = estate.problems();
  return problems;
}

describe("a file that is full of", () => {
  it.each(Object.entries(TEXTS))("%s is refused in time", (_, text) => {
    expect(problemsInTime("sites/nantes.yaml", text)).not.toEqual([]);
  });

  it.each(Object.entries(APPLICATIONS))("%s is refused in time", (_, text) => {
    expect(problemsInTime("applications/eleves.yaml", text)).not.toEqual([]);
  });

  it("infinite values of any shape is refused in time", () => {
    const text = `values: { a: [${fill(".inf,")}] }\n`;
    expect(problemsInTime("operators/envoy-gateway.yaml", text)).not.toEqual([]);
  });

  it("problems tells the first fifty, and says that there are more", () => {
    const problems = problemsInTime("sites/nantes.yaml", TEXTS["unknown keys"] ?? "");
    expect(problems).toHaveLength(51);
    expect(problems.at(-1)).toMatch(/^sites\/nantes\.yaml:\d+:1: has more problems than these 50$/);
  });
});
