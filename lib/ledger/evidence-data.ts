/** Judges what evidence says of the data: that it is saved, copied, compared, drained, and can come back. */
import { type EvidenceFinding, type EvidenceOf, missing, unrestored } from "./evidence-finding.js";

/** The right engine is copied, from a site whose backup was restored before. `legacy` is the engine that the estate knows. */
export function judgeReplication(
  { engine, backup, at }: EvidenceOf<"replicating">,
  legacy: string,
): EvidenceFinding[] {
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
    if (!backup.restored) findings.push(unrestored("restore it somewhere first"));
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

/** Both sides have the same rows; `needed` says whether there must be a comparison. */
export function judgeRows(
  { rows }: EvidenceOf<"rehearsed"> | EvidenceOf<"cutover">,
  needed: boolean,
): EvidenceFinding[] {
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

/** Writes were stopped and drained before the traffic was switched, and flow back from then on. */
export function judgeWrites({
  writes,
  reverseReplication,
  finished,
}: EvidenceOf<"cutover">): EvidenceFinding[] {
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

/** Going back after the platform took writes: they reached the site, or their loss was approved before (decision 12). */
export function judgeWayBack({
  reverseReplication,
  loss,
  began,
}: EvidenceOf<"rolled-back">): EvidenceFinding[] {
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
