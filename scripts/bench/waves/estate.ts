/** The planner on the sample estate: a plan, plans after changes; and on an estate four times as large. */
import type { Estate } from "../../../config/index.js";
import { type Change, changes, planWaves, type WavesPlan, whatIf } from "../../../lib/waves/index.js";
import { openEstate } from "../../support/estate.js";
import { DEFAULT_ESTATE } from "../../support/options.js";
import type { Measurement } from "../metrics.js";

const SECONDS = { plan: 60, replan: 9, large: 300 };
const LARGE = 4;
/** The gap at which the large estate counts as planned. */
const LARGE_GAP = 0.25;

/** Changes of the issue: a site lost next month, a team halved, an exam moved; and an application that others wait for. */
const CHANGES: Record<string, (estate: Estate) => Change> = {
  "site-lost": () => changes.close("limoges", "2026-12-23"),
  "team-halved": () => changes.halve("bases-de-donnees"),
  "exam-moved": () => changes.shift("baccalaureat-2027", -28),
  "application-delayed": () => changes.delay("siecle", "2027-09-06"),
};

/** Measures; throws where there is no plan, since every plan was verified by both checkers. */
export async function measureEstate(tell: (line: string) => void): Promise<Measurement[]> {
  const fresh = freshEstate();
  const plan = await planned(fresh, SECONDS.plan);
  tell(
    `estate: ${plan.objective.map(({ name, value, bound }) => `${name} ${value} (at least ${bound})`).join(", ")}`,
  );
  const measurements: Measurement[] = [
    { metric: "estate-gap", unit: "", value: plan.gap },
    { metric: "estate-first-plan", unit: "s", value: plan.statistics.firstPlanSeconds ?? Number.NaN },
    { metric: "estate-time", unit: "s", value: plan.statistics.seconds },
  ];
  const agreed = { ...fresh, waves: plan.waves };
  for (const [name, change] of Object.entries(CHANGES)) {
    const began = performance.now();
    const { difference, outcome } = await whatIf(agreed, [change(agreed)], { seconds: SECONDS.replan });
    if (!difference) throw new Error(`${name}: ${outcome.status}`);
    const { moves, untouched, untouchedMoved } = difference;
    tell(`${name}: ${moves.length} moved, ${untouchedMoved} of ${untouched} that it does not concern`);
    measurements.push(
      { metric: `${name}-time`, unit: "s", value: (performance.now() - began) / 1000 },
      { metric: `${name}-untouched-moved`, unit: "", value: untouchedMoved / Math.max(1, untouched) },
    );
  }
  return measurements;
}

/** Measures an estate of 4,800 installations; throws where there is no plan. */
export async function measureLargeEstate(tell: (line: string) => void): Promise<Measurement[]> {
  const large = await planned(enlarge(freshEstate()), SECONDS.large, LARGE_GAP);
  tell(`${large.model.chains.size} installations: gap ${large.gap.toFixed(3)}`);
  return [
    { metric: "estate-large-installations", unit: "", value: large.model.chains.size, better: "higher" },
    { metric: "estate-large-time", unit: "s", value: large.statistics.seconds },
    { metric: "estate-large-gap", unit: "", value: large.gap },
  ];
}

/** The sample estate as of a day, without the agreed plan. */
function freshEstate(): Estate {
  const { estate } = openEstate({ estate: DEFAULT_ESTATE, today: "2026-11-24" });
  const { waves: _, ...fresh } = estate;
  return fresh;
}

async function planned(estate: Estate, seconds: number, gap = 0): Promise<WavesPlan> {
  const outcome = await planWaves(estate, { seconds, gap });
  if (!("plan" in outcome)) throw new Error(outcome.status);
  return outcome;
}

/** Every application so many times, and as many people, links, limits and deliveries. */
function enlarge({ planning, ...estate }: Estate): Estate {
  if (!planning) throw new Error("planning.yaml is missing");
  const times = Array.from(
    { length: LARGE },
    (_, copy) => (name: string) => (copy === 0 ? name : `${name}-${copy}`),
  );
  const copied = <Thing>(
    things: Record<string, Thing>,
    edit: (thing: Thing, rename: (name: string) => string) => Thing,
  ) =>
    Object.fromEntries(
      times.flatMap((rename) =>
        Object.entries(things).map(([name, thing]) => [rename(name), edit(thing, rename)]),
      ),
    );
  const { cutovers, deliveries } = planning;
  return {
    ...estate,
    applications: copied(estate.applications, (one, rename) => ({
      ...one,
      dependsOn: one.dependsOn.map(rename),
    })),
    migrations: copied(estate.migrations, (one) => one),
    teams: Object.fromEntries(
      Object.entries(estate.teams).map(([id, team]) => [
        id,
        { ...team, people: copied(team.people, (one) => one) },
      ]),
    ),
    sites: Object.fromEntries(
      Object.entries(estate.sites).map(([id, site]) => [
        id,
        { ...site, uplink: (LARGE * site.uplink) as typeof site.uplink },
      ]),
    ),
    planning: {
      ...planning,
      cutovers: { ...cutovers, overall: LARGE * cutovers.overall, perAcademy: LARGE * cutovers.perAcademy },
      deliveries: copied(deliveries, (one) => one),
    },
  };
}
