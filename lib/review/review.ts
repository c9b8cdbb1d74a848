/** The review: from a set of changes to the report. */
import type { Change, ChangeSet } from "./change/model.js";
import { World } from "./change/world.js";
import { withAutoscaled } from "./drift/autoscalers.js";
import { groupChanges, groupDrift } from "./group/changes.js";
import { findingsOf, type Judging } from "./group/findings.js";
import { capacityChanges, costOf } from "./meaning/amounts.js";
import { backups } from "./meaning/backups.js";
import { burst } from "./meaning/burst.js";
import { capacity as capacityMeaning } from "./meaning/capacity.js";
import { cloud } from "./meaning/cloud.js";
import { data } from "./meaning/data.js";
import { declarations } from "./meaning/declarations.js";
import { declaredOnly } from "./meaning/declared.js";
import { drift } from "./meaning/drift.js";
import { environments } from "./meaning/environments.js";
import { exposure } from "./meaning/exposure.js";
import { framework } from "./meaning/framework.js";
import { governance } from "./meaning/governance.js";
import type { EstateSide, Hit, Meaning, ReviewContext } from "./meaning/hit.js";
import { moves } from "./meaning/moves.js";
import { outage } from "./meaning/outage.js";
import { policyFindings } from "./meaning/policies.js";
import { privilege } from "./meaning/privilege.js";
import { publication } from "./meaning/publication.js";
import { resources } from "./meaning/resources.js";
import { shares } from "./meaning/shares.js";
import { sovereignty } from "./meaning/sovereignty.js";
import { stage } from "./meaning/stage.js";
import { uses } from "./meaning/uses.js";
import { versions } from "./meaning/versions.js";
import { phrase } from "./phrases/phrase.js";
import type { CostChange, Drift, DriftGroup, ReviewReport } from "./report-model.js";
import { ACTIONS, type Action } from "./report-terms.js";
import { stackVerdicts, verdictOf } from "./verdict.js";

const MEANINGS: readonly Meaning[] = [
  data,
  backups,
  versions,
  resources,
  exposure,
  publication,
  privilege,
  cloud,
  sovereignty,
  burst,
  outage,
  stage,
  framework,
  moves,
  uses,
  declarations,
  environments,
  governance,
  capacityMeaning,
  shares,
  drift,
];

/** Where the report's JSON Schema is published. */
export const REPORT_SCHEMA = "urn:transhumance:schema:review";

export function review(context: Omit<ReviewContext, "world">, judging: Judging): ReviewReport {
  const world = new World(context.set);
  const set = { ...context.set, drift: withAutoscaled(context.set, world) };
  const whole: ReviewContext = { ...context, set, world };
  const capacity = capacityChanges(set.changes);
  const cost = costOf(capacity, context.after?.estate);
  const hits: Hit[] = [
    ...MEANINGS.flatMap((meaning) => meaning(whole)),
    ...costly(cost, context.before ?? context.after),
  ];
  const policies = policyFindings(whole, judging.waiver);
  const findings = findingsOf([...hits, ...declaredOnly(whole, hits)], policies, judging);
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
    capacity,
    ...(cost === undefined ? {} : { cost }),
    notices: set.notices,
  };
}

/** Above the threshold of the estate that judges someone must agree. */
function costly(cost: CostChange | undefined, judging: EstateSide | undefined): Hit[] {
  const threshold = judging?.estate.platform.review?.costThreshold;
  if (cost === undefined || threshold === undefined || cost.euros <= threshold) return [];
  return [
    {
      rule: "cost-grown",
      message: phrase("an estimated {euros} € a month more, above the threshold of {threshold} €", {
        euros: cost.euros,
        threshold,
      }),
      subjects: [{ name: "the whole change", place: {} }],
    },
  ];
}

function countsOf(changes: readonly Change[], untouched = 0): Record<Action, number> {
  const counts = Object.fromEntries(ACTIONS.map((action) => [action, 0])) as Record<Action, number>;
  for (const { action } of changes) counts[action] += 1;
  counts["no-op"] += untouched;
  return counts;
}

function driftOf({ drift, noise, changes, untouched }: ChangeSet): Drift {
  const planned = new Map(changes.map((change) => [`${change.stack} ${change.address}`, change.action]));
  const isRefreshOnly = changes.length === 0 && untouched === 0;
  const answered = (kind: "real" | "controller") =>
    groupDrift(
      drift
        .filter((entry) => entry.kind === kind)
        .map(({ change }) => ({
          change,
          answer: answerTo(planned.get(`${change.stack} ${change.address}`), isRefreshOnly),
        })),
    );
  return {
    real: answered("real"),
    controllers: answered("controller"),
    noise: noise,
  };
}

function answerTo(action: Action | undefined, isRefreshOnly: boolean): DriftGroup["answer"] {
  if (isRefreshOnly) return "accepted";
  if (action === "create" || action === "replace") return "made again";
  return action === "update" ? "reverted" : "kept";
}
