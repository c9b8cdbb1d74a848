/** Turns a plan into the agreed one: `waves.yaml`, a line an installation. */
import type { Estate, Planned, Waves } from "../../config/index.js";
import type { Plan } from "../planning/index.js";
import { type Chain, workOf } from "./chain.js";
import type { EstateProblem } from "./problem.js";
import { inShort, Reasons } from "./reasons.js";
import { weekAt } from "./timeline.js";

type ByApplication<Value> = Record<string, Record<string, Value>>;

/** The agreed plan's content; `plan` is one of the problem `model` of `estate`. */
export function agree(estate: Estate, model: EstateProblem, plan: Plan): Waves {
  const reasons = new Reasons(estate, model, plan);
  const waves: Record<string, ByApplication<Planned>> = {};
  const leaving: ByApplication<string> = {};
  for (const [name, chain] of model.chains) {
    const start = plan.tasks[name]?.start ?? 0;
    const { application, academy, cutover } = chain;
    if (cutover === undefined) {
      at(leaving, application)[academy] = weekAt(model.timeline, start + chain.weeks - 1);
      continue;
    }
    const week = weekAt(model.timeline, start + cutover);
    waves[week] ??= {};
    at(waves[week], application)[academy] = {
      ...phaseWeeks(model, chain, start),
      leaves: weekAt(model.timeline, start + chain.weeks - 1),
      who: teamsOf(estate, chain),
      why: inShort(reasons.of(name)),
    };
  }
  const preparations = [...model.preparations].map(([application, task]) => [
    application,
    weekAt(model.timeline, plan.tasks[task]?.start ?? 0),
  ]);
  return {
    illustrative: true,
    planned: estate.platform.today,
    preparations: Object.fromEntries(preparations) as Record<string, string>,
    leaving,
    waves: Object.fromEntries(Object.entries(waves).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function at<Value>(applications: ByApplication<Value>, name: string): Record<string, Value> {
  applications[name] ??= {};
  return applications[name];
}

function phaseWeeks({ timeline }: EstateProblem, { phases }: Chain, start: number) {
  const weeks: Partial<Record<"prepare" | "replicate" | "rehearse", string>> = {};
  for (const { phase, offset } of phases) {
    if (phase !== "cutover" && phase !== "soak") weeks[phase] = weekAt(timeline, start + offset);
  }
  return weeks;
}

/** The kinds of work that an installation asks for. */
export function worksOf(
  estate: Estate,
  { application: name, phases }: Chain,
): { team: string; skill: string }[] {
  const application = estate.applications[name];
  const { planning } = estate;
  if (!application || !planning) return [];
  const works = phases.flatMap(({ phase }) => workOf(estate, application, planning.phases[phase].work));
  return [...new Map(works.map(({ team, skill }) => [`${team} ${skill}`, { team, skill }])).values()];
}

/** Teams with work in it, in order of name. */
export const teamsOf = (estate: Estate, chain: Chain): string[] =>
  [...new Set(worksOf(estate, chain).map(({ team }) => team))].toSorted();

const HEAD = `# yaml-language-server: $schema=../schema/json/waves.schema.json
# The agreed plan, written by \`transhumance waves plan\`; agreed by merging it. A line an installation, below the
# week of its cutover: first weeks of its phases, last week on its site, teams, and why it is not a week earlier.
`;

/** The text of `waves.yaml`; equal plans give equal text. */
export function writeWaves({ illustrative, source, planned, preparations, leaving, waves }: Waves): string {
  const lines = [
    ...(source ? [`source: ${flow(source)}`] : []),
    ...(illustrative ? ["illustrative: true"] : []),
    `planned: ${planned}`,
    ...section("preparations", preparations, (week) => flow(week)),
    ...section("leaving", leaving as ByApplication<string>, (academies) => flow(sorted(academies))),
    ...(Object.keys(waves).length > 0 ? ["waves:"] : ["waves: {}"]),
  ];
  for (const [week, applications] of Object.entries(waves).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    lines.push(`  ${week}:`);
    for (const [application, academies] of Object.entries(sorted(applications as ByApplication<Planned>))) {
      lines.push(`    ${application}:`);
      for (const [academy, planned] of Object.entries(sorted(academies))) {
        lines.push(`      ${academy}: ${flow(planned)}`);
      }
    }
  }
  return `${HEAD}${lines.join("\n")}\n`;
}

function section<Value>(
  name: string,
  values: Partial<Record<string, Value>>,
  write: (value: Value) => string,
): string[] {
  const entries = Object.entries(sorted(values as Record<string, Value>));
  return entries.length > 0
    ? [`${name}:`, ...entries.map(([key, value]) => `  ${key}: ${write(value)}`)]
    : [];
}

const sorted = <Value>(values: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const PLAIN = /^[a-z0-9](?:[\w ;+.-]*\w)?$/i;

/** A value on one line, in YAML's flow style. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).map(([key, part]) => `${key}: ${flow(part)}`);
    return `{ ${parts.join(", ")} }`;
  }
  return typeof value === "string" && !PLAIN.test(value) ? JSON.stringify(value) : String(value);
}
