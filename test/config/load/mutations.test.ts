/** Properties of the loader: it never throws, never hangs, and always says where; what is valid stays valid. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { isMap, isSeq, parseDocument, visit } from "yaml";
import { formatProblem, type LoadedEstate } from "../../../config/index.js";
import { minimalEstate, SMALL_ESTATE } from "../../support/estate.js";

/** More of them: MUTATIONS=6000 npx vitest run test/config/load/mutations.test.ts */
const RUNS = { numRuns: Number(process.env.MUTATIONS ?? 150) };

const FILES = (readdirSync(SMALL_ESTATE, { recursive: true }) as string[]).filter((file) =>
  statSync(join(SMALL_ESTATE, file)).isFile(),
);
const textOf = (file: string) => readFileSync(join(SMALL_ESTATE, file), "utf8");

/** Text that UTF-8 can write. */
const wellFormed = (text: string) => Buffer.from(text).toString();

/** One folder for all runs: a run spoils one file and puts it back. */
const estate = minimalEstate();
let spoilt: string | undefined;

function loadWith(file: string, text: string): LoadedEstate {
  spoilt = file;
  restore(file, text);
  const loaded = estate.load();
  restore(file, textOf(file));
  return loaded;
}

function restore(file: string, text: string): void {
  if (readFileSync(join(estate.path, file), "utf8") !== text) estate.write(file, text);
}

afterEach(() => {
  if (spoilt) restore(spoilt, textOf(spoilt));
});

/** A problem stands inside its file, on a line that can be shown. */
function expectPlaced({ problems }: LoadedEstate, file: string, text: string): void {
  const lines = text.split("\n");
  for (const problem of problems) {
    expect(problem.line).toBeGreaterThanOrEqual(1);
    expect(problem.column).toBeGreaterThanOrEqual(1);
    expect(formatProblem(problem)).not.toMatch(/\p{Cc}|undefined|Invalid|\[object Object/u);
    if (!problem.file.endsWith(file)) continue;
    expect(problem.line).toBeLessThanOrEqual(lines.length);
    expect(problem.column).toBeLessThanOrEqual((lines[problem.line - 1]?.length ?? 0) + 1);
  }
}

const anyFile = fc.constantFrom(...FILES);
const anyScalar = fc.constantFrom(
  ...["null", "~", "true", "0", "-1", "1e999", ".nan", "0x1F", "[]", "{}", "[[1]]", "{ a: { b: 1 } }", '""'],
  ...[
    "*a",
    "&a b",
    "!!binary aaaa",
    "!x y",
    "|\n    text",
    "'",
    '"',
    "[",
    "{",
    "@",
    "%",
    "`",
    "- -",
    "? a",
    ": b",
  ],
  ...[
    '"\\u0000"',
    '"\\e[2J"',
    '"\\uD800"',
    "\u2028",
    "\t",
    "constructor",
    "__proto__",
    "<<",
    "---",
    "...",
    "😀",
  ],
);

/** Replaces the value of one line. */
const replaceValue = (text: string, where: number, scalar: string) => {
  const lines = text.split("\n");
  const index = where % lines.length;
  lines[index] = (lines[index] ?? "").replace(/(:\s|-\s|^).*$/, (_, start) => `${start}${scalar}`);
  return lines.join("\n");
};

const bomb = Array.from({ length: 20 }, (_, index) =>
  index === 0 ? "a0: &a0 [x, x]" : `a${index}: &a${index} [*a${index - 1}, *a${index - 1}]`,
).join("\n");

const mutation: fc.Arbitrary<(text: string) => string> = fc.oneof(
  fc.tuple(fc.nat(), anyScalar).map(
    ([where, scalar]) =>
      (text: string) =>
        replaceValue(text, where, scalar),
  ),
  fc.nat().map((length) => (text: string) => text.slice(0, length % (text.length + 1))),
  fc.nat().map((where) => (text: string) => {
    const lines = text.split("\n");
    const line = lines[where % lines.length] ?? "";
    return [...lines.slice(0, where % lines.length), line, ...lines.slice(where % lines.length)].join("\n");
  }),
  fc.constant((text: string) => `${text}${bomb}\n`),
  fc.tuple(fc.nat(), fc.string({ unit: "binary", maxLength: 8 })).map(([where, bytes]) => (text: string) => {
    const at = where % (text.length + 1);
    return text.slice(0, at) + bytes + text.slice(at);
  }),
  fc
    .tuple(fc.nat(), fc.constantFrom(..." \t\n\r-?:,[]{}#&*!|>'\"%@`~^<=\u0000\u0007\u001b"))
    .map(([where, character]) => (text: string) => {
      const at = where % (text.length + 1);
      return text.slice(0, at) + character + text.slice(at + 1);
    }),
);
const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });

describe("the loader", () => {
  it("says where, and nothing else, whatever happens to a file", () => {
    fc.assert(
      fc.property(anyFile, mutations, (file, changes) => {
        const text = wellFormed(changes.reduce((changed, change) => change(changed), textOf(file)));
        expectPlaced(loadWith(file, text), file, text);
      }),
      RUNS,
    );
  });

  it("says where, and nothing else, whatever stands in a file", () => {
    fc.assert(
      fc.property(anyFile, fc.string({ unit: "binary", maxLength: 300 }), (file, anything) => {
        const text = wellFormed(anything);
        const loaded = loadWith(file, text);
        expect(loaded.problems).not.toEqual([]);
        expectPlaced(loaded, file, text);
      }),
      RUNS,
    );
  });

  it("says where, and nothing else, whatever JSON stands in a file", () => {
    fc.assert(
      fc.property(anyFile, fc.json(), (file, json) => expectPlaced(loadWith(file, json), file, json)),
      RUNS,
    );
  });

  it("judges a file in the same way in whatever order its keys stand", () => {
    fc.assert(
      fc.property(anyFile, fc.infiniteStream(fc.nat()), (file, numbers) => {
        const document = parseDocument(textOf(file));
        visit(document, {
          Map: (_, map) => void map.items.sort(() => ((numbers.next().value ?? 0) % 3) - 1),
        });
        const loaded = loadWith(file, document.toString());
        expect(loaded.problems).toEqual([]);
        expect(loaded.estate).toEqual(estate.estate);
      }),
      { numRuns: 50 },
    );
  });

  it("judges a file in the same way with comments and empty lines, flat or not", () => {
    const comment = fc.stringMatching(/^[ -~é]{0,40}$/);
    fc.assert(
      fc.property(anyFile, comment, fc.boolean(), (file, words, flow) => {
        const document = parseDocument(textOf(file));
        visit(document, (_, node) => {
          if (!isMap(node) && !isSeq(node)) return;
          node.flow = flow;
          node.commentBefore = ` ${words}`;
          node.spaceBefore = true;
        });
        const text = `# ${words}\n\n${document.toString({ lineWidth: 0 })}\n# ${words}`;
        const loaded = loadWith(file, text);
        expect(loaded.problems).toEqual([]);
        expect(loaded.estate).toEqual(estate.estate);
      }),
      { numRuns: 50 },
    );
  });
});
