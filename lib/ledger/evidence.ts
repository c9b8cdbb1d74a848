/** Judges evidence: does what was found prove the stage? */
import type { Evidence } from "../../config/index.js";
import { judgeReplication, judgeRows, judgeWayBack, judgeWrites } from "./evidence-data.js";
import type { EvidenceContext, EvidenceFinding } from "./evidence-finding.js";
import { judgeApproval, judgeCutover, judgeRehearsal, judgeSoak, judgeStaging } from "./evidence-work.js";

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
      return [
        ...judgeCutover(evidence, context),
        ...(copied ? judgeWrites(evidence) : []),
        ...judgeRows(evidence, copied !== undefined),
      ];
    case "soaked":
      return judgeSoak(evidence, context);
    case "decommissioned":
      return judgeApproval(evidence, context);
    case "rolled-back":
      return copied ? judgeWayBack(evidence) : [];
  }
}
