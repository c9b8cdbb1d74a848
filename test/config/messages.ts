/** Tests kept as tables: what the loader says of bad files, word for word. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { type Edit, minimalEstate, type SmallEstate } from "../support/estate.js";

interface Case {
  /** The case, as a sentence. */
  case: string;
  /** The file of the small estate that is spoilt. */
  file: string;
  /** The whole text of the file. */
  yaml?: string;
  /** Or what is replaced in it, everywhere that it stands. */
  replace?: Record<string, string | number>;
  /** All problems of the estate, as they are printed. */
  messages?: string[];
}

/** Words of zod and of JavaScript that no user should read. */
const LEAKS = /Invalid|undefined|NaN|\[object|[Ee]xpected|null/;

/** Runs every case of the YAML tables in a folder; with UPDATE_MESSAGES=1 it writes the messages instead. */
export function testMessages(
  folder: string,
  estateWith: (edits: Record<string, Edit>) => SmallEstate = minimalEstate,
): void {
  const command = `UPDATE_MESSAGES=1 npx vitest run ${relative(process.cwd(), join(folder, ".."))}`;
  describe.each(readdirSync(folder))("%s", (table) => {
    const path = join(folder, table);
    const document = parseDocument(readFileSync(path, "utf8"));
    if (document.errors[0]) throw document.errors[0];
    const cases = (document.toJS() as Case[]).map((one, index) => ({ ...one, index }));

    it.each(cases)("$case", ({ index, file, yaml, replace = {}, messages }) => {
      const found = estateWith({ [file]: (text) => yaml ?? replaceAll(text, replace) }).problems();
      expect(found.join("\n")).not.toMatch(LEAKS);
      if (process.env.UPDATE_MESSAGES !== "1") {
        expect(found, `where the new messages are better: ${command}`).toEqual(messages);
        return;
      }
      document.setIn([index, "messages"], document.createNode(found));
      writeFileSync(path, document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: 1000 }));
    });
  });
}

function replaceAll(text: string, replacements: Record<string, string | number>): string {
  return Object.entries(replacements).reduce((edited, [from, to]) => {
    if (!edited.includes(from)) throw new Error(`the file has no ${JSON.stringify(from)}`);
    return edited.replaceAll(from, String(to));
  }, text);
}
