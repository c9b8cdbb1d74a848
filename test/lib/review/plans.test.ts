import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Estate } from "../../../config/index.js";
import { loadEstate } from "../../../config/index.js";
import { reportSchema, toForm } from "../../../lib/review/index.js";
import { PLANS, planned, REVIEWS, reviewChanges, reviewPlan } from "../../support/review.js";

const OPTIONS = { colour: false, details: true };

describe("the report on each plan of a real cluster", () => {
  for (const file of readdirSync(PLANS)) {
    const name = basename(file, ".json");
    it(`on ${name} is the golden one (npx vitest run test/lib/review/plans.test.ts -u writes it anew)`, async () => {
      const report = reviewPlan(join(PLANS, file));
      expect((await reportSchema()).parse(report)).toEqual(report);
      await expect(`${toForm("terminal", report, OPTIONS)}\n`).toMatchFileSnapshot(
        join(REVIEWS, `plan-${name}.txt`),
      );
    });
  }
});

describe("a reviewer", () => {
  const estates: [string, Estate | undefined][] = [
    ["without an estate", undefined],
    ["with the sample estate and its policies", loadEstate("config/estate").estate as Estate],
  ];
  for (const [name, estate] of estates) {
    it(`${name} finds the three dangerous changes in the first ten lines`, () => {
      const report = reviewPlan(join(PLANS, "changes.json"), estate);
      const lines = toForm("terminal", report, { ...OPTIONS, details: false })
        .split("\n")
        .slice(0, 10);
      const line = (...words: string[]) => lines.find((text) => words.every((word) => text.includes(word)));
      expect(line("corse", "PersistentVolumeClaim", "deleted")).toBeDefined();
      expect(line("lyon", "internet")).toBeDefined();
      expect(line("lille", "(*)")).toBeDefined();
      expect(report.verdict).toMatchObject({ decision: "deny", exitCode: 3 });
    });
  }

  it("reads in French why a policy refuses, and what to do", () => {
    const { findings } = reviewPlan(
      join(PLANS, "changes.json"),
      loadEstate("config/estate").estate as Estate,
    );
    const refused = findings.filter(({ risk }) => risk === "policy");
    expect(refused.length).toBeGreaterThan(0);
    for (const { rule, french, ...english } of refused) {
      expect(french.title, rule).not.toBe(english.title);
      expect(french.rationale, rule).not.toBe(english.rationale);
      expect(french.mitigation, rule).not.toBe(english.mitigation);
    }
  });

  it("is told the three things that people changed, and that the rest is noise", () => {
    const { drift } = reviewPlan(join(PLANS, "drift.json"));
    expect(drift.real.map(({ kind, members }) => `${kind} ${members}`)).toEqual([
      "ConfigMap lyon",
      "Deployment paris",
      "NetworkPolicy lille",
    ]);
    expect(drift.controllers.map(({ kind }) => kind)).toEqual(["ClusterQueue"]);
    expect(drift.noise).toBe(66);
  });

  it("need not answer for what an autoscaler does within its bounds, and plans leave", () => {
    const metadata = [{ name: "web", namespace: "arena", labels: {}, annotations: {} }];
    const deployed = (replicas: string) => ({
      ...{ type: "kubernetes_deployment_v1", name: "web", actions: ["no-op"] },
      after: { metadata, spec: [{ replicas }] },
    });
    const scaler = {
      ...{ type: "kubernetes_horizontal_pod_autoscaler_v2", name: "hpa", actions: ["no-op"] },
      after: {
        metadata,
        spec: [
          {
            ...{ min_replicas: 2, max_replicas: 4 },
            scale_target_ref: [{ api_version: "apps/v1", kind: "Deployment", name: "web" }],
          },
        ],
      },
    };
    const kinds = (now: string, deployment: object) => {
      const drifted = { ...deployed(now), actions: ["update"], before: deployed("1").after };
      const { drift, findings } = reviewChanges([deployment, planned(scaler)], {
        resource_drift: [planned(drifted)],
      });
      return [drift.real.length, drift.controllers.length, findings.map(({ rule }) => rule)];
    };
    expect(kinds("2", planned(deployed("2")))).toEqual([0, 1, []]);
    expect(kinds("9", planned(deployed("9")))).toEqual([1, 0, ["drift-accepted"]]);
    const takenBack = planned({ ...deployed("1"), actions: ["update"], before: deployed("2").after });
    expect(kinds("2", takenBack)[2]).toContain("drift-reverted");
  });

  it("is told nothing where nothing changed", () => {
    const report = reviewPlan(join(PLANS, "no-changes.json"));
    expect(report.findings).toEqual([]);
    expect(report.drift.real).toEqual([]);
    expect(toForm("markdown", report, OPTIONS)).toBe("");
  });
});
