import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Estate, loadEstate } from "../../config/index.js";

const page = readFileSync("docs/scanners.md", "utf8");
const { estate } = loadEstate("config/estate") as { estate: Estate };

/** Rows of the table under a heading, as cells. */
function rows(heading: string): string[][] {
  const section = page.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const kept = rows("What they still find").map(
  ([scanner = "", check = "", , verdict = "", because = "", owner = "", until = ""]) => ({
    scanner,
    check,
    verdict,
    because,
    owner,
    until,
  }),
);
const checksOf = (name: string) => kept.filter(({ scanner }) => scanner === name).map(({ check }) => check);

describe("the findings of outside scanners that are kept", () => {
  it("are those that checkov is told to leave out", () => {
    const { "skip-check": left } = parse(readFileSync(".checkov.yaml", "utf8"));
    expect(checksOf("checkov")).toEqual(left);
  });

  it("are those that kube-score is told to leave out", () => {
    const left = /--ignore-test (\S+)/.exec(page)?.[1]?.split(",");
    expect(checksOf("kube-score").toSorted()).toEqual(left?.toSorted());
  });

  it.each(kept)("$check has a rule in its place, or a waiver that still holds", (finding) => {
    const rule = /^rule \[([a-z-]+)\]\(\.\.\/config\/estate\/policies\/\1\.yaml\)$/.exec(
      finding.verdict,
    )?.[1];
    expect(finding.because).not.toBe("");
    if (rule !== undefined) {
      expect(Object.keys(estate.policies)).toContain(rule);
      return;
    }
    expect(finding.verdict).toBe("waived");
    expect(Object.keys(estate.teams)).toContain(finding.owner);
    expect(finding.until).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(finding.until > estate.platform.today).toBe(true);
  });
});
