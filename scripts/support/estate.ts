/** Opens the estate for a command, or ends with every problem of it. */
import {
  didYouMean,
  type Estate,
  formatProblem,
  type LoadedEstate,
  list,
  loadEstate,
  type Problem,
} from "../../config/index.js";
import { type CheckOptions, checkEstate } from "../../lib/check/index.js";
import { planStacks, type Selection, type StackPlan } from "../../lib/placement/index.js";
import { Failure } from "./failure.js";
import type { EstateOptions } from "./options.js";

export interface CheckedEstate {
  estate: Estate;
  locate: LoadedEstate["locate"];
  /** The day as of which it is judged, `YYYY-MM-DD`. */
  today: string;
}

/** Loads and checks. Ends the command with all problems together where there are any. */
export function openEstate(
  { estate: folder, today }: EstateOptions,
  options: CheckOptions = {},
): CheckedEstate {
  const loaded = loadEstate(folder);
  const problems = checkEstate(loaded, today, options);
  if (problems.length > 0) throw new Failure(describeProblems(problems), { problems });
  return { estate: loaded.estate as Estate, locate: loaded.locate, today };
}

export function describeProblems(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [...problems.map(formatProblem), `${count}: nothing was written.`].join("\n");
}

/** Ends the command where an installation is named that the estate cannot have. */
export function demandInstallation(estate: Estate, application: string, academy: string): void {
  const demand = (noun: string, name: string, things: object) => {
    if (Object.hasOwn(things, name)) return;
    const names = Object.keys(things);
    const hint = didYouMean(name, names);
    throw new Failure(`"${name}" is no ${noun}; allowed: ${list(names, 60)}${hint ? `; ${hint}` : ""}`);
  };
  demand("application", application, estate.applications);
  demand("academy", academy, estate.academies);
}

/** The stack's name as `--only` takes it: the application or service, or `operators`, `platform` and the like. */
export const nameOf = ({ stack, environment, cluster }: StackPlan): string =>
  stack.slice(`${environment}-${cluster}-`.length);

/** The plans that options select, of the estate and of `more`; ends the command where an option names nothing. */
export function selectStacks(
  estate: Estate,
  { environment, cluster, only }: Selection,
  more: readonly StackPlan[] = [],
): StackPlan[] {
  const all = [...planStacks(estate), ...more];
  const names = (property: (plan: StackPlan) => string) => [...new Set(all.map(property))];
  const refuseUnknown = (option: string, value: string | undefined, allowed: string[]) => {
    if (value === undefined || allowed.includes(value)) return;
    throw new Failure(`--${option}: "${value}" is not in the estate; allowed: ${allowed.join(", ")}`);
  };
  refuseUnknown(
    "environment",
    environment,
    names((plan) => plan.environment),
  );
  const clusters = all.filter((plan) => environment === undefined || plan.environment === environment);
  refuseUnknown("cluster", cluster, [...new Set(clusters.map((plan) => plan.cluster))]);
  for (const name of only ?? []) refuseUnknown("only", name, names(nameOf));
  return clusters.filter(
    (plan) =>
      (cluster === undefined || plan.cluster === cluster) &&
      (only === undefined || only.includes(nameOf(plan))),
  );
}
