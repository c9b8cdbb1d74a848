import { describe, expect, it } from "vitest";
import { type Estate, loadEstate } from "../../../config/index.js";
import { checkAgreement } from "../../../lib/agreement/index.js";
import { addDays, firstDay } from "../../../lib/calendar/index.js";
import { DEFAULT_ESTATE } from "../../../scripts/support/options.js";

const world = loadEstate(DEFAULT_ESTATE).estate as Estate;
type Writable = { -readonly [Key in keyof Estate]: Estate[Key] };
type Rules = NonNullable<Estate["planning"]>;

/** An installation of the agreed plan that copies a database, in the middle of the plan. */
const [week, application, academy] = ((): [string, string, string] => {
  for (const [one, wave] of Object.entries(world.waves?.waves ?? {}).slice(20)) {
    for (const [name, academies] of Object.entries(wave)) {
      const [first] = Object.keys(academies ?? {});
      if (first && world.applications[name]?.database?.legacy && world.applications[name]?.dependsOn.length)
        return [one, name, first];
    }
  }
  throw new Error("nothing is agreed");
})();
const site = world.academies[academy]?.site ?? "";

/** Each breaks one fact, and says where that fact is written. */
const BREAKS: Record<string, [fact: string, edit: (estate: Writable, rules: Rules) => void]> = {
  "a freeze is added": [
    "freezes/travaux.yaml#",
    (estate) => {
      const windows = [{ from: firstDay(week), to: addDays(firstDay(week), 6) }];
      const title = { fr: "Travaux", en: "Works" };
      const scope = { kind: "academies" as const, academies: [academy] };
      const freeze = { title, windows, scope, applications: "all" as const, severity: "forbidden" as const };
      estate.freezes = { ...estate.freezes, travaux: { ...freeze, illustrative: true } };
    },
  ],
  "an application may be cut over in holidays only": [
    `applications/${application}.yaml#/cutover`,
    (estate) => {
      for (const one of Object.values(estate.applications)) one.cutover = "holidays";
    },
  ],
  "an uplink is slower": [
    `sites/${site}.yaml#/uplink`,
    (estate) => {
      const one = estate.sites[site] as Estate["sites"][string];
      one.uplink = (one.uplink / 20) as typeof one.uplink;
    },
  ],
  "people leave a team": [
    "teams/bases-de-donnees.yaml#/people",
    (estate) => {
      const team = estate.teams["bases-de-donnees"] as Estate["teams"][string];
      team.people = Object.fromEntries(Object.entries(team.people).slice(0, 2));
    },
  ],
  "a team is on leave in the week": [
    "teams/bases-de-donnees.yaml#/people",
    (estate) => {
      for (const { leave } of Object.values(estate.teams["bases-de-donnees"]?.people ?? {}))
        leave.push({ from: firstDay(week), to: addDays(firstDay(week), 6) });
    },
  ],
  "another week is promised": [
    `planning.yaml#/pins/${application}/${academy}`,
    (_, rules) => {
      rules.pins = { [application]: { [academy]: { from: "2029-W10", reason: "promised" } } };
    },
  ],
  "the platform is delivered later": [
    "planning.yaml#/deliveries/first-racks",
    (_, rules) => {
      for (const delivery of Object.values(rules.deliveries)) delivery.on = addDays(delivery.on, 180);
    },
  ],
  "an academy takes fewer cutovers": [
    "planning.yaml#/cutovers/perAcademy",
    (_, rules) => {
      rules.cutovers.perAcademy = 0;
    },
  ],
  "an application takes fewer cutovers": [
    "planning.yaml#/cutovers/perApplication",
    (_, rules) => {
      rules.cutovers.perApplication = 1;
    },
  ],
  "fewer cutovers fit into a week": [
    "planning.yaml#/cutovers/overall",
    (_, rules) => {
      rules.cutovers.overall = 5;
    },
  ],
  "fewer academies replicate at once": [
    `applications/${application}.yaml#/concurrentMigrations`,
    (estate) => {
      (estate.applications[application] as Estate["applications"][string]).concurrentMigrations = 0;
    },
  ],
  "a phase takes longer": [
    "planning.yaml#/phases/soak",
    (_, rules) => {
      for (const tenancy of ["dedicated", "pooled", "unified"] as const)
        rules.phases.soak.weeks[tenancy] += 2;
    },
  ],
  "a bridge is taken down": [
    "applications/lsu.yaml#/dependsOn/",
    (estate, rules) => {
      rules.bridges = [];
      const late = estate.applications.onde as Estate["applications"][string];
      late.dependsOn = ["lsu"];
      (estate.applications.lsu as Estate["applications"][string]).dependsOn = ["onde"];
    },
  ],
  "the ledger is ahead of the plan": [
    `migrations/${application}.yaml#/installations/${academy}`,
    (estate) => {
      const entry = { stage: "cutover" as const, since: "2026-11-21", evidence: {} };
      estate.migrations[application] ??= { illustrative: true, installations: {} };
      estate.migrations[application].installations[academy] = entry;
    },
  ],
  "time passes and the ledger stays": [
    `migrations/${application}.yaml#/installations/${academy}`,
    (estate) => {
      estate.platform = { ...estate.platform, today: addDays(firstDay(week), 1) };
    },
  ],
  "the horizon ends earlier": [
    "platform.yaml#/horizon",
    (estate) => {
      const horizon = { ...estate.platform.horizon, to: addDays(firstDay(week), -1) };
      estate.platform = { ...estate.platform, horizon };
    },
  ],
  "an academy gets the application too": [
    "applications/",
    (estate) => {
      const [one] = Object.keys(estate.applications);
      const copied = estate.applications[one as string] as Estate["applications"][string];
      estate.applications = { ...estate.applications, nouvelle: { ...copied, installed: "per-academy" } };
    },
  ],
};

describe("what broke the agreed plan of the sample", () => {
  it("is nothing as long as nothing changes", () => {
    expect(checkAgreement(world).findings).toEqual([]);
  });

  for (const [what, [fact, edit]] of Object.entries(BREAKS)) {
    it(`is told where ${what}`, () => {
      const estate: Writable = structuredClone(world);
      edit(estate, estate.planning as Rules);
      const facts = checkAgreement(estate).findings.flatMap((finding) => finding.facts);
      expect([...new Set(facts)].filter((one) => one.startsWith(fact))).not.toEqual([]);
    });
  }

  it("is late work, not a broken fact, where a site closes earlier", () => {
    const estate: Writable = structuredClone(world);
    (estate.sites[site] as Estate["sites"][string]).endOfLife = firstDay(week);
    const { findings, late } = checkAgreement(estate);
    expect(findings).toEqual([]);
    expect(late).toContainEqual(expect.objectContaining({ application, academy, endOfLife: firstDay(week) }));
  });
});
