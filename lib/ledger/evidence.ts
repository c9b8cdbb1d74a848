/** Judges evidence: does what was found prove the stage? */
import type { Application, Estate, Evidence, LedgerEntry } from "../../config/index.js";
import { cutoverWindow, dayIn, daysBetween, weekOf } from "../calendar/index.js";

/** What speaks against a step, at a path of the evidence. */
export interface EvidenceFinding {
  path: (string | number)[];
  value?: unknown;
  message: string;
  allowed?: string;
  hint?: string;
}

export interface EvidenceContext {
  estate: Estate;
  application: Application;
  /** The ledger's entry before the step; `undefined` where it says nothing yet. */
  entry: LedgerEntry | undefined;
  timeZone: string;
}

const MILLISECONDS_PER_HOUR = 3_600_000;

/** When the stage was reached: the moment, or the end of the work. */
export const reachedAt = (evidence: Evidence): string =>
  "finished" in evidence ? evidence.finished : evidence.at;

/** Everything in the evidence that fails, or that is missing for an application of this kind. */
export function judgeEvidence(evidence: Evidence, context: EvidenceContext): EvidenceFinding[] {
  return [...judgeChecks(evidence), ...judgeStage(evidence, context)];
}

function judgeChecks(evidence: Evidence): EvidenceFinding[] {
  if (!("checks" in evidence)) return [];
  return Object.entries(evidence.checks)
    .filter(([, outcome]) => outcome === "failed")
    .map(([name]) => ({
      path: ["checks", name],
      value: "failed",
      message: "is a check that failed",
      allowed: "passed",
      hint: "repair what it found, and record a new run",
    }));
}

function judgeStage(evidence: Evidence, context: EvidenceContext): EvidenceFinding[] {
  const copied = context.application.database?.legacy;
  switch (evidence.stage) {
    case "staged":
      return judgeStaging(evidence);
    case "replicating":
      return copied ? judgeReplication(evidence, copied) : [];
    case "rehearsed":
      return [...judgeRehearsal(evidence, context), ...judgeRows(evidence, copied !== undefined)];
    case "cutover":
      return [...judgeCutover(evidence, context), ...judgeRows(evidence, copied !== undefined)];
    case "soaked":
      return judgeSoak(evidence, context);
    case "decommissioned":
      return judgeApproval(evidence, context);
    case "rolled-back":
      return copied ? judgeWayBack(evidence) : [];
  }
}

type Of<Name extends Evidence["stage"]> = Extract<Evidence, { stage: Name }>;

const missing = (key: string, message: string): EvidenceFinding => ({
  path: [key],
  message: `is missing: ${message}`,
  hint: `add \`${key}\``,
});

function judgeStaging({ replicas, siteReachable }: Of<"staged">): EvidenceFinding[] {
  return [
    ...(replicas.ready < replicas.wanted
      ? [
          {
            path: ["replicas", "ready"],
            value: replicas.ready,
            message: "are not all replicas",
            allowed: `${replicas.wanted}`,
          },
        ]
      : []),
    ...(siteReachable
      ? []
      : [
          {
            path: ["siteReachable"],
            value: false,
            message: "means that nothing can be copied",
            allowed: "true",
          },
        ]),
  ];
}

function judgeReplication({ engine, backup, at }: Of<"replicating">, legacy: string): EvidenceFinding[] {
  const findings: EvidenceFinding[] = [];
  if (engine === undefined) findings.push(missing("engine", "the database on the site that is copied"));
  else if (engine !== legacy) {
    findings.push({
      path: ["engine"],
      value: engine,
      message: "is not the engine that the estate knows",
      allowed: legacy,
      hint: "correct the application's `database.legacy`, or copy the right database",
    });
  }
  if (backup === undefined)
    findings.push(missing("backup", "the site's database is saved before it is copied"));
  else {
    if (!backup.restored) {
      findings.push({
        path: ["backup", "restored"],
        value: false,
        message: "means that nobody knows whether the backup is one",
        allowed: "true",
        hint: "restore it somewhere first",
      });
    }
    if (Date.parse(backup.at) > Date.parse(at)) {
      findings.push({
        path: ["backup", "at"],
        value: backup.at,
        message: "is after the copy began",
        allowed: `until ${at}`,
      });
    }
  }
  return findings;
}

function judgeRows({ rows }: Of<"rehearsed"> | Of<"cutover">, needed: boolean): EvidenceFinding[] {
  if (!rows) return needed ? [missing("rows", "both sides are compared row by row")] : [];
  const findings: EvidenceFinding[] = [];
  if (rows.source !== rows.target) {
    findings.push({
      path: ["rows", "target"],
      value: rows.target,
      message: "are not as many rows as on the site",
      allowed: `${rows.source}`,
    });
  }
  if (rows.differing > 0) {
    findings.push({
      path: ["rows", "differing"],
      value: rows.differing,
      message: "rows differ",
      allowed: "0",
    });
  }
  return findings;
}

const hoursBetween = (from: string, to: string) =>
  (Date.parse(to) - Date.parse(from)) / MILLISECONDS_PER_HOUR;

/** The rehearsal and the way back must fit together in the hours of a cutover. */
function judgeRehearsal(evidence: Of<"rehearsed">, { estate, timeZone }: EvidenceContext): EvidenceFinding[] {
  const { academy, began, finished, wayBack } = evidence;
  const findings: EvidenceFinding[] = [];
  const window = cutoverWindow(estate, academy, weekOf(dayIn(finished, timeZone)));
  const hours = hoursBetween(began, finished) + wayBack.minutes / 60;
  if (window && hours > window.hours) {
    findings.push({
      path: ["finished"],
      value: finished,
      message: `makes ${hours.toFixed(1)} hours with the way back, more than the window of a cutover has`,
      allowed: `at most ${window.hours} hours`,
      hint: "make the copy or the checks shorter, and rehearse again",
    });
  }
  if (!wayBack.rehearsed) {
    findings.push({
      path: ["wayBack", "rehearsed"],
      value: false,
      message: "means that going back is a hope",
      allowed: "true",
      hint: "rehearse the way back too",
    });
  }
  return findings;
}

/** Cut over within the window of its weekend, with writes drained and the way back open. */
function judgeCutover(evidence: Of<"cutover">, context: EvidenceContext): EvidenceFinding[] {
  const { began, finished, academy } = evidence;
  const findings: EvidenceFinding[] = [];
  const window = cutoverWindow(context.estate, academy, weekOf(dayIn(finished, context.timeZone)));
  for (const [path, moment] of Object.entries({ began, finished })) {
    if (!window) break;
    const instant = Date.parse(moment);
    if (instant >= Date.parse(window.startUtc) && instant <= Date.parse(window.endUtc)) continue;
    findings.push({
      path: [path],
      value: moment,
      message: "is outside the window of a cutover in this academy",
      allowed: `${window.start} to ${window.end}`,
    });
  }
  return context.application.database?.legacy ? [...findings, ...judgeWrites(evidence)] : findings;
}

function judgeWrites({ writes, reverseReplication, finished }: Of<"cutover">): EvidenceFinding[] {
  const findings: EvidenceFinding[] = [];
  if (!writes) findings.push(missing("writes", "a database has one writable side"));
  else if (Date.parse(writes.drained) < Date.parse(writes.stopped)) {
    findings.push({
      path: ["writes", "drained"],
      value: writes.drained,
      message: "is before writes were stopped",
      allowed: `from ${writes.stopped} on`,
    });
  } else if (Date.parse(writes.drained) > Date.parse(finished)) {
    findings.push({
      path: ["writes", "drained"],
      value: writes.drained,
      message: "is after the cutover was finished: traffic was switched before the platform had all writes",
      allowed: `until ${finished}`,
    });
  }
  if (reverseReplication !== true) {
    findings.push({
      path: ["reverseReplication"],
      value: reverseReplication,
      message: "must run, so that going back loses no write",
      allowed: "true",
    });
  }
  return findings;
}

function judgeSoak(evidence: Of<"soaked">, context: EvidenceContext): EvidenceFinding[] {
  const { estate, application, entry, timeZone } = context;
  const { comparisons, incidents, at } = evidence;
  const findings: EvidenceFinding[] = [];
  if (incidents.open > 0) {
    findings.push({
      path: ["incidents", "open"],
      value: incidents.open,
      message: "incidents are still open",
      allowed: "0",
    });
  }
  if (application.database?.legacy && !comparisons)
    findings.push(missing("comparisons", "both sides are compared every night"));
  if (comparisons && comparisons.failed > 0) {
    findings.push({
      path: ["comparisons", "failed"],
      value: comparisons.failed,
      message: "nightly comparisons failed",
      allowed: "0",
    });
  }
  // The last week of the phase is the one that takes the installation off its site.
  const days = 7 * Math.max(0, (estate.planning?.phases.soak.weeks[application.tenancy] ?? 0) - 1);
  if (entry && daysBetween(entry.since, dayIn(at, timeZone)) < days) {
    findings.push({
      path: ["at"],
      value: at,
      message: `is too early: cut over on ${entry.since}, it soaks for ${days} days`,
      hint: "wait, or change `phases.soak.weeks` in planning.yaml",
    });
  }
  return findings;
}

function judgeApproval(
  { approval, backup, at }: Of<"decommissioned">,
  { application, timeZone }: EvidenceContext,
): EvidenceFinding[] {
  const findings: EvidenceFinding[] = [];
  const day = dayIn(at, timeZone);
  if (approval.on > day) {
    findings.push({
      path: ["approval", "on"],
      value: approval.on,
      message: "is after the site was switched off",
      allowed: `until ${day}`,
    });
  }
  if (!application.database?.legacy) return findings;
  if (!backup) return [...findings, missing("backup", "the last state of the site's database is kept")];
  if (!backup.restored) {
    findings.push({
      path: ["backup", "restored"],
      value: false,
      message: "means that nobody knows whether the backup is one",
      allowed: "true",
    });
  }
  const days = Math.ceil(application.database.retention / 86_400);
  if (daysBetween(day, backup.retainedUntil) < days) {
    findings.push({
      path: ["backup", "retainedUntil"],
      value: backup.retainedUntil,
      message: `is sooner than the application's retention of ${days} days`,
    });
  }
  return findings;
}

/** Going back after the platform took writes: they reached the site, or their loss was approved before (decision 12). */
function judgeWayBack({ reverseReplication, loss, began }: Of<"rolled-back">): EvidenceFinding[] {
  if (loss) {
    return Date.parse(loss.approvedOn) <= Date.parse(began)
      ? []
      : [
          {
            path: ["loss", "approvedOn"],
            value: loss.approvedOn,
            message: "is after the rollback began: a loss is approved before it happens",
            allowed: `until ${began}`,
          },
        ];
  }
  if (!reverseReplication) {
    return [missing("reverseReplication", "the platform's writes reach the site, or `loss` is approved")];
  }
  return reverseReplication.drained
    ? []
    : [
        {
          path: ["reverseReplication", "drained"],
          value: false,
          message: "means that the site lacks writes of the platform",
          allowed: "true",
          hint: "let the reverse replication drain, or have the loss approved and record it under `loss`",
        },
      ];
}
