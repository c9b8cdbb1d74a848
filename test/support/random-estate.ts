/** Random small estates with rules for planning, for tests in which checker and planner judge the same plans. */
import fc from "fast-check";
import type { Estate } from "../../config/index.js";
import { planningEstate } from "./planning.js";

type Writable = { -readonly [Key in keyof Estate]: Estate[Key] };

const BASE = planningEstate().estate;

const STAGES = ["inventoried", "staged", "replicating", "rehearsed", "cutover", "soaked"] as const;
const SINCE = ["2026-09-01", "2026-11-02", "2026-11-16"] as const;
const EVIDENCE = { rehearsal: "A", cutover: "B", soak: "C" };

/** The small estate with another ledger, other limits, uplinks, people and promises, and up to 24 installations. */
export const randomEstate: fc.Arbitrary<Estate> = fc
  .record({
    ledger: fc.array(fc.tuple(fc.constantFrom(...STAGES), fc.constantFrom(...SINCE)), {
      minLength: 8,
      maxLength: 8,
    }),
    overall: fc.integer({ min: 1, max: 3 }),
    perApplication: fc.integer({ min: 1, max: 2 }),
    concurrent: fc.integer({ min: 1, max: 3 }),
    uplink: fc.constantFrom(200e6, 400e6, 1e9),
    share: fc.constantFrom(1, 0.7, 0.4),
    days: fc.constantFrom(0.5, 1, 2),
    cpu: fc.constantFrom(20_000, 100_000),
    anyWeek: fc.nat({ max: 3 }).map((draw) => draw > 0),
    bridged: fc.boolean(),
    copies: fc.integer({ min: 1, max: 3 }),
    pin: fc.option(fc.constantFrom("2027-W03", "2027-W30", "2028-W10")),
  })
  .map((facts) => {
    const estate: Writable = structuredClone(BASE);
    const planning = estate.planning as NonNullable<Estate["planning"]>;
    const installations = [
      ...["lille", "nantes", "la-reunion"].flatMap((academy) => [`annuaire ${academy}`, `eleves ${academy}`]),
      "agendas lille",
      "agendas la-reunion",
    ];
    estate.migrations = {};
    for (const [index, [stage, since]] of facts.ledger.entries()) {
      const [application = "", academy = ""] = (installations[index] ?? "").split(" ");
      estate.migrations[application] ??= { illustrative: true, installations: {} };
      estate.migrations[application].installations[academy] = { stage, since, evidence: EVIDENCE };
    }
    multiply(estate, facts.copies);
    planning.cutovers = { overall: facts.overall, perAcademy: 1, perApplication: facts.perApplication };
    for (const application of Object.values(estate.applications)) {
      application.concurrentMigrations = facts.concurrent;
      if (facts.anyWeek) application.cutover = "any-week";
    }
    for (const site of Object.values(estate.sites)) site.uplink = facts.uplink as typeof site.uplink;
    for (const person of Object.values(estate.teams.scolarite?.people ?? {})) person.share = facts.share;
    for (const { work } of Object.values(planning.phases))
      for (const one of work) one.days = Math.min(one.days, facts.days);
    for (const delivery of Object.values(planning.deliveries))
      delivery.cpu = facts.cpu as typeof delivery.cpu;
    if (facts.bridged) planning.bridges = [{ consumer: "agendas", producer: "eleves", cost: 1000 }];
    if (facts.pin) planning.pins = { annuaire: { nantes: { from: facts.pin, reason: "promised" } } };
    return estate;
  });

/** Every application so many times; the copies are inventoried, and need one another as the originals do. */
function multiply(estate: Writable, copies: number): void {
  const originals = Object.entries(structuredClone(estate.applications));
  for (let copy = 1; copy < copies; copy += 1) {
    for (const [name, application] of originals) {
      const dependsOn = application.dependsOn.map((producer) => `${producer}-${copy}`);
      estate.applications[`${name}-${copy}`] = { ...application, dependsOn };
    }
  }
}
