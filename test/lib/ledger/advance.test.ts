import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Estate, type Evidence, type ProvenStage, Stage } from "../../../config/index.js";
import { advance, judgeRequest, type StepFinding } from "../../../lib/ledger/index.js";
import { NEXT_STAGES } from "../../../lib/migration/index.js";
import { planningEstate } from "../../support/planning.js";

/** The small estate some months later, with `eleves` in Nantes at a stage and its wave in a week. */
function estate(
  stage: string,
  { wave, since = "2026-11-09", evidence = "" } = { wave: "2027-W08" } as Options,
): Estate {
  return planningEstate({
    "platform.yaml": (text) => text.replace("today: 2026-11-23", "today: 2027-04-30"),
    "migrations/eleves.yaml": (text) =>
      text.replace(
        "{ stage: replicating, since: 2026-11-09 }",
        `{ stage: ${stage}, since: ${since}, evidence: { ${evidence} } }`,
      ),
    "waves.yaml": () =>
      `illustrative: true\nplanned: 2026-11-23\nwaves:\n  ${wave}:\n    eleves:\n      nantes: { leaves: 2027-W12, why: test }\n`,
  }).estate;
}
interface Options {
  wave: string;
  since?: string;
  evidence?: string;
}

const step = (to: ProvenStage) => ({ application: "eleves", academy: "nantes", to });
const common = { application: "eleves", academy: "nantes", reference: "GED-9" };
const checks = { connexion: "passed" } as const;
const rows = { tables: 12, source: 900, target: 900, differing: 0 };

/** Evidence of a cutover in the winter holidays of zone B. */
const cutover: Extract<Evidence, { stage: "cutover" }> = {
  ...common,
  stage: "cutover",
  began: "2027-02-27T08:00:00+01:00",
  finished: "2027-02-27T15:00:00+01:00",
  writes: { stopped: "2027-02-27T08:05:00+01:00", drained: "2027-02-27T08:30:00+01:00" },
  rows,
  reverseReplication: true,
  checks,
};
const rehearsal: Extract<Evidence, { stage: "rehearsed" }> = {
  ...common,
  stage: "rehearsed",
  began: "2027-01-30T08:00:00+01:00",
  finished: "2027-01-30T18:00:00+01:00",
  rows,
  checks,
  wayBack: { rehearsed: true, minutes: 90 },
};

const told = (findings: StepFinding[]) =>
  findings.map(
    (one) =>
      `${one.where === "evidence" ? one.path.join(".") : one.where === "estate" ? one.pointer : "request"}: ${one.message}`,
  );
const judge = (world: Estate, evidence: Evidence) =>
  told(advance(world, step(evidence.stage), evidence).findings);

describe("a step", () => {
  it("follows the stages, and no others", () => {
    const stages = Stage.options.filter((stage) => stage !== "inventoried");
    for (const from of Stage.options) {
      for (const to of stages) {
        const refused = judgeRequest(estate(from, { wave: "2027-W08", evidence: "" }), step(to)).length > 0;
        expect(refused, `${from} → ${to}`).toBe(!NEXT_STAGES[from].includes(to));
      }
    }
  });

  it("is refused for names that the estate does not have", () => {
    const world = estate("staged");
    expect(told(judgeRequest(world, { ...step("staged"), application: "eleve" }))).toEqual([
      "request: is no application",
    ]);
    expect(judgeRequest(world, { ...step("staged"), academy: "nante" })[0]).toMatchObject({
      hint: 'did you mean "nantes"?',
    });
    expect(told(judgeRequest(world, { ...step("staged"), application: "portail" }))[0]).toContain(
      "installed centrally",
    );
  });

  it("says after a rollback that a new rehearsal comes first", () => {
    expect(told(judgeRequest(estate("rolled-back"), step("cutover")))[0]).toContain(
      "a new rehearsal comes first",
    );
    expect(told(judgeRequest(estate("replicating"), step("cutover")))[0]).toContain(
      "a new rehearsal comes first",
    );
  });

  it("never reaches a cutover after a rollback without a rehearsal that began after it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...(Object.keys(NEXT_STAGES) as Stage[])), { maxLength: 30 }),
        (walk) => {
          let stage: Stage = "cutover";
          let rehearsed = true;
          for (const to of walk) {
            if (to === "inventoried" || judgeRequest(estate(stage), step(to)).length > 0) continue;
            if (to === "rolled-back") rehearsed = false;
            if (to === "rehearsed") rehearsed = true;
            if (to === "cutover") expect(rehearsed).toBe(true);
            stage = to;
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe("evidence", () => {
  it("passes where everything is proven, and the day is that of the academy", () => {
    const { entry, findings } = advance(
      estate("rehearsed", { wave: "2027-W08", evidence: "rehearsal: GED-1" }),
      step("cutover"),
      cutover,
    );
    expect(told(findings)).toEqual([]);
    expect(entry).toEqual({
      stage: "cutover",
      since: "2027-02-27",
      evidence: { rehearsal: "GED-1", cutover: "GED-9" },
    });
    const late = {
      ...common,
      academy: "la-reunion",
      stage: "staged",
      at: "2027-03-01T21:30:00Z",
      replicas: { wanted: 2, ready: 2 },
      siteReachable: true,
      checks,
    } as const;
    const reunion = { ...step("staged"), academy: "la-reunion" };
    expect(advance(estate("staged"), reunion, late).entry.since).toBe("2027-03-02");
  });

  it("of a cutover holds drained writes, equal rows, passed checks and an open way back", () => {
    const world = estate("rehearsed", { wave: "2027-W08", evidence: "rehearsal: GED-1" });
    const spoilt = (edit: Partial<typeof cutover>) => judge(world, { ...cutover, ...edit });
    expect(spoilt({ writes: undefined })).toEqual(["writes: is missing: a database has one writable side"]);
    expect(
      spoilt({ writes: { stopped: "2027-02-27T09:00:00+01:00", drained: "2027-02-27T08:00:00+01:00" } })[0],
    ).toContain("writes.drained");
    expect(spoilt({ rows: { ...rows, differing: 3 } })).toEqual(["rows.differing: rows differ"]);
    expect(spoilt({ rows: { ...rows, target: 899 } })[0]).toContain("rows.target");
    expect(spoilt({ checks: { connexion: "failed" } })).toEqual(["checks.connexion: is a check that failed"]);
    expect(spoilt({ reverseReplication: false })[0]).toContain("reverseReplication");
    expect(spoilt({ academy: "lille" })[0]).toContain("another installation's evidence");
  });

  it("of a cutover falls in its window, its wave and no freeze", () => {
    const evidence = "rehearsal: GED-1";
    const rehearsed = estate("rehearsed", { wave: "2027-W08", evidence });
    const outside = judge(rehearsed, { ...cutover, finished: "2027-02-28T21:00:00+01:00" });
    expect(outside).toEqual(["finished: is outside the window of a cutover in this academy"]);
    expect(judge(estate("rehearsed", { wave: "2027-W09", evidence }), cutover)).toEqual([
      "waves.yaml#/waves/2027-W09/eleves/nantes: is the wave of eleves in nantes, not 2027-W08",
    ]);
    const march = {
      ...cutover,
      began: "2027-03-20T08:00:00+01:00",
      finished: "2027-03-20T15:00:00+01:00",
      writes: { stopped: "2027-03-20T08:05:00+01:00", drained: "2027-03-20T08:30:00+01:00" },
    };
    expect(judge(estate("rehearsed", { wave: "2027-W11", evidence }), march)).toEqual([
      "applications/eleves.yaml#/cutover: is not wholly in the academy's holidays",
    ]);
  });

  it("of a rehearsal fits in the window with its way back", () => {
    const world = estate("replicating", { wave: "2027-W08", since: "2027-01-10" });
    expect(judge(world, rehearsal)).toEqual([]);
    const long = { ...rehearsal, began: "2027-01-29T02:00:00+01:00", finished: "2027-01-30T15:30:00+01:00" };
    expect(judge(world, long)).toEqual([
      "finished: makes 39.0 hours with the way back, more than the window of a cutover has",
    ]);
    expect(judge(world, { ...rehearsal, wayBack: { rehearsed: false, minutes: 0 } })[0]).toContain(
      "going back is a hope",
    );
  });

  it("is younger than the stage before, so that no rehearsal serves twice", () => {
    const world = estate("replicating", {
      wave: "2027-W08",
      since: "2027-02-15",
      evidence: "rollback: GED-2",
    });
    expect(judge(world, rehearsal)).toEqual(["began: is before the installation was replicating"]);
  });

  it("of a rollback has the writes at the site, or an approved loss", () => {
    const world = estate("cutover", {
      wave: "2027-W08",
      since: "2027-02-27",
      evidence: "rehearsal: A, cutover: B",
    });
    const back = {
      ...common,
      stage: "rolled-back",
      began: "2027-03-01T08:00:00+01:00",
      finished: "2027-03-01T09:00:00+01:00",
      reason: "slow",
      checks,
    } as const;
    expect(judge(world, back)).toEqual([
      "reverseReplication: is missing: the platform's writes reach the site, or `loss` is approved",
    ]);
    expect(judge(world, { ...back, reverseReplication: { drained: false, lagSeconds: 40 } })[0]).toContain(
      "lacks writes",
    );
    expect(judge(world, { ...back, reverseReplication: { drained: true, lagSeconds: 0 } })).toEqual([]);
    const loss = {
      since: "2027-02-28T20:00:00+01:00",
      writes: 12,
      approvedBy: "direction",
      approvedOn: "2027-03-01",
    };
    expect(judge(world, { ...back, loss })).toEqual([]);
    expect(judge(world, { ...back, loss: { ...loss, approvedOn: "2027-03-02" } })[0]).toContain(
      "approved before it happens",
    );
    const { entry } = advance(world, step("rolled-back"), { ...back, loss });
    expect(entry.evidence).toEqual({ rollback: "GED-9" });
  });

  it("of soaking and of the end needs time, quiet, an approval and a backup that is kept", () => {
    const soaking = estate("cutover", {
      wave: "2027-W08",
      since: "2027-02-27",
      evidence: "rehearsal: A, cutover: B",
    });
    const soak = {
      ...common,
      stage: "soaked",
      at: "2027-03-20T10:00:00+01:00",
      comparisons: { run: 20, failed: 0 },
      incidents: { total: 2, open: 0 },
    } as const;
    expect(judge(soaking, soak)).toEqual([]);
    expect(judge(soaking, { ...soak, at: "2027-03-05T10:00:00+01:00" })[0]).toContain("it soaks for 14 days");
    expect(judge(soaking, { ...soak, incidents: { total: 2, open: 1 } })[0]).toContain("still open");
    const soaked = estate("soaked", {
      wave: "2027-W08",
      since: "2027-03-20",
      evidence: "rehearsal: A, cutover: B, soak: C",
    });
    const end = {
      ...common,
      stage: "decommissioned",
      at: "2027-04-01T10:00:00+02:00",
      approval: { by: "direction", on: "2027-03-31" },
      backup: { location: "escaut", retainedUntil: "2028-04-01", restored: true },
    } as const;
    expect(judge(soaked, end)).toEqual([]);
    expect(judge(soaked, { ...end, backup: undefined } as never)[0]).toContain("backup: is missing");
    expect(judge(soaked, { ...end, backup: { ...end.backup, retainedUntil: "2027-04-02" } })[0]).toContain(
      "retention",
    );
    expect(judge(soaked, { ...end, approval: { by: "direction", on: "2027-04-20" } })[0]).toContain(
      "approval.on",
    );
  });
});
