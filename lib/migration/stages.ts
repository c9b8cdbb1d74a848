/** The stages of an installation as a state machine: which step may follow, and what proves it. */
import type { EvidenceKind, Stage } from "../../config/index.js";

/** Which stages may follow each stage. Source: DESIGN.md, vocabulary. */
export const NEXT_STAGES: Record<Stage, readonly Stage[]> = {
  inventoried: ["staged"],
  staged: ["replicating"],
  replicating: ["rehearsed"],
  rehearsed: ["cutover"],
  cutover: ["soaked", "rolled-back"],
  soaked: ["decommissioned", "rolled-back"],
  decommissioned: [],
  "rolled-back": ["replicating"],
};

/** The evidence that the ledger must hold at each stage. */
export const REQUIRED_EVIDENCE: Record<Stage, readonly EvidenceKind[]> = {
  inventoried: [],
  staged: [],
  replicating: [],
  rehearsed: ["rehearsal"],
  cutover: ["rehearsal", "cutover"],
  soaked: ["rehearsal", "cutover", "soak"],
  decommissioned: ["rehearsal", "cutover", "soak", "approval"],
  "rolled-back": ["rollback"],
};

/** Stages at which the site still serves the academy. */
export function servedBySite(stage: Stage): boolean {
  return !["cutover", "soaked", "decommissioned"].includes(stage);
}

/** Stages at which the site may not yet be switched off for this installation. */
export function needsSite(stage: Stage): boolean {
  return stage !== "decommissioned";
}
