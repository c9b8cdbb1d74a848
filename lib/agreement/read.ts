/** Reads the agreed plan week by week: in which phase each installation is planned to be. */
import {
  type Application,
  type Estate,
  type EstatePointer,
  type LedgerEntry,
  type Phase,
  type Planned,
  type Planning,
  pointerTo,
  pointerToFile,
  type Stage,
  type Waves,
} from "../../config/index.js";
import { addDays, daysBetween, firstDay, lastDay, weekOf } from "../calendar/index.js";
import { academiesOf } from "../migration/index.js";
import { dataSize } from "../sizing/index.js";
import type { AgreementFinding } from "./finding.js";

/** One planned installation with the days (Mondays) on which its phases begin. */
export interface Move {
  application: string;
  academy: string;
  site: string;
  entry: LedgerEntry | undefined;
  pointer: EstatePointer;
  /** Mondays of each phase's weeks that are still to come. */
  weeks: Partial<Record<Phase, string[]>>;
  /** Monday of its cutover. */
  cutover: string;
  /** Monday of its last week on its site. */
  leaves: string;
}

const later = (monday: string, weeks: number) => addDays(monday, 7 * weeks);
const span = (monday: string, weeks: number) =>
  Array.from({ length: Math.max(0, weeks) }, (_, week) => later(monday, week));

/** First Monday on which anything may be planned. */
export function firstMonday({ platform: { today, horizon } }: Estate): string {
  const from = today > horizon.from ? today : horizon.from;
  const monday = firstDay(weekOf(from));
  return monday < from ? later(monday, 1) : monday;
}

/** The plan's moves, and what is missing from it, planned twice, or too much. */
export function readAgreement(estate: Estate, planning: Planning, waves: Waves) {
  const findings: AgreementFinding[] = [];
  const moves: Move[] = [];
  const planned = new Map<string, EstatePointer>();
  for (const [week, applications] of Object.entries(waves.waves)) {
    for (const [application, academies] of Object.entries(applications)) {
      for (const [academy, one] of Object.entries(academies ?? {})) {
        if (!one) continue;
        const pointer = pointerToFile("waves", "waves", week, application, academy);
        const twice = planned.get(`${application} ${academy}`);
        planned.set(`${application} ${academy}`, pointer);
        if (isDone(estate, application, academy, week)) continue;
        const refusal = refuse(estate, application, academy);
        if (twice)
          findings.push({
            pointer,
            message: `${application} in ${academy} is planned twice`,
            facts: [twice],
          });
        else if (refusal) findings.push({ pointer, ...refusal });
        else {
          const move = readMove(estate, { application, academy, week, pointer }, one);
          moves.push(move);
          findings.push(...checkLengths(estate, planning, move, one));
        }
      }
    }
  }
  return { moves, findings: [...findings, ...missing(estate, planned)] };
}

type Refusal = Pick<AgreementFinding, "message" | "facts" | "hint">;

/** Why an installation has no cutover to come. */
function refuse(estate: Estate, application: string, academy: string): Refusal | undefined {
  const noun = estate.applications[application];
  if (!noun || noun.installed === "centrally" || !academiesOf(estate, noun).includes(academy)) {
    return {
      message: `${application} is not installed in ${academy}`,
      facts: [pointerTo("applications", application)],
    };
  }
  const stage = estate.migrations[application]?.installations[academy]?.stage;
  if (!isServedByPlatform(stage)) return undefined;
  return {
    message: `${application} in ${academy} is ${stage} already`,
    hint: "plan again: transhumance waves plan",
    facts: [pointerTo("migrations", application, "installations", academy)],
  };
}

const isServedByPlatform = (stage: Stage | undefined): boolean =>
  stage === "cutover" || stage === "soaked" || stage === "decommissioned";

/** A wave that is over went as it was planned. */
function isDone(estate: Estate, application: string, academy: string, week: string): boolean {
  const entry = estate.migrations[application]?.installations[academy];
  return lastDay(week) < firstMonday(estate) && isServedByPlatform(entry?.stage);
}

function* installations(estate: Estate): Generator<[string, Application, string]> {
  for (const [name, application] of Object.entries(estate.applications)) {
    if (application.installed === "centrally") continue;
    for (const academy of academiesOf(estate, application)) yield [name, application, academy];
  }
}

function missing(estate: Estate, planned: Map<string, EstatePointer>): AgreementFinding[] {
  return [...installations(estate)]
    .filter(([name, , academy]) => !planned.has(`${name} ${academy}`) && !refuse(estate, name, academy))
    .map(([name, , academy]) => ({
      pointer: pointerToFile("waves", "waves"),
      message: `has no week for ${name} in ${academy}`,
      hint: "plan again: transhumance waves plan",
      facts: [pointerTo("applications", name), pointerTo("academies", academy)],
    }));
}

interface Place {
  application: string;
  academy: string;
  week: string;
  pointer: EstatePointer;
}

/** Phases end where the next one begins, as they are written; soaking lasts until the installation leaves. */
function readMove(estate: Estate, { application, academy, week, pointer }: Place, one: Planned): Move {
  const cutover = firstDay(week);
  const leaves = firstDay(one.leaves);
  const begins = { prepare: one.prepare, replicate: one.replicate, rehearse: one.rehearse };
  const weeks: Move["weeks"] = { cutover: [cutover], soak: between(later(cutover, 1), later(leaves, 1)) };
  const order = Object.entries(begins).flatMap(([phase, first]) =>
    first === undefined ? [] : [{ phase: phase as Phase, monday: firstDay(first) }],
  );
  for (const [index, { phase, monday }] of order.entries()) {
    weeks[phase] = between(monday, order[index + 1]?.monday ?? cutover);
  }
  return {
    application,
    academy,
    site: estate.academies[academy]?.site ?? "",
    entry: estate.migrations[application]?.installations[academy],
    pointer,
    weeks,
    cutover,
    leaves,
  };
}

const between = (from: string, to: string) => span(from, Math.round(daysBetween(from, to) / 7));

/** Each phase is as long as the rules and the facts of the installation ask for. */
function checkLengths(estate: Estate, planning: Planning, move: Move, one: Planned): AgreementFinding[] {
  const { application, academy, pointer } = move;
  const findings: AgreementFinding[] = [];
  for (const [phase, [needed, facts]] of Object.entries(neededWeeks(estate, planning, move))) {
    const given = move.weeks[phase as Phase]?.length ?? 0;
    if (given >= needed) continue;
    findings.push({
      pointer,
      value: given,
      message: `gives ${application} in ${academy} too few weeks to ${phase}: it takes ${needed}`,
      facts,
    });
  }
  const first = [one.prepare, one.replicate, one.rehearse]
    .filter((week) => week !== undefined)
    .map((week) => firstDay(week));
  if (first.some((monday, index) => monday >= (first[index + 1] ?? move.cutover))) {
    findings.push({
      pointer,
      message: `has the phases of ${application} in ${academy} out of order`,
      facts: [],
    });
  }
  const next = nextToBegin(move, one);
  if (next < firstMonday(estate)) {
    findings.push({
      pointer,
      value: weekOf(next),
      message: `is over, and the ledger still says that ${application} in ${academy} is ${move.entry?.stage ?? "inventoried"}`,
      facts: [
        pointerTo("migrations", application, "installations", academy),
        pointerToFile("platform", "today"),
      ],
      hint: "advance the ledger, or plan again: transhumance waves plan",
    });
  }
  return findings;
}

/** Monday of the first phase that the ledger does not say has begun. */
function nextToBegin({ entry, cutover }: Move, { prepare, replicate, rehearse }: Planned): string {
  const stage = entry?.stage ?? "inventoried";
  const ahead: Partial<Record<Stage, (string | undefined)[]>> = {
    inventoried: [prepare, replicate, rehearse],
    replicating: [rehearse],
    rehearsed: [],
  };
  const week = (ahead[stage] ?? [replicate, rehearse]).find((one) => one !== undefined);
  return week === undefined ? cutover : firstDay(week);
}

/** Weeks that each phase still takes, and why. */
function neededWeeks(estate: Estate, planning: Planning, { application: name, academy, site, entry }: Move) {
  const application = estate.applications[name] as Application;
  const rules = planning.phases;
  const stage = entry?.stage ?? "inventoried";
  const needed: Partial<Record<Phase, [number, EstatePointer[]]>> = {
    soak: [Math.max(1, rules.soak.weeks[application.tenancy]), [pointerToFile("planning", "phases", "soak")]],
  };
  if (stage === "inventoried") {
    needed.prepare = [
      rules.prepare.weeks[application.tenancy],
      [pointerToFile("planning", "phases", "prepare")],
    ];
  }
  if (stage !== "rehearsed") {
    const shown = Object.values(estate.migrations[name]?.installations ?? {}).filter(
      (one) => one?.evidence.rehearsal,
    );
    const weeks =
      shown.length < rules.rehearse.experience
        ? rules.rehearse.firstWeeks
        : rules.rehearse.weeks[application.tenancy];
    needed.rehearse = [weeks, [pointerToFile("planning", "phases", "rehearse")]];
  }
  if (stage !== "rehearsed" && application.database?.legacy) {
    const hasRun =
      stage === "replicating" && entry ? Math.floor(daysBetween(entry.since, firstMonday(estate)) / 7) : 0;
    const { share, copyRate, copyHours } = planning.replication;
    const uplink = estate.sites[site]?.uplink ?? 1;
    const bits = 8 * dataSize(application, estate.academies[academy] as Estate["academies"][string]);
    const hours = bits / Math.min(copyRate, (uplink * share) / 100) / 3600;
    const total = rules.replicate.weeks[application.tenancy] + Math.ceil(hours / copyHours);
    needed.replicate = [
      Math.max(0, total - Math.max(0, hasRun)),
      [
        pointerTo("applications", name, "database", "size"),
        pointerTo("sites", site, "uplink"),
        pointerToFile("planning", "replication"),
      ],
    ];
  }
  return needed;
}
