import { describe, expect, it } from "vitest";
import { PolicyEngine } from "../../../lib/policy/index.js";
import { configMap, ruleThat, TODAY, waiver } from "./rules.js";

const policies = { test: ruleThat("false"), other: ruleThat("false") };
const engineWith = (parts: Record<string, unknown>, today = TODAY) =>
  new PolicyEngine(policies, { known: waiver(parts) }, today);
const judge = (engine: PolicyEngine) =>
  engine
    .judgeObject(configMap(), { stack: "recette-sud-siecle" })
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
    expect(judge(engineWith({ subjects: [subject] }))).toContainEqual([
      "test",
      excuses ? "known" : undefined,
    ]);
  });

  it("excuses findings of its own rule only", () => {
    expect(judge(engineWith({}))).toContainEqual(["other", undefined]);
  });

  it("holds through the day that it names", () => {
    const engine = engineWith({ expires: TODAY });
    expect(judge(engine)).toContainEqual(["test", "known"]);
    expect(engine.problems.filter(({ severity }) => severity === "deny")).toEqual([]);
  });

  it("that ran out excuses nothing and is an error", () => {
    const engine = engineWith({ expires: "2026-11-22" });
    expect(judge(engine)).toContainEqual(["test", undefined]);
    expect(engine.problems).toContainEqual({
      pointer: "waivers/known.yaml#/expires",
      severity: "deny",
      message: expect.stringContaining("ran out on 2026-11-22"),
    });
    expect(engine.unusedWaivers).toEqual([]);
  });

  it("that excuses nothing is a warning, for each of its subjects", () => {
    const engine = engineWith({ subjects: ["*", "nothing *"] });
    judge(engine);
    expect(engine.unusedWaivers).toMatchObject([
      { pointer: "waivers/known.yaml#/subjects/1", severity: "warn" },
    ]);
  });

  it("takes no long time on hostile patterns", () => {
    const engine = engineWith({ subjects: [`${"*s".repeat(5000)}!`] });
    const before = performance.now();
    engine.judgeObject(configMap({}, "s".repeat(100_000)));
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
