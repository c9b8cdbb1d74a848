/** Judges what evidence says of the work: that all runs, fits the window, has soaked, and may be switched off. */
import { cutoverWindow, dayIn, daysBetween, weekOf } from "../calendar/index.js";
import {
  type EvidenceContext,
  type EvidenceFinding,
  type EvidenceOf,
  missing,
  unrestored,
} from "./evidence-finding.js";

const MILLISECONDS_PER_HOUR = 3_600_000;

const hoursBetween = (from: string, to: string) =>
  (Date.parse(to) - Date.parse(from)) / MILLISECONDS_PER_HOUR;

/** All replicas are ready, and reach the site. */
export function judgeStaging({ replicas, siteReachable }: EvidenceOf<"staged">): EvidenceFinding[] {
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

/** The rehearsal and the way back must fit together in the hours of a cutover. */
export function judgeRehearsal(
  evidence: EvidenceOf<"rehearsed">,
  { estate, timeZone }: EvidenceContext,
): EvidenceFinding[] {
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

/** Cut over within the window of its weekend. */
export function judgeCutover(
  { began, finished, academy }: EvidenceOf<"cutover">,
  { estate, timeZone }: EvidenceContext,
): EvidenceFinding[] {
  const findings: EvidenceFinding[] = [];
  const window = cutoverWindow(estate, academy, weekOf(dayIn(finished, timeZone)));
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
  return findings;
}

/** Nothing is open, nightly comparisons agree, and the phase has lasted as long as it must. */
export function judgeSoak(evidence: EvidenceOf<"soaked">, context: EvidenceContext): EvidenceFinding[] {
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

/** Approved before the site was switched off, its database kept as long as the application asks. */
export function judgeApproval(
  { approval, backup, at }: EvidenceOf<"decommissioned">,
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
  if (!backup.restored) findings.push(unrestored());
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
