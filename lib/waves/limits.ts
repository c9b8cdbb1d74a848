/** What there is of everything that work is limited by: cutovers a week, uplinks, room on the platform, people. */
import {
  type Estate,
  type EstatePointer,
  type Planning,
  pointerTo,
  pointerToFile,
} from "../../config/index.js";
import { firstDay } from "../calendar/index.js";
import type { PlanningProblem } from "../planning/index.js";
import { type Chain, usableUplink } from "./chain.js";
import { skillSets, workingDaysOf } from "./crew.js";
import { Demands } from "./demands.js";
import { roomUsed } from "./room.js";
import type { Sources } from "./sources.js";
import type { Timeline } from "./timeline.js";

const MEGABIT = 1e6;

export interface LimitsContext {
  estate: Estate;
  planning: Planning;
  timeline: Timeline;
  chains: readonly Chain[];
}

/** The resources of a problem; `sources` learns where each comes from. */
export class Limits {
  readonly resources: PlanningProblem["resources"] = {};

  constructor(
    private readonly context: LimitsContext,
    private readonly sources: Sources,
  ) {}

  /** Cutovers and replications at once: of all, of an academy, of an application. */
  addCutovers(): void {
    const { chains, estate, planning } = this.context;
    const { overall, perAcademy, perApplication } = planning.cutovers;
    const limit = (key: "overall" | "perAcademy" | "perApplication") =>
      pointerToFile("planning", "cutovers", key);
    this.addResource("cutovers", overall, `at most ${overall} cutovers a week`, limit("overall"));
    for (const academy of new Set(chains.map((chain) => chain.academy))) {
      const text = `at most ${perAcademy} cutovers a week in ${academy}`;
      this.addResource(`cutovers in ${academy}`, perAcademy, text, limit("perAcademy"));
    }
    for (const application of new Set(chains.map((chain) => chain.application))) {
      const text = `at most ${perApplication} cutovers of ${application} a week`;
      this.addResource(`cutovers of ${application}`, perApplication, text, limit("perApplication"));
      const most = estate.applications[application]?.concurrentMigrations ?? 0;
      this.addResource(
        `replications of ${application}`,
        most,
        `at most ${most} academies replicate ${application} at once`,
        pointerTo("applications", application, "concurrentMigrations"),
      );
    }
  }

  /** What streams already keeps its rate; the rest of a site's share is for those to come. */
  addUplinks(): void {
    const { chains, estate, planning } = this.context;
    const { changeRate } = planning.replication;
    for (const name of new Set(chains.map(({ site }) => site))) {
      const site = estate.sites[name];
      if (!site) continue;
      const streaming = chains.filter((chain) => chain.site === name && chain.streaming).length;
      const usable = usableUplink(site, planning);
      const left = Math.max(0, Math.floor((usable - streaming * changeRate) / MEGABIT));
      const text = `the uplink of ${name} has ${left} Mbit/s for replications to come`;
      this.addResource(
        `uplink of ${name}`,
        left,
        text,
        pointerTo("sites", name, "uplink"),
        pointerToFile("planning", "replication"),
      );
    }
  }

  /** What is delivered up to each week: installations take it for good. */
  addRoom(): void {
    const { planning, timeline } = this.context;
    const deliveries = Object.entries(planning.deliveries);
    if (deliveries.length === 0) return;
    for (const part of ["cpu", "memory", "storage"] as const) {
      const delivered = timeline.weeks.map((week) =>
        deliveries
          .filter(([, { on }]) => on <= firstDay(week))
          .reduce((sum, [, one]) => sum + roomUsed.count(part, one[part]), 0),
      );
      this.resources[`platform ${part}`] = { kind: "cumulative", capacity: delivered };
      this.sources.add(["resources", `platform ${part}`], {
        text: `the platform's ${part} as it is delivered`,
        pointers: deliveries.map(([id]) => pointerToFile("planning", "deliveries", id, part)),
      });
    }
  }

  /** Every team's people as sets of the skills that `tasks` ask for together, which then ask for these sets. */
  addTeams(tasks: PlanningProblem["tasks"]): void {
    const demanded = new Map<string, Set<string>>();
    const works = Object.values(tasks).flatMap((task) => Object.keys(task.demands ?? {}));
    for (const work of works) {
      const { team, skill } = Demands.parse(work) ?? {};
      if (team === undefined || skill === undefined) continue;
      demanded.set(team, (demanded.get(team) ?? new Set()).add(skill));
    }
    const days = workingDaysOf(this.context.timeline.weeks);
    for (const [team, skills] of demanded) {
      const crew = this.context.estate.teams[team];
      if (!crew) continue;
      const sets = skillSets(crew, [...skills], days);
      for (const set of sets) {
        const text = `${team} has so much time for ${set.skills.join(" and ")} and no more`;
        this.addResource(
          Demands.crew(team, set.skills),
          set.capacity,
          text,
          pointerTo("teams", team, "people"),
        );
      }
      for (const task of Object.values(tasks)) Demands.spread(task, team, sets);
    }
  }

  private addResource(
    name: string,
    capacity: number | number[],
    text: string,
    ...pointers: EstatePointer[]
  ): void {
    this.resources[name] = { kind: "renewable", capacity };
    this.sources.add(["resources", name], { text, pointers });
  }
}
