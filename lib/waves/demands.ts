/** What a task asks for in each of its weeks, by resource. */
import type { Estate, Planning } from "../../config/index.js";
import type { Task } from "../planning/index.js";
import { type Chain, isCopied, usableUplink, workOf } from "./chain.js";
import { PER_DAY, type SkillSet } from "./crew.js";
import { type Room, roomUsed } from "./room.js";

const MEGABIT = 1e6;
/** Between the words of a work's name; no identifier holds it. */
const OF = " work of ";

/** Amounts by resource and week of a task. */
export class Demands {
  private readonly amounts = new Map<string, number[]>();

  /** Name of the work of one skill in a team, until `spread` turns it into sets of skills. */
  static work = (team: string, skill: string) => `${skill}${OF}${team}`;

  static parse(name: string): { team: string; skill: string } | undefined {
    const [skill, team] = name.split(OF);
    return skill !== undefined && team !== undefined ? { skill, team } : undefined;
  }

  static crew = (team: string, skills: readonly string[]) => `${skills.join("+")} in ${team}`;

  /** Replaces a task's work of single skills by what it takes of each set that holds one of them. */
  static spread(task: Task, team: string, sets: readonly SkillSet[]): void {
    const demands = (task.demands ?? {}) as Record<string, number[]>;
    const own = Object.keys(demands).filter((name) => Demands.parse(name)?.team === team);
    if (own.length === 0) return;
    for (const { skills } of sets) {
      const parts = own.filter((name) => skills.includes(Demands.parse(name)?.skill ?? ""));
      if (parts.length === 0) continue;
      const length = demands[parts[0] as string]?.length ?? 0;
      demands[Demands.crew(team, skills)] = Array.from({ length }, (_, week) =>
        parts.reduce((sum, part) => sum + (demands[part]?.[week] ?? 0), 0),
      );
    }
    for (const name of own) delete demands[name];
  }

  add(resource: string, amount: number, offset: number, weeks: number): void {
    const profile = this.amounts.get(resource) ?? [];
    this.amounts.set(resource, profile);
    for (let week = offset; week < offset + weeks; week += 1) profile[week] = (profile[week] ?? 0) + amount;
  }

  addWork(work: ReturnType<typeof workOf>, offset: number, weeks: number): void {
    for (const { team, skill, days } of work) {
      this.add(Demands.work(team, skill), Math.round(days * PER_DAY), offset, weeks);
    }
  }

  /** Taken once, in one week. */
  addRoom(room: Room, offset: number): void {
    for (const [part, amount] of Object.entries(room)) {
      if (amount > 0) this.add(`platform ${part}`, amount, offset, 1);
    }
  }

  /** One amount a week, zeros where nothing is asked for. */
  profiles(weeks: number): Record<string, number[]> {
    return Object.fromEntries(
      [...this.amounts].map(([name, profile]) => [
        name,
        Array.from({ length: weeks }, (_, week) => profile[week] ?? 0),
      ]),
    );
  }
}

/** All that an installation's chain asks for. */
export function demandsOf(estate: Estate, planning: Planning, chain: Chain): Record<string, number[]> {
  const { application: name, academy, site, phases, stage, streaming, weeks } = chain;
  const application = estate.applications[name];
  const host = estate.academies[academy];
  const uplink = estate.sites[site];
  if (!application || !host || !uplink) return {};
  const demands = new Demands();
  const copied = isCopied(application);
  const usable = usableUplink(uplink, planning);
  const copyRate = Math.ceil(Math.min(planning.replication.copyRate, usable) / MEGABIT);
  const changeRate = streaming ? 0 : Math.ceil(planning.replication.changeRate / MEGABIT);
  for (const { phase, offset, weeks: length } of phases) {
    demands.addWork(workOf(estate, application, planning.phases[phase].work), offset, length);
    if (copied && phase !== "prepare") {
      demands.add(`uplink of ${site}`, phase === "replicate" ? copyRate : changeRate, offset, length);
    }
    if (copied && (phase === "replicate" || phase === "rehearse")) {
      demands.add(`replications of ${name}`, 1, offset, length);
    }
    if (phase === "cutover") {
      for (const limit of ["cutovers", `cutovers in ${academy}`, `cutovers of ${name}`])
        demands.add(limit, 1, offset, 1);
    }
  }
  if (stage === "inventoried" && Object.keys(planning.deliveries).length > 0) {
    demands.addRoom(roomUsed.installation(application, host), 0);
  }
  return demands.profiles(weeks);
}
