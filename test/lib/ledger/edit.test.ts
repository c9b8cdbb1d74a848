import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, parseDocument } from "yaml";
import type { LedgerEntry } from "../../../config/index.js";
import { editLedger } from "../../../lib/ledger/index.js";
import { temporaryFolder } from "../../support/estate.js";

const REHEARSED: LedgerEntry = { stage: "rehearsed", since: "2026-11-20", evidence: { rehearsal: "GED-1" } };

const LEDGER = `# the head
illustrative: true
installations:
  # before amiens
  amiens:
    { stage: staged, since: 2026-11-02 } # at its end
  lille: { stage: replicating, since: 2026-11-03 }
  nantes:
    # why it waits
    stage: staged
    since: 2026-09-01
# the end
`;

describe("editing a ledger", () => {
  it("replaces one entry, and leaves every other character alone", () => {
    expect(editLedger(LEDGER, "lille", REHEARSED)).toBe(
      LEDGER.replace(
        "  lille: { stage: replicating, since: 2026-11-03 }",
        "  lille:\n    { stage: rehearsed, since: 2026-11-20, evidence: { rehearsal: GED-1 } }",
      ),
    );
  });

  it("keeps the comment that follows an entry", () => {
    expect(editLedger(LEDGER, "amiens", REHEARSED)).toContain("GED-1 } } # at its end\n  lille:");
  });

  it("keeps the comments inside an entry that was written as a block", () => {
    const text = editLedger(LEDGER, "nantes", REHEARSED);
    expect(text).toContain("  nantes:\n    # why it waits\n    { stage: rehearsed");
    expect(text.endsWith("# the end\n")).toBe(true);
  });

  it("adds an academy where the alphabet wants it", () => {
    const academies = Object.keys(parse(editLedger(LEDGER, "dijon", REHEARSED)).installations);
    expect(academies).toEqual(["amiens", "dijon", "lille", "nantes"]);
    expect(Object.keys(parse(editLedger(LEDGER, "paris", REHEARSED)).installations).at(-1)).toBe("paris");
  });

  it("begins a ledger, fills an empty one, and unfolds one on a single line", () => {
    for (const text of [
      "",
      "illustrative: true\ninstallations: {}\n",
      "illustrative: true\ninstallations: { nantes: { stage: staged, since: 2026-11-02 } }\n",
    ]) {
      const ledger = parse(editLedger(text, "lille", REHEARSED));
      expect(ledger.illustrative).toBe(true);
      expect(ledger.installations.lille).toEqual(REHEARSED);
    }
  });

  it("changes one entry and loses no comment, whatever the ledger looks like", () => {
    const name = fc.constantFrom("a", "b", "c", "d", "e", "f");
    const style = fc.constantFrom(
      (academy: string, n: number) => `  ${academy}: { stage: staged, since: 2026-01-02 } # c${n}\n`,
      (academy: string, n: number) => `  # c${n}\n  ${academy}:\n    { stage: staged, since: 2026-01-02 }\n`,
      (academy: string, n: number) =>
        `  ${academy}:\n    stage: staged # c${n}\n    since: 2026-01-02\n    evidence:\n      staging: x\n`,
      (academy: string, n: number) =>
        `  ${academy}:\n\n    # c${n}\n    stage: staged\n    since: 2026-01-02\n\n`,
    );
    const ledgers = fc.uniqueArray(fc.tuple(name, style), { selector: ([one]) => one, minLength: 1 });
    fc.assert(
      fc.property(ledgers, name, (entries, academy) => {
        const text = `illustrative: true\ninstallations:\n${entries.map(([one, write], n) => write(one, n)).join("")}`;
        const edited = editLedger(text, academy, REHEARSED);
        expect(parseDocument(edited).errors).toEqual([]);
        const { installations } = parse(edited);
        expect(installations[academy]).toEqual(REHEARSED);
        const others = (all: Record<string, unknown>) => ({ ...all, [academy]: undefined });
        expect(others(installations)).toEqual(others(parse(text).installations));
        for (const n of entries.keys()) expect(edited).toContain(`# c${n}`);
        expect(editLedger(edited, academy, REHEARSED)).toBe(edited);
      }),
    );
  });
});

describe("two people at once", () => {
  const merge = (mine: string, theirs: string): { clean: boolean; text: string } => {
    const folder = temporaryFolder();
    const base = editLedger(editLedger(LEDGER, "amiens", { ...REHEARSED, evidence: {} }), "lille", REHEARSED);
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write("base", base);
    write(
      "mine",
      editLedger(base, mine, { stage: "cutover", since: "2026-11-21", evidence: { cutover: "A" } }),
    );
    write(
      "theirs",
      editLedger(base, theirs, { stage: "cutover", since: "2026-11-22", evidence: { cutover: "B" } }),
    );
    let clean = true;
    try {
      execFileSync("git", ["merge-file", "mine", "base", "theirs"], { cwd: folder, stdio: "ignore" });
    } catch {
      clean = false;
    }
    return { clean, text: readFileSync(join(folder, "mine"), "utf8") };
  };

  it("advance neighbouring academies, and Git merges both", () => {
    const { clean, text } = merge("amiens", "lille");
    expect(clean).toBe(true);
    const { amiens, lille } = parse(text).installations;
    expect([amiens.evidence.cutover, lille.evidence.cutover]).toEqual(["A", "B"]);
  });

  it("advance the same academy, and Git reports a conflict", () => {
    expect(merge("lille", "lille").clean).toBe(false);
  });
});
