import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Stage, Stage as StageSchema } from "../../../config/index.js";
import {
  checkLedger,
  migrationStatus,
  NEXT_STAGES,
  needsAt,
  needsSite,
  REQUIRED_EVIDENCE,
  servedBySite,
} from "../../../lib/migration/index.js";
import { minimalEstate } from "../../support/estate.js";

const ledger = (entry: string) =>
  minimalEstate().write("migrations/agendas.yaml", `illustrative: true\ninstallations:\n  ${entry}\n`).estate;

describe("the stages", () => {
  it("are walked in order, and back to replicating after a rollback", () => {
    const walk = (stage: Stage): Stage[] => [
      stage,
      ...(NEXT_STAGES[stage][0] ? walk(NEXT_STAGES[stage][0]) : []),
    ];
    expect(walk("inventoried")).toEqual(StageSchema.options.slice(0, 7));
    expect(NEXT_STAGES["rolled-back"]).toEqual(["replicating"]);
  });

  it("can be rolled back from cutover and soaked, and only from there", () => {
    const from = StageSchema.options.filter((stage) => NEXT_STAGES[stage].includes("rolled-back"));
    expect(from).toEqual(["cutover", "soaked"]);
  });

  it("never lead, on any walk, from decommissioned anywhere, nor past a rehearsal to a cutover", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (choices) => {
        const walk: Stage[] = ["inventoried"];
        for (const choice of choices) {
          const next = NEXT_STAGES[walk.at(-1) as Stage];
          const stage = next[choice % Math.max(1, next.length)];
          if (stage === undefined || walk.length > 40) break;
          walk.push(stage);
        }
        const cutovers = walk.flatMap((stage, index) => (stage === "cutover" ? [index] : []));
        expect(cutovers.every((index) => walk[index - 1] === "rehearsed")).toBe(true);
      }),
    );
  });

  it("ask for the evidence of all before them on the way to decommissioned", () => {
    const forward = StageSchema.options.slice(0, 7);
    for (const [index, stage] of forward.entries()) {
      const before = forward[index - 1];
      if (before)
        expect(REQUIRED_EVIDENCE[stage]).toEqual(expect.arrayContaining([...REQUIRED_EVIDENCE[before]]));
    }
  });
});

describe("the blueprint", () => {
  it.each(StageSchema.options)("gives the writable side to whoever serves the academy at %s", (stage) => {
    expect(needsAt(stage).platformWeight).toBe(servedBySite(stage) ? 0 : 100);
  });

  it.each(StageSchema.options)("never copies towards the side that is written to at %s", (stage) => {
    const { replication, platformWeight } = needsAt(stage);
    if (replication !== "none") expect(replication).toBe(platformWeight === 100 ? "reverse" : "forward");
  });

  it.each(StageSchema.options)("keeps the way to the site while it is needed at %s", (stage) => {
    expect(needsAt(stage).siteRoute).toBe(needsSite(stage));
  });
});

describe("the ledger's check", () => {
  it.each([
    ["lille: { stage: rehearsed, since: 2026-10-05 }", "is a stage that needs evidence: rehearsal missing"],
    ["nantes: { stage: staged, since: 2026-10-05 }", "does not use agendas"],
    ["lille: { stage: staged, since: 2030-01-01 }", "is a day to come; the ledger records what happened"],
    [
      "lille: { stage: staged, since: 2026-10-05, weight: 50 }",
      "is a partial traffic weight of an application that is not marked stateless",
    ],
  ])("refuses %s", (entry, message) => {
    expect(checkLedger(ledger(entry)).map((finding) => finding.message)).toEqual([message]);
  });

  it("accepts the small estate", () => {
    expect(checkLedger(minimalEstate().estate)).toEqual([]);
  });
});

describe("the status", () => {
  it("counts installations that the ledger does not name as inventoried", () => {
    const { installations, byStage } = migrationStatus(ledger("lille: { stage: staged, since: 2026-10-05 }"));
    expect(installations).toBe(Object.values(byStage).reduce((sum, count) => sum + count, 0));
    expect(byStage.inventoried).toBe(4);
  });

  it("closes a site once its last installation is decommissioned", () => {
    const evidence = "evidence: { rehearsal: a, cutover: b, soak: c, approval: d }";
    const estate = minimalEstate({
      ...Object.fromEntries(
        ["eleves", "annuaire", "agendas"].map((name) => [
          `migrations/${name}.yaml`,
          () =>
            `illustrative: true\ninstallations:\n  lille: { stage: decommissioned, since: 2026-10-05, ${evidence} }\n`,
        ]),
      ),
    }).estate;
    const status = migrationStatus(estate);
    expect(status.closableSites).toEqual(["lille"]);
    expect(status.openSites.map(({ site }) => site)).toEqual(
      expect.arrayContaining(["nantes", "la-reunion"]),
    );
  });
});
