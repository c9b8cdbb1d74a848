import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Estate } from "../../../config/index.js";
import { checkAgreement } from "../../../lib/agreement/index.js";
import {
  buildProblem,
  changes,
  checkPlanning,
  explain,
  planWaves,
  skillsReport,
  toCalendars,
  toCsv,
  toMilestones,
  type WavesPlan,
  waysOut,
  whatIf,
  writeWaves,
} from "../../../lib/waves/index.js";
import type { Edit } from "../../support/estate.js";
import { PLANNING, planningEstate } from "../../support/planning.js";

const OPTIONS = { steps: 600, workers: 0 };

const planned = async (estate: Estate): Promise<WavesPlan> => {
  const outcome = await planWaves(estate, OPTIONS);
  if (!("plan" in outcome))
    throw new Error(`${outcome.status}: ${JSON.stringify("facts" in outcome ? outcome.facts : "")}`);
  return outcome;
};
const agreed = async (estate: Estate): Promise<Estate> => ({
  ...estate,
  waves: (await planned(estate)).waves,
});
const weekOf = ({ waves }: Estate, application: string, academy: string) =>
  Object.entries(waves?.waves ?? {}).find(([, wave]) => wave[application]?.[academy])?.[0] ?? "";
const rules = (from: string, to: string): Record<string, Edit> => ({
  "planning.yaml": () => PLANNING.replace(from, to),
});

describe("the problem of an estate", () => {
  const { problem, chains } = buildProblem(planningEstate().estate);

  it("has a task for each installation that is still on its site", () => {
    expect([...chains.keys()].toSorted()).toEqual([
      "agendas@la-reunion",
      "agendas@lille",
      "annuaire@la-reunion",
      "annuaire@lille",
      "annuaire@nantes",
      "eleves@la-reunion",
      "eleves@lille",
      "eleves@nantes",
    ]);
  });

  it("takes off what the ledger says is over", () => {
    const phases = (name: string) =>
      Object.fromEntries(chains.get(name)?.phases.map(({ phase, weeks }) => [phase, weeks]) ?? []);
    // Replicating for three weeks already; fewer than two academies have rehearsed.
    expect(phases("eleves@nantes")).toEqual({ rehearse: 2, cutover: 1, soak: 3 });
    expect(phases("eleves@la-reunion")).toEqual({
      prepare: 2,
      replicate: 2,
      rehearse: 2,
      cutover: 1,
      soak: 3,
    });
    expect(phases("annuaire@lille")).toEqual({ soak: 1 });
    expect(problem.tasks["annuaire@lille"]?.pin).toEqual({ start: 0 });
  });

  it("copies for longer over a slower uplink", () => {
    const slow = planningEstate({
      "sites/la-reunion.yaml": (text) => text.replace("200Mbit/s", "500kbit/s"),
    }).estate;
    const weeks = (estate: Estate) =>
      buildProblem(estate)
        .chains.get("eleves@la-reunion")
        ?.phases.find(({ phase }) => phase === "replicate")?.weeks ?? 0;
    expect(weeks(slow)).toBeGreaterThan(weeks(planningEstate().estate));
  });

  it("lets producers move before their consumers, by a week at least", async () => {
    const estate = await agreed(planningEstate().estate);
    for (const academy of ["nantes", "la-reunion"]) {
      expect(weekOf(estate, "annuaire", academy) < weekOf(estate, "eleves", academy)).toBe(true);
    }
    expect(checkAgreement(estate).findings).toEqual([]);
  });
});

describe("waves.yaml", () => {
  it("is read as it was written, and equal plans give equal text", async () => {
    const { waves } = await planned(planningEstate().estate);
    const text = writeWaves(waves);
    const estate = planningEstate({ "waves.yaml": () => text }).estate;
    expect(estate.waves).toEqual(waves);
    expect(writeWaves(estate.waves ?? waves)).toBe(text);
    expect(text).toMatch(/^ {6}nantes: \{ .*leaves: 2\d{3}-W\d\d, who: \[.*\], why: .* \}$/m);
  });

  it("stays as it is when nothing has changed", async () => {
    const estate = await agreed(planningEstate().estate);
    expect((await planned(estate)).waves.waves).toEqual(estate.waves?.waves);
  });

  it("goes to calendars, tables and milestones with every cutover once", async () => {
    const estate = await agreed(planningEstate().estate);
    const count = Object.values(estate.waves?.waves ?? {}).flatMap((wave) =>
      Object.values(wave).flatMap((one) => Object.keys(one ?? {})),
    ).length;
    const calendars = toCalendars(estate);
    const events = (text = "") => text.match(/BEGIN:VEVENT/g)?.length ?? 0;
    expect(
      Object.entries(calendars)
        .filter(([file]) => file.startsWith("academies/"))
        .reduce((sum, [, text]) => sum + events(text), 0),
    ).toBe(count);
    expect(events(calendars["teams/scolarite.ics"])).toBe(count);
    // Saturday 06:00 in La Réunion, which is four hours ahead of UTC all year.
    expect(calendars["academies/la-reunion.ics"]).toMatch(/DTSTART:\d{8}T020000Z/);
    expect(toCsv(estate).trimEnd().split("\r\n")).toHaveLength(count + 1);
    expect(toMilestones(estate).flatMap(({ description }) => description.split("\n"))).toHaveLength(count);
    expect(toCalendars(estate)).toEqual(calendars);
  });
});

describe("rules that cannot be kept", () => {
  const pinned = (week: string, installation = "annuaire: { nantes") =>
    `staffing: { hiringWeeks: 13, trainingWeeks: 4 }\npins: { ${installation}: { from: ${week}, until: ${week}, reason: promised } } }`;
  const told = (to: string, from = "staffing: { hiringWeeks: 13, trainingWeeks: 4 }") =>
    checkPlanning(planningEstate(rules(from, to)).estate).map(
      ({ pointer, message }) => `${pointer} ${message}`,
    );

  it("are told before anything is planned", () => {
    expect(told(pinned("2027-W24", "eleves: { nantes"))[0]).toContain(
      "holds no week in which eleves in nantes may be cut over",
    );
    expect(told(pinned("2027-W20", "annuaire: { lille"))[0]).toContain(
      "contradicts the ledger: annuaire in lille is soaked",
    );
    expect(told(pinned("2027-W20", "portail: { nantes"))[0]).toContain("has no installation of portail");
    expect(
      told(
        "work: [{ by: platform, skill: db2, days: 1 }]",
        "work: [{ by: platform, skill: kubernetes, days: 1 }]",
      )[0],
    ).toContain("nobody in plateforme has");
    expect(
      told(
        "bridges: [{ consumer: eleves, producer: agendas, cost: 1 }]\nstaffing: { hiringWeeks: 13, trainingWeeks: 4 }",
      )[0],
    ).toContain("no application that eleves depends on");
    expect(told("staffing: { hiringWeeks: 13, trainingWeeks: 4 }\npins: {}")).toEqual([]);
  });

  it("are proved to conflict, in the estate's words, with ways out that work", async () => {
    const edits = rules(
      "staffing: {",
      "pins: { annuaire: { nantes: { from: 2027-W20, until: 2027-W20, reason: promised }, la-reunion: { from: 2027-W20, until: 2027-W20, reason: promised as well } } }\nstaffing: {",
    );
    const anyWeek = (text: string) => text.replace("cutover: holidays", "cutover: any-week");
    const estate = planningEstate({ ...edits, "applications/eleves.yaml": anyWeek }).estate;
    const outcome = await planWaves(estate, OPTIONS);
    if (outcome.status !== "infeasible") throw new Error(outcome.status);
    expect(outcome.facts.map(({ text }) => text).toSorted()).toEqual([
      "annuaire in la-reunion is cut over in 2027-W20: promised as well",
      "annuaire in nantes is cut over in 2027-W20: promised",
      "at most 1 cutovers of annuaire a week",
      "what is left to do for annuaire in la-reunion takes 8 weeks",
      "what is left to do for annuaire in nantes takes 8 weeks",
    ]);
    expect(outcome.facts.flatMap(({ pointers }) => pointers)).toContain(
      "planning.yaml#/pins/annuaire/nantes",
    );
    const ways = await waysOut(estate, outcome, OPTIONS);
    expect(ways.map(({ change }) => change.text).toSorted()).toEqual([
      "no promised week for annuaire in la-reunion",
      "no promised week for annuaire in nantes",
      "one cutover a week more (perApplication)",
    ]);
    expect(ways.map(({ kind }) => kind)).toEqual(["date", "date", "rule"]);
  });
});

describe("an explanation", () => {
  it("names a fact, and changing that fact moves the installation", async () => {
    const estate = await agreed(planningEstate().estate);
    const explanation = await explain(estate, "eleves", "nantes", OPTIONS);
    expect(explanation?.week).toBe(weekOf(estate, "eleves", "nantes"));
    const best = explanation?.gains[0];
    expect(best?.weeks).toBeGreaterThan(0);
    expect(explanation?.reasons.flatMap(({ pointers }) => pointers).length).toBeGreaterThan(0);
    const changed = changes.anyWeek("eleves").apply(estate);
    const again = await explain(changed, "eleves", "nantes", OPTIONS);
    const told = explanation?.gains.find(
      ({ change }) => change.text === "eleves may be cut over in any week",
    );
    if (told) expect(again?.earliest).toBe(told.week);
  });

  it("is nothing for an installation without a week", async () => {
    const estate = await agreed(planningEstate().estate);
    expect(await explain(estate, "annuaire", "lille", OPTIONS)).toBeUndefined();
  });
});

describe("what if", () => {
  it("moves what the change concerns, and leaves the rest", async () => {
    const estate = await agreed(planningEstate().estate);
    const { difference, outcome, broken } = await whatIf(estate, [changes.shift("examens", -200)], OPTIONS);
    expect("plan" in outcome).toBe(true);
    expect(broken).toBeGreaterThanOrEqual(0);
    expect(difference?.untouchedMoved).toBe(0);
  });

  it("changes nothing of the estate at hand", async () => {
    const estate = planningEstate().estate;
    const before = structuredClone(estate);
    for (const change of [
      changes.halve("scolarite"),
      changes.close("lille", "2027-01-31"),
      changes.hire("scolarite", ["db2"]),
      changes.train("scolarite", "agent-02", "postgresql", 4),
      changes.widen("lille", 100),
      changes.lift("examens"),
    ]) {
      expect(change.apply(estate)).not.toEqual(before);
      expect(estate).toEqual(before);
    }
    expect(() => changes.halve("nobody").apply(estate)).toThrow('"nobody" names nothing in teams');
  });
});

describe("skills", () => {
  it("are asked for and supplied by team and quarter, never beyond the supply of a feasible plan", async () => {
    const { report } = await skillsReport(planningEstate().estate, { steps: 100, workers: 0 });
    expect(report?.rows.length).toBeGreaterThan(0);
    for (const { demand, supply } of report?.rows ?? []) expect(demand).toBeLessThanOrEqual(supply + 1e-9);
    expect(report?.rows[0]).toMatchObject({ team: "plateforme", skill: "kubernetes" });
  });
});

it("waves.yaml is YAML that others read too", async () => {
  const { waves } = await planned(planningEstate().estate);
  expect(parse(writeWaves(waves)).planned).toBe("2026-11-23");
});
