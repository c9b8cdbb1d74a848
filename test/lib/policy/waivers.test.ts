import { describe, expect, it } from "vitest";
import { PolicyEngine, Waivers } from "../../../lib/policy/index.js";
import { configMap, ruleThat, TODAY, waiver } from "./rules.js";

const engine = new PolicyEngine({ test: ruleThat("false"), other: ruleThat("false") });
const waiversWith = (parts: Record<string, unknown>) => new Waivers({ known: waiver(parts) }, TODAY);
const judge = (waivers: Waivers) =>
  waivers
    .excuse(engine.judgeObject(configMap(), { stack: "recette-sud-siecle" }))
    .map(({ policy, waiver }) => [policy, waiver]);

describe("a waiver", () => {
  it.each([
    ["*", true],
    ["recette-sud-siecle v1 ConfigMap siecle-lille/settings", true],
    ["recette-*-siecle * siecle-*/settings", true],
    ["*ConfigMap*", true],
    ["recette-sud-siecle", false],
    ["*ConfigMap", false],
    ["production-* ConfigMap *", false],
    ["recette-sud-siecle v1 ConfigMap siecle-lille/setting?", false],
    ["recette-sud-siecle*recette-sud-siecle v1 ConfigMap siecle-lille/settings", false],
  ])("for %j excuses: %s", (subject, excuses) => {
    expect(judge(waiversWith({ subjects: [subject] }))).toContainEqual([
      "test",
      excuses ? "known" : undefined,
    ]);
  });

  it("excuses findings of its own rule only", () => {
    expect(judge(waiversWith({}))).toContainEqual(["other", undefined]);
  });

  it("holds through the day that it names", () => {
    const waivers = waiversWith({ expires: TODAY });
    expect(judge(waivers)).toContainEqual(["test", "known"]);
    expect(waivers.expired).toEqual([]);
  });

  it("that ran out excuses nothing and is an error", () => {
    const waivers = waiversWith({ expires: "2026-11-22" });
    expect(judge(waivers)).toContainEqual(["test", undefined]);
    expect(waivers.expired).toContainEqual({
      pointer: "waivers/known.yaml#/expires",
      severity: "deny",
      message: expect.stringContaining("ran out on 2026-11-22"),
    });
    expect(waivers.unused()).toEqual([]);
  });

  it("that excuses nothing is a warning, for each of its subjects", () => {
    const waivers = waiversWith({ subjects: ["*", "nothing *"] });
    judge(waivers);
    expect(waivers.unused()).toMatchObject([{ pointer: "waivers/known.yaml#/subjects/1", severity: "warn" }]);
  });

  it("with a hostile pattern is told in time from what it does not fit", () => {
    const waivers = waiversWith({ subjects: [`${"*s".repeat(5000)}!`] });
    const findings = engine.judgeObject(configMap({}, "s".repeat(100_000)));
    expect(waivers.excuse(findings)).toEqual(findings);
  });
});
