/** What is left to do for an installation: its phases, back to back, with what each week of them needs. */
import type { Application, Estate, LedgerEntry, Phase, Planning, Stage, Work } from "../../config/index.js";
import { daysBetween } from "../calendar/index.js";
import { academiesOf } from "../migration/index.js";
import { dataSize } from "../sizing/index.js";

export interface ChainPhase {
  phase: Phase;
  weeks: number;
  /** Weeks from the start of the chain. */
  offset: number;
}

export interface Chain {
  application: string;
  academy: string;
  site: string;
  stage: Stage;
  phases: ChainPhase[];
  /** All weeks of it. */
  weeks: number;
  /** Weeks from its start to its cutover; absent where that is over. */
  cutover: number | undefined;
  /** Cut over already: it goes on in the first week, and asks for nobody who is not at it already. */
  underWay: boolean;
  /** Its changes are replicated already, and will be until it leaves. */
  streaming: boolean;
}

const SECONDS_PER_HOUR = 3600;
const BITS_PER_BYTE = 8;

/** The phases that follow each stage. A rollback leads back to replication, and to a new rehearsal. */
const REMAINING: Record<Stage, readonly Phase[]> = {
  inventoried: ["prepare", "replicate", "rehearse", "cutover", "soak"],
  staged: ["replicate", "rehearse", "cutover", "soak"],
  replicating: ["replicate", "rehearse", "cutover", "soak"],
  "rolled-back": ["replicate", "rehearse", "cutover", "soak"],
  rehearsed: ["cutover", "soak"],
  cutover: ["soak"],
  soaked: ["soak"],
  decommissioned: [],
};

/** Usable bits per second of a site's uplink. */
export const usableUplink = ({ uplink }: { uplink: number }, { replication }: Planning): number =>
  (uplink * replication.share) / 100;

/** Whether a database is copied from the site. */
export const isCopied = (application: Application): boolean => application.database?.legacy !== undefined;

/** One chain per installation that is still on its site. `monday` is the first day of period 0. */
export function chainsOf(estate: Estate, planning: Planning, monday: string): Chain[] {
  return Object.entries(estate.applications)
    .filter(([, application]) => application.installed === "per-academy")
    .flatMap(([name, application]) => {
      const entries = estate.migrations[name]?.installations ?? {};
      const rehearsals = Object.values(entries).filter((entry) => entry?.evidence.rehearsal).length;
      return academiesOf(estate, application).flatMap((academy): Chain[] => {
        const entry = entries[academy];
        const stage = entry?.stage ?? "inventoried";
        const site = estate.academies[academy]?.site;
        if (stage === "decommissioned" || site === undefined) return [];
        const length = (phase: Phase) => phaseWeeks(estate, planning, { name, academy, rehearsals }, phase);
        const lengths = REMAINING[stage].map((phase) => ({
          phase,
          weeks: remaining(length(phase), phase, entry, monday),
        }));
        return [
          { application: name, academy, site, stage, ...inOrder(lengths), ...already(stage, application) },
        ];
      });
    });
}

const already = (stage: Stage, application: Application) => ({
  underWay: stage === "cutover" || stage === "soaked",
  streaming: isCopied(application) && (stage === "replicating" || stage === "rehearsed"),
});

function inOrder(lengths: { phase: Phase; weeks: number }[]) {
  let offset = 0;
  const phases = lengths
    .map(({ phase, weeks }) => {
      const placed = { phase, weeks, offset };
      offset += weeks;
      return placed;
    })
    .filter(({ weeks }) => weeks > 0);
  return { phases, weeks: offset, cutover: phases.find(({ phase }) => phase === "cutover")?.offset };
}

/** Weeks of a whole phase. Replication: what the copy takes over the uplink, and what the rules add. */
function phaseWeeks(
  estate: Estate,
  { phases, replication, ...planning }: Planning,
  { name, academy, rehearsals }: { name: string; academy: string; rehearsals: number },
  phase: Phase,
): number {
  const application = estate.applications[name];
  const host = estate.academies[academy];
  const site = host && estate.sites[host.site];
  if (!application || !site) return 0;
  switch (phase) {
    case "cutover":
      return 1;
    case "rehearse":
      return rehearsals < phases.rehearse.experience
        ? phases.rehearse.firstWeeks
        : phases.rehearse.weeks[application.tenancy];
    case "soak":
      return Math.max(1, phases.soak.weeks[application.tenancy]);
    case "prepare":
      return phases.prepare.weeks[application.tenancy];
    case "replicate": {
      if (!isCopied(application)) return 0;
      const rate = Math.min(replication.copyRate, usableUplink(site, { phases, replication, ...planning }));
      const bitsPerWeek = rate * replication.copyHours * SECONDS_PER_HOUR;
      const copy = Math.ceil((dataSize(application, host) * BITS_PER_BYTE) / bitsPerWeek);
      return phases.replicate.weeks[application.tenancy] + copy;
    }
  }
}

/** What the ledger says is over is taken off: whole weeks since a phase began; soaking keeps its last week. */
function remaining(weeks: number, phase: Phase, entry: LedgerEntry | undefined, monday: string): number {
  if (!entry) return weeks;
  const elapsed = Math.max(0, Math.floor(daysBetween(entry.since, monday) / 7));
  if (entry.stage === "soaked") return 1;
  if (entry.stage === "replicating" && phase === "replicate") return Math.max(0, weeks - elapsed);
  if (entry.stage === "cutover" && phase === "soak") return Math.max(1, weeks - elapsed);
  return weeks;
}

/** The work of a phase for an application: team and skill by name, tenths of a day in each week. */
export function workOf(estate: Estate, application: Application, work: readonly Work[]) {
  return work.flatMap(({ by, team, skill = application.database?.legacy, days }) => {
    const named = team ?? (by === "platform" ? estate.platform.owner : application.owner);
    return skill === undefined ? [] : [{ team: named, skill, days }];
  });
}
