import { describe, expect, it } from "vitest";
import { toForm } from "../../../lib/review/index.js";
import { planned, reviewChanges } from "../../support/review.js";

const OPTIONS = { colour: false, details: true };
const HOSTILE =
  "x\u001b[31m</details>`` `@all` [a](javascript:1) <script>alert(1)</script> | #1 www.evil.example ]]>";
const hostile = () =>
  reviewChanges([
    planned({ type: "aws_s3_bucket", name: HOSTILE, before: { a: 1 } }),
    planned({ type: "a_b", name: "c", before: { [HOSTILE]: HOSTILE }, after: { [HOSTILE]: `${HOSTILE}!` } }),
  ]);

describe("hostile names", () => {
  it("reach no terminal as escapes", () => {
    expect(toForm("terminal", hostile(), OPTIONS)).not.toContain("\u001b");
  });
  it("are text in Markdown: no tag, no mention, no link", () => {
    const outsideCode = toForm("markdown", hostile(), OPTIONS).replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, "");
    expect(outsideCode).not.toContain("<script");
    expect(outsideCode).not.toMatch(/@all|(?<!\\)\[a|www\.evil/);
  });
  it("are text in HTML and XML", () => {
    for (const form of ["html", "junit"] as const) {
      const text = toForm(form, hostile(), OPTIONS);
      expect(text).not.toContain("<script");
      expect(text).toContain("&lt;script");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(text).not.toMatch(/[\u0000-\u0008\u001b]/);
    }
  });
});

describe("the comment", () => {
  const many = () =>
    reviewChanges(
      Array.from({ length: 400 }, (_, index) =>
        planned({ type: "aws_s3_bucket", name: `b${index}`, before: { index } }),
      ),
    );
  it("stays within its limit, cuts nothing in the middle, and says where the rest is", () => {
    for (const limit of [1500, 5000, 20_000]) {
      const text = toForm("markdown", many(), { ...OPTIONS, limit, link: "https://gitlab.example/job/1" });
      expect(text.length).toBeLessThanOrEqual(limit);
      expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
      expect(text).toContain("[the whole report](https://gitlab.example/job/1)");
    }
  });
  it("is empty where nothing changed, and can be found again where something did", () => {
    expect(toForm("markdown", reviewChanges([]), OPTIONS)).toBe("");
    expect(toForm("markdown", many(), OPTIONS)).toMatch(/^<!-- transhumance:review -->\n/);
  });
});

describe("forms for programs", () => {
  it("SARIF names rules, levels and fingerprints", () => {
    const log = JSON.parse(toForm("sarif", hostile(), OPTIONS)) as {
      version: string;
      runs: { results: { level: string; ruleIndex: number }[]; tool: { driver: { rules: unknown[] } } }[];
    };
    expect(log.version).toBe("2.1.0");
    for (const { level, ruleIndex } of log.runs[0]?.results ?? []) {
      expect(["error", "warning", "note"]).toContain(level);
      expect(log.runs[0]?.tool.driver.rules[ruleIndex]).toBeDefined();
    }
  });
  it("JUnit counts what must be decided as failures", () => {
    const text = toForm("junit", hostile(), OPTIONS);
    expect(text.match(/<failure /g)?.length).toBe(Number(/failures="(\d+)"/.exec(text)?.[1]));
  });
});
