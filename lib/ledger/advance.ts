/** Decides whether an installation may take a step, and what the ledger says afterwards. */
import {
  didYouMean,
  type Estate,
  type EstatePointer,
  type Evidence,
  EvidenceKind,
  type LedgerEntry,
  list,
  type ProvenStage,
  pointerTo,
  pointerToFile,
  type Stage,
} from "../../config/index.js";
import { cutoverWeeks, dayIn, forbids, weekOf } from "../calendar/index.js";
import { academiesOf, NEXT_STAGES } from "../migration/index.js";
import { judgeEvidence, reachedAt } from "./evidence.js";
import type { EvidenceFinding } from "./evidence-finding.js";

export interface Step {
  application: string;
  academy: string;
  to: ProvenStage;
}

/** What speaks against a step: at a place in the estate, in the evidence, or in what was asked for. */
export type StepFinding =
  | ({ where: "evidence" } & EvidenceFinding)
  | {
      where: "estate";
      pointer: EstatePointer;
      value?: unknown;
      message: string;
      allowed?: string;
      hint?: string;
    }
  | { where: "request"; value: unknown; message: string; allowed?: string; hint?: string };

export interface Advance {
  from: Stage;
  /** The ledger's new entry; meaningless where there are findings. */
  entry: LedgerEntry;
  findings: StepFinding[];
}

/** Under which kind the ledger keeps the reference of each stage's evidence. */
const KIND: Record<ProvenStage, EvidenceKind> = {
  staged: "staging",
  replicating: "replication",
  rehearsed: "rehearsal",
  cutover: "cutover",
  soaked: "soak",
  decommissioned: "approval",
  "rolled-back": "rollback",
};

/** What speaks against a step, whatever its evidence: unknown names, and stages that do not follow. */
export function judgeRequest(estate: Estate, { application: name, academy, to }: Step): StepFinding[] {
  const application = estate.applications[name];
  if (!application) return [unknown(name, "application", Object.keys(estate.applications))];
  if (application.installed === "centrally") {
    return [{ where: "request", value: name, message: "is installed centrally: it has no installations" }];
  }
  const academies = academiesOf(estate, application);
  if (!academies.includes(academy)) return [unknown(academy, `academy that uses ${name}`, academies)];
  const from = estate.migrations[name]?.installations[academy]?.stage ?? "inventoried";
  const allowed = NEXT_STAGES[from];
  if (allowed.includes(to)) return [];
  const repeat =
    from === "rolled-back" || (from === "replicating" && to === "cutover")
      ? "; a new rehearsal comes first"
      : "";
  return [
    {
      where: "estate",
      pointer: pointerTo("migrations", name, "installations", academy, "stage"),
      value: from,
      message: `is not followed by ${to}${repeat}`,
      allowed: allowed.length > 0 ? allowed.join(", ") : "nothing: it is the last stage",
    },
  ];
}

const unknown = (value: string, noun: string, known: readonly string[]): StepFinding => {
  const hint = didYouMean(value, known);
  return {
    where: "request",
    value,
    message: `is no ${noun}`,
    allowed: list(known, 30),
    ...(hint ? { hint } : {}),
  };
};

/** The step with its evidence: what speaks against it, and the entry that it leads to. For a sound request only. */
export function advance(estate: Estate, step: Step, evidence: Evidence): Advance {
  const { application: name, academy, to } = step;
  const entry = estate.migrations[name]?.installations[academy];
  const from = entry?.stage ?? "inventoried";
  const application = estate.applications[name];
  const timeZone = estate.academies[academy]?.timeZone;
  if (!application || timeZone === undefined)
    throw new RangeError(`${name} in ${academy}: not in the estate`);
  const since = dayIn(reachedAt(evidence), timeZone);
  const findings: StepFinding[] = [
    ...judgeIdentity(step, evidence),
    ...judgeDay(estate, entry, evidence, since),
    ...judgeEvidence(evidence, { estate, application, entry, timeZone }).map((finding) => ({
      where: "evidence" as const,
      ...finding,
    })),
    ...(to === "cutover" ? judgeWeek(estate, step, weekOf(since)) : []),
  ];
  return { from, entry: { stage: to, since, evidence: evidenceAfter(entry, step, evidence) }, findings };
}

/** What went before a rollback proves nothing any more; Git remembers it. */
function evidenceAfter(entry: LedgerEntry | undefined, { to }: Step, { reference }: Evidence) {
  const before = to === "rolled-back" ? {} : (entry?.evidence ?? {});
  const all = { ...before, [KIND[to]]: reference };
  return Object.fromEntries(EvidenceKind.options.flatMap((kind) => (all[kind] ? [[kind, all[kind]]] : [])));
}

function judgeIdentity(step: Step, evidence: Evidence): StepFinding[] {
  return (["application", "academy"] as const)
    .filter((key) => evidence[key] !== step[key])
    .map((key) => ({
      where: "evidence",
      path: [key],
      value: evidence[key],
      message: "is another installation's evidence",
      allowed: step[key],
    }));
}

/** Evidence is younger than the stage before it, so that a rehearsal before a rollback cannot serve again. */
function judgeDay(
  estate: Estate,
  entry: LedgerEntry | undefined,
  evidence: Evidence,
  since: string,
): StepFinding[] {
  const path = ["finished" in evidence ? "finished" : "at"];
  const { today } = estate.platform;
  const findings: StepFinding[] = [];
  if (since > today) {
    findings.push({
      where: "evidence",
      path,
      value: since,
      message: "is a day to come",
      allowed: `until ${today}`,
      hint: "wait, or move `today` in platform.yaml",
    });
  }
  const begun = "began" in evidence ? evidence.began : reachedAt(evidence);
  const timeZone = estate.academies[evidence.academy]?.timeZone ?? "UTC";
  if (entry && dayIn(begun, timeZone) < entry.since) {
    findings.push({
      where: "evidence",
      path: ["began" in evidence ? "began" : "at"],
      value: begun,
      message: `is before the installation was ${entry.stage}`,
      allowed: `from ${entry.since} on`,
    });
  }
  return findings;
}

/** A cutover falls in an allowed week, which is that of its wave. */
function judgeWeek(estate: Estate, { application, academy }: Step, week: string): StepFinding[] {
  const findings: StepFinding[] = [];
  const verdict = cutoverWeeks(estate, application, academy).find((one) => one.week === week);
  for (const reason of verdict?.reasons.filter(forbids) ?? []) {
    findings.push({
      where: "estate",
      ...(reason.freeze
        ? {
            pointer: pointerTo("freezes", reason.freeze),
            value: reason.freeze,
            message: `freezes ${application} in ${week}`,
          }
        : {
            pointer: reason.outsideHolidays
              ? pointerTo("applications", application, "cutover")
              : pointerToFile("platform", "horizon"),
            value: week,
            message: reason.outsideHolidays
              ? "is not wholly in the academy's holidays"
              : "is not in the horizon",
          }),
      hint: "go back, or have the exception written into the estate first",
    });
  }
  const planned = waveOf(estate, application, academy);
  if (planned === week) return findings;
  return [
    ...findings,
    {
      where: "estate",
      pointer: planned
        ? pointerToFile("waves", "waves", planned, application, academy)
        : pointerToFile("waves"),
      value: planned ?? null,
      message: planned
        ? `is the wave of ${application} in ${academy}, not ${week}`
        : `has no wave for ${application} in ${academy}`,
      hint: "agree on another plan first: transhumance waves plan",
    },
  ];
}

/** The week in which the agreed plan cuts an installation over. */
export function waveOf({ waves }: Pick<Estate, "waves">, application: string, academy: string) {
  return Object.entries(waves?.waves ?? {}).find(([, wave]) => wave[application]?.[academy])?.[0];
}
