/** The review: from a set of changes to the report. */
import type { Change, ChangeSet } from "./change/model.js";
import { World } from "./change/world.js";
import { groupChanges, groupDrift } from "./group/changes.js";
import { findingsOf, type Judging } from "./group/findings.js";
import { data } from "./meaning/data.js";
import { exposure } from "./meaning/exposure.js";
import type { Hit, Meaning, ReviewContext } from "./meaning/hit.js";
import { privilege } from "./meaning/privilege.js";
import { type Action, ACTIONS, type Drift, type DriftGroup, type ReviewReport } from "./report-model.js";
import { stackVerdicts, verdictOf } from "./verdict.js";

const MEANINGS: readonly Meaning[] = [data, exposure, privilege];

/** Where the report's JSON Schema is published. */
export const REPORT_SCHEMA = "urn:transhumance:schema:review";

export function review(context: Omit<ReviewContext, "world">, judging: Judging): ReviewReport {
  const { set } = context;
  const world = new World(set);
  const hits: Hit[] = MEANINGS.flatMap((meaning) => meaning({ ...context, world }));
  const findings = findingsOf(hits, judging);
  const verdict = verdictOf(findings, set.notices);
  return {
    $schema: REPORT_SCHEMA,
    version: 1,
    verdict,
    sources: set.sources,
    counts: countsOf(set.changes, set.untouched),
    stacks: stackVerdicts(set.changes, findings),
    findings,
    changes: groupChanges(set.changes.filter(({ action }) => action !== "read")),
    drift: driftOf(set),
    outputs: set.outputs,
    capacity: [],
    notices: set.notices,
  };
}

export function countsOf(changes: readonly Change[], untouched = 0): Record<Action, number> {
  const counts = Object.fromEntries(ACTIONS.map((action) => [action, 0])) as Record<Action, number>;
  for (const { action } of changes) counts[action] += 1;
  counts["no-op"] += untouched;
  return counts;
}

function driftOf({ drift, changes, untouched }: ChangeSet): Drift {
  const planned = new Map(changes.map((change) => [`${change.stack} ${change.address}`, change.action]));
  const isRefreshOnly = changes.length === 0 && untouched === 0;
  const answered = (kind: "real" | "controller") =>
    groupDrift(
      drift
        .filter((entry) => entry.kind === kind)
        .map(({ change }) => ({ change, answer: answerTo(planned.get(`${change.stack} ${change.address}`), isRefreshOnly) })),
    );
  return { real: answered("real"), controllers: answered("controller"), noise: drift.filter(({ kind }) => kind === "noise").length };
}

function answerTo(action: Action | undefined, isRefreshOnly: boolean): DriftGroup["answer"] {
  if (isRefreshOnly) return "accepted";
  if (action === "create" || action === "replace") return "made again";
  return action === "update" ? "reverted" : "kept";
}
