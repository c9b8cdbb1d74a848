/** Turns the estate into a planning problem: one task per installation, a period per week. */
import {
  type Estate,
  type EstatePointer,
  type Planning,
  pointerTo,
  pointerToFile,
  type Site,
} from "../../config/index.js";
import { firstDay, type Week } from "../calendar/index.js";
import type { PlanningProblem, Precedence, Task } from "../planning/index.js";
import { type Chain, chainsOf, workOf } from "./chain.js";
import { Demands, demandsOf } from "./demands.js";
import { Limits } from "./limits.js";
import { roomUsed } from "./room.js";
import { type Source, Sources } from "./sources.js";
import { Starts } from "./starts.js";
import { type Timeline, timelineOf, weeksUntil } from "./timeline.js";

export interface EstateProblem {
  problem: PlanningProblem;
  timeline: Timeline;
  /** What is left to do, by task. */
  chains: Map<string, Chain>;
  /** Tasks of what is done once per application, by application. */
  preparations: Map<string, string>;
  /** Where in the estate a part of the problem comes from, by JSON pointer into the problem. */
  sourceOf(pointer: string): Source;
}

export interface ProblemOptions {
  /** Levels, the most important first. */
  objective?: PlanningProblem["objective"];
  /** Stay close to the agreed plan of the estate. */
  stability?: boolean;
}

/** A task without anything special. */
const PLAIN = { release: 0, weight: 1, calendars: [], whenClosed: "avoid", groups: [] } satisfies Task;

/** Name of an installation's task. */
export const taskName = (application: string, academy: string): string => `${application}@${academy}`;

/** Further than any chain lasts after the last week of the horizon. */
const LONGEST_TAIL = 60;

/**
 * The problem of an estate that `checkPlanning` finds nothing wrong with.
 * Throws a RangeError where it has no `planning.yaml`.
 */
export function buildProblem(estate: Estate, options: ProblemOptions = {}): EstateProblem {
  const { planning } = estate;
  if (!planning) throw new RangeError("planning.yaml is missing");
  return new Builder(estate, planning, options).build();
}

class Builder {
  private readonly timeline: Timeline;
  private readonly chains: Map<string, Chain>;
  private readonly sources = new Sources();
  private readonly tasks: PlanningProblem["tasks"] = {};
  private readonly precedences: Precedence[] = [];
  private readonly preparations = new Map<string, string>();
  private readonly starts: Starts;
  /** Weeks of the agreed plan's cutovers and preparations, by task. */
  private readonly agreed: ReadonlyMap<string, Week>;

  constructor(
    private readonly estate: Estate,
    private readonly planning: Planning,
    private readonly options: ProblemOptions,
  ) {
    this.timeline = timelineOf(estate);
    this.starts = new Starts(estate, planning, this.timeline);
    this.agreed = options.stability === false ? new Map() : agreedWeeks(estate.waves);
    const [first] = this.timeline.weeks;
    const all = first === undefined ? [] : chainsOf(estate, planning, firstDay(first));
    this.chains = new Map(all.map((chain) => [taskName(chain.application, chain.academy), chain]));
  }

  build(): EstateProblem {
    const { estate, planning, timeline } = this;
    const limits = new Limits(
      { estate, planning, timeline, chains: [...this.chains.values()] },
      this.sources,
    );
    limits.addCutovers();
    limits.addUplinks();
    limits.addRoom();
    this.addPreparations();
    for (const [name, chain] of this.chains) this.addInstallation(name, chain);
    limits.addTeams(this.tasks);
    for (const [name, chain] of this.chains) this.addPrecedences(name, chain);
    const sites = new Set([...this.chains.values()].map(({ site }) => site));
    return {
      problem: {
        name: "estate",
        horizon: this.timeline.weeks.length + LONGEST_TAIL,
        resources: limits.resources,
        calendars: {},
        tasks: this.tasks,
        precedences: this.precedences,
        groups: Object.fromEntries(
          [...sites].map((site) => [site, { cost: Math.round(this.site(site).costPerWeek ?? 0), from: 0 }]),
        ),
        objective: this.options.objective ?? ["lateness", "cost", "makespan", "stability"],
      },
      timeline: this.timeline,
      chains: this.chains,
      preparations: this.preparations,
      sourceOf: (pointer) => this.sources.of(pointer),
    };
  }

  private site(name: string): Site {
    return this.estate.sites[name] as Site;
  }

  /** Once per application, before its first installation begins. */
  private addPreparations(): void {
    const { weeks, work } = this.planning.preparation;
    for (const name of new Set([...this.chains.values()].map((chain) => chain.application))) {
      const application = this.estate.applications[name];
      const entries = Object.values(this.estate.migrations[name]?.installations ?? {});
      if (!application || entries.some((entry) => entry && entry.stage !== "inventoried")) continue;
      const demands = new Demands();
      demands.addWork(workOf(this.estate, application, work), 0, weeks);
      if (Object.keys(this.planning.deliveries).length > 0) demands.addRoom(roomUsed.shared(application), 0);
      this.tasks[name] = {
        ...PLAIN,
        duration: weeks,
        weight: 0,
        demands: demands.profiles(weeks),
        ...this.previous(this.agreed.get(name), 0),
      };
      this.preparations.set(name, name);
      this.sources.add(["tasks", name], {
        text: `${name} is prepared once, in ${weeks} weeks`,
        pointers: [pointerToFile("planning", "preparation")],
      });
    }
  }

  private addInstallation(name: string, chain: Chain): void {
    const { application, academy, site, weeks, underWay } = chain;
    this.tasks[name] = {
      ...PLAIN,
      duration: weeks,
      demands: underWay ? {} : demandsOf(this.estate, this.planning, chain),
      due: weeksUntil(this.timeline, this.site(site).endOfLife),
      groups: [site],
      ...(underWay ? { pin: { start: 0 } } : { starts: this.starts.of(chain) }),
      ...this.previous(this.agreed.get(name), chain.cutover),
    };
    const where = `${application} in ${academy}`;
    const { applications, academies } = {
      applications: pointerTo("applications", application),
      academies: pointerTo("academies", academy),
    };
    this.sources.add(["tasks", name], {
      text: `what is left to do for ${where} takes ${weeks} weeks`,
      pointers: [applications, academies, pointerToFile("planning", "phases")],
    });
    this.sources.add(["tasks", name, "due"], {
      text: `${site} closes on ${this.site(site).endOfLife}`,
      pointers: [pointerTo("sites", site, "endOfLife")],
    });
    this.sources.add(["tasks", name, "starts"], this.starts.sourceOf(chain));
    this.sources.add(["tasks", name, "pin"], {
      text: `${where} is cut over already`,
      pointers: [pointerTo("migrations", application, "installations", academy)],
    });
  }

  /** A start near at hand is worth more than one far away: people have made their plans. */
  private previous(week: Week | undefined, offset: number | undefined) {
    const period = week === undefined ? undefined : this.timeline.periodOf.get(week);
    if (period === undefined || offset === undefined || period < offset) return {};
    return { previous: { start: period - offset, weight: nearness(period) } };
  }

  private addPrecedences(name: string, { application, academy, cutover, underWay }: Chain): void {
    if (cutover === undefined || underWay) return;
    const preparation = this.preparations.get(application);
    if (preparation !== undefined) {
      this.addPrecedence(
        { from: preparation, to: name, type: "finish-start", min: 0 },
        `${application} is prepared before it is installed`,
        pointerToFile("planning", "preparation"),
      );
    }
    for (const [index, producer] of (this.estate.applications[application]?.dependsOn ?? []).entries()) {
      const from = taskName(producer, academy);
      const before = this.chains.get(from);
      if (before?.cutover === undefined) continue;
      const bridge = this.planning.bridges.findIndex(
        (one) => one.consumer === application && one.producer === producer,
      );
      const cost = this.planning.bridges[bridge]?.cost;
      this.addPrecedence(
        {
          from,
          to: name,
          type: "start-start",
          min: before.cutover + 1 - cutover,
          ...(cost === undefined ? {} : { cost }),
        },
        `${producer} moves before ${application} in ${academy}`,
        pointerTo("applications", application, "dependsOn", index),
      );
    }
  }

  private addPrecedence(
    precedence: (typeof this.precedences)[number],
    text: string,
    pointer: EstatePointer,
  ): void {
    this.sources.add(["precedences", String(this.precedences.length)], { text, pointers: [pointer] });
    this.precedences.push(precedence);
  }
}

/** The week of each installation's cutover, and of each application's preparation, in the agreed plan, by task. */
export function agreedWeeks(waves: Estate["waves"]): Map<string, Week> {
  const cutovers = Object.entries(waves?.waves ?? {}).flatMap(([week, applications]) =>
    Object.entries(applications).flatMap(([application, academies]) =>
      Object.keys(academies ?? {}).map((academy) => [taskName(application, academy), week] as const),
    ),
  );
  const preparations = Object.entries((waves?.preparations ?? {}) as Record<string, Week>);
  return new Map([...preparations, ...cutovers]);
}

/** Weight of a week's move: 14 for next week's cutover, 4 in a season, 1 in a year (our judgement). */
const nearness = (period: number): number => 1 + Math.floor(52 / (4 + period));
