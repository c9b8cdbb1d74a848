/** Skills: what the plan asks of whom, what people can do, and which training or hiring would help most. */
import type { Estate } from "../../config/index.js";
import { firstDay } from "../calendar/index.js";
import type { Plan, SolveOptions } from "../planning/index.js";
import { solve } from "../planning/index.js";
import { workOf } from "./chain.js";
import { type Change, hire, train } from "./changes.js";
import { PER_DAY, skillSets, workingDaysOf } from "./crew.js";
import { type Outcome, planWaves, type WavesPlan } from "./plan.js";
import { buildProblem, type EstateProblem } from "./problem.js";

/** Tenths of a day in a week of one person. */
const PERSON_WEEK = 5 * PER_DAY;

/** Ways that are tried, most promising first: each asks for a whole plan. */
const MOST_WAYS = 6;

export interface SkillRow {
  team: string;
  skill: string;
  /** E.g. `2027-Q1`. */
  quarter: string;
  /** Person-weeks that the plan asks for. */
  demand: number;
  /** Person-weeks of those who have the skill, whatever else they could do. */
  supply: number;
  /** Person-weeks more that would be asked for if people were no limit, week by week. */
  shortage: number;
}

export interface Way {
  change: string;
  /** Person-weeks that it takes: at work until the end of the plan, or in training. */
  personWeeks: number;
  /** Weeks of lateness that it removes, of all installations together. */
  latenessRemoved: number;
  /** Weeks by which the last installation leaves earlier. */
  weeksEarlier: number;
  latenessRemovedPerPersonWeek: number;
}

export interface SkillsReport {
  rows: SkillRow[];
  lateness: number;
  ways: Way[];
}

/** The report for the best plan that is found, or what is in the way of one. */
export async function skillsReport(
  estate: Estate,
  options: SolveOptions,
): Promise<{ report?: SkillsReport; outcome: Outcome }> {
  const outcome = await planWaves(estate, options);
  if (!("plan" in outcome)) return { outcome };
  const wished = await withoutLimits(outcome, options);
  const rows = tabulate(estate, outcome, wished);
  const ways: Way[] = [];
  for (const way of candidates(estate, rows)) {
    if (options.signal?.aborted) break;
    const better = await planWaves(way.change.apply(estate), { ...options, start: outcome.plan });
    if ("plan" in better) ways.push(weigh(way, outcome, better));
  }
  ways.sort(
    (a, b) =>
      b.latenessRemovedPerPersonWeek - a.latenessRemovedPerPersonWeek || b.weeksEarlier - a.weeksEarlier,
  );
  return { outcome, report: { rows, lateness: level(outcome, "lateness"), ways } };
}

const level = ({ objective }: WavesPlan, name: string) =>
  objective.find((one) => one.name === name)?.value ?? 0;

/** The plan as it would be if people were no limit: it shows where they are. */
async function withoutLimits({ model, plan }: WavesPlan, options: SolveOptions): Promise<Plan> {
  const crews = Object.keys(model.problem.resources).filter((name) =>
    model.sourceOf(`/resources/${name}`).pointers.some((one) => one.startsWith("teams/")),
  );
  const left = Object.entries(model.problem.resources).map(([name, one]) => [
    name,
    crews.includes(name) ? { ...one, capacity: 1_000_000_000 } : one,
  ]);
  const solution = await solve(
    { ...model.problem, resources: Object.fromEntries(left) },
    { ...options, start: plan },
  );
  return "plan" in solution ? solution.plan : plan;
}

/** Tenths of a day by team, skill and period. */
function workOfPlan(
  estate: Estate,
  { chains, preparations }: EstateProblem,
  plan: Plan,
): Map<string, Map<number, number>> {
  const total = new Map<string, Map<number, number>>();
  const add = (works: ReturnType<typeof workOf>, from: number, weeks: number) => {
    for (const { team, skill, days } of works) {
      const key = `${team} ${skill}`;
      const periods = total.get(key) ?? new Map<number, number>();
      total.set(key, periods);
      for (let period = from; period < from + weeks; period += 1) {
        periods.set(period, (periods.get(period) ?? 0) + Math.round(days * PER_DAY));
      }
    }
  };
  const { planning } = estate;
  if (!planning) return total;
  for (const [name, chain] of chains) {
    const application = estate.applications[chain.application];
    const start = plan.tasks[name]?.start ?? 0;
    if (!application || chain.underWay) continue;
    for (const { phase, offset, weeks } of chain.phases) {
      add(workOf(estate, application, planning.phases[phase].work), start + offset, weeks);
    }
  }
  for (const [name, task] of preparations) {
    const application = estate.applications[name];
    const { work, weeks } = planning.preparation;
    if (application) add(workOf(estate, application, work), plan.tasks[task]?.start ?? 0, weeks);
  }
  return total;
}

function tabulate(estate: Estate, { model, plan }: WavesPlan, wished: Plan): SkillRow[] {
  const { weeks } = model.timeline;
  const quarters = weeks.map((week) => quarterOf(firstDay(week)));
  const days = workingDaysOf(weeks);
  const asked = workOfPlan(estate, model, plan);
  const wish = workOfPlan(estate, model, wished);
  return [...new Set([...asked.keys(), ...wish.keys()])].toSorted().flatMap((key) => {
    const [team = "", skill = ""] = key.split(" ");
    const crew = estate.teams[team];
    const [set] = crew ? skillSets(crew, [skill], days) : [];
    const sums = new Map<string, SkillRow>();
    for (const [period, quarter] of quarters.entries()) {
      const row = sums.get(quarter) ?? { team, skill, quarter, demand: 0, supply: 0, shortage: 0 };
      sums.set(quarter, row);
      const supply = set?.capacity[period] ?? 0;
      row.demand += (asked.get(key)?.get(period) ?? 0) / PERSON_WEEK;
      row.supply += supply / PERSON_WEEK;
      row.shortage += Math.max(0, (wish.get(key)?.get(period) ?? 0) - supply) / PERSON_WEEK;
    }
    return [...sums.values()].filter(({ demand, shortage }) => demand > 0 || shortage > 0);
  });
}

const quarterOf = (day: string) => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

interface Candidate {
  change: Change;
  personWeeks: number;
}

/** Hiring, and training of somebody in the team, for the skills that lack most. */
function candidates(estate: Estate, rows: readonly SkillRow[]): Candidate[] {
  const { planning, platform } = estate;
  if (!planning) return [];
  const { hiringWeeks, trainingWeeks } = planning.staffing;
  const lacking = new Map<string, { team: string; skill: string; shortage: number }>();
  for (const { team, skill, shortage } of rows) {
    const key = `${team} ${skill}`;
    lacking.set(key, { team, skill, shortage: (lacking.get(key)?.shortage ?? 0) + shortage });
  }
  const { weeks } = buildProblem(estate).timeline;
  const from = firstDay(weeks[Math.min(hiringWeeks, weeks.length - 1)] ?? "");
  return [...lacking.values()]
    .filter(({ shortage }) => shortage > 0)
    .toSorted((a, b) => b.shortage - a.shortage)
    .flatMap(({ team, skill }): Candidate[] => {
      const learner = Object.entries(estate.teams[team]?.people ?? {}).find(
        ([, { skills }]) => !skills.includes(skill),
      );
      return [
        {
          change: hire(team, [skill], from > platform.today ? from : undefined),
          personWeeks: weeks.length - hiringWeeks,
        },
        ...(learner
          ? [{ change: train(team, learner[0], skill, trainingWeeks), personWeeks: trainingWeeks }]
          : []),
      ];
    })
    .slice(0, MOST_WAYS);
}

function weigh({ change, personWeeks }: Candidate, before: WavesPlan, after: WavesPlan): Way {
  const latenessRemoved = level(before, "lateness") - level(after, "lateness");
  return {
    change: change.text,
    personWeeks,
    latenessRemoved,
    weeksEarlier: level(before, "makespan") - level(after, "makespan"),
    latenessRemovedPerPersonWeek: latenessRemoved / Math.max(1, personWeeks),
  };
}
