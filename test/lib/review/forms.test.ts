import { describe, expect, it } from "vitest";
import { emptySet, judgingBy, Places, type ReviewReport, review, toForm } from "../../../lib/review/index.js";
import { loadedSide, minimalEstate } from "../../support/estate.js";
import { planned, reviewChanges } from "../../support/review.js";
import { sarifObjections } from "../../support/sarif-schema.js";

const OPTIONS = { colour: false, details: true };
const HOSTILE =
  "x\u001b[31m</details>`` `@all` [a](javascript:1) <script>alert(1)</script> | #1 www.evil.example ]]>";
const hostile = () =>
  reviewChanges([
    planned({ type: "aws_s3_bucket", name: HOSTILE, before: { a: 1 } }),
    planned({ type: "a_b", name: "c", before: { [HOSTILE]: HOSTILE }, after: { [HOSTILE]: `${HOSTILE}!` } }),
  ]);

/** A finding of the estate, excused by a waiver. */
function waived(): ReviewReport {
  const [before, after] = [minimalEstate(), minimalEstate()];
  after.edit("applications/eleves.yaml", (text) => text.replace("owner: scolarite", "owner: plateforme"));
  const sides = { before: loadedSide(before), after: loadedSide(after) };
  const judging = { ...judgingBy(before.estate), waiver: () => "trial" };
  return review({ set: emptySet(), places: new Places(), ...sides }, judging);
}

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
  it("SARIF follows its published schema, with and without findings", () => {
    for (const report of [hostile(), waived(), reviewChanges([])]) {
      expect(sarifObjections(JSON.parse(toForm("sarif", report, OPTIONS)))).toEqual([]);
    }
    const log = JSON.parse(toForm("sarif", hostile(), OPTIONS)) as { runs: { results: object[] }[] };
    Object.assign(log.runs[0]?.results[0] ?? {}, { level: "deny" });
    expect(sarifObjections(log).join()).toContain("/runs/0/results/0/level");
  });
  it("SARIF names the rule, the level, the line and the waiver of each finding", () => {
    const log = JSON.parse(toForm("sarif", waived(), OPTIONS)) as {
      runs: [
        {
          tool: { driver: { rules: { id: string }[] } };
          results: { level: string; ruleIndex: number; locations: object[]; suppressions?: object[] }[];
        },
      ];
    };
    const [{ tool, results }] = log.runs;
    expect(results).toMatchObject([
      {
        level: "note",
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "applications/eleves.yaml" },
              region: { startLine: 5, startColumn: 8 },
            },
          },
        ],
        suppressions: [{ justification: "trial" }],
      },
    ]);
    expect(tool.driver.rules[results[0]?.ruleIndex ?? -1]?.id).toBe("owner-changed");
  });
  it("JUnit counts what must be decided as failures", () => {
    const text = toForm("junit", hostile(), OPTIONS);
    expect(text.match(/<failure /g)?.length).toBe(Number(/failures="(\d+)"/.exec(text)?.[1]));
  });
});

describe("the report in French", () => {
  const text = (form: "terminal" | "markdown", language?: "fr") =>
    toForm(form, waived(), { colour: false, details: true, language });
  it("says titles, sentences and reasons in French, where it is asked to", () => {
    expect(text("terminal", "fr")).toBe(
      [
        "Peut passer : 1 à noter — aucune ressource",
        "· règle        eleves : appartient à plateforme, et non plus à scolarite [owner-changed] levé par trial",
        "    pourquoi : Dès l'application, une autre équipe reçoit ses droits, ses alertes et ses approbations ; l'ancienne les perd.",
        "    faire    : Faites s'accorder les deux équipes, et transmettez d'abord procédures et astreintes.",
        "    dans     : applications/eleves.yaml:5",
        "    applications/eleves.yaml#/owner",
      ].join("\n"),
    );
    expect(text("markdown", "fr")).toContain("pourquoi, que faire, où");
  });
  it("is English where nobody asks", () => {
    expect(text("terminal")).toContain("belongs to plateforme, no longer to scolarite");
    expect(text("markdown")).toContain("why, what to do, where");
  });
});
