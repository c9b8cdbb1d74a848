/** Policies: what the estate's rules refuse after the change and did not refuse before. */
import type { Policy } from "../../../config/index.js";
import type { KubernetesObject } from "../../kubernetes/index.js";
import type { JudgedStack, Finding as PolicyFinding } from "../../policy/index.js";
import type { Change } from "../change/model.js";
import { safe } from "../change/text.js";
import type { Judging, Single } from "../group/findings.js";
import { verbatim } from "../phrases/phrase.js";
import type { Subject } from "../report-model.js";
import { type ReviewContext, subjectOf } from "./hit.js";

/** What the rules say, one by one; nothing without an estate. */
export function policyFindings(context: ReviewContext, waiver: Judging["waiver"]): Single[] {
  return [...objectFindings(context), ...stackFindings(context), ...estateFindings(context)].map(
    ({ judged, subject, message }) =>
      single(
        judged,
        context.after?.estate.policies[judged.policy],
        subject,
        message ?? judged.message,
        waiver(judged.policy, judged.subject),
      ),
  );
}

/** What a rule newly says, and of what. */
interface Said {
  judged: PolicyFinding;
  subject: Subject;
  /** Other than the rule's own. */
  message?: string;
}

const keyOf = ({ policy, message }: PolicyFinding): string => `${policy} ${message}`;

function objectFindings({ set, policies }: ReviewContext): Said[] {
  if (policies === undefined) return [];
  return set.changes.flatMap((change) => {
    if (change.after === undefined || change.action === "forget") return [];
    const { stack, address } = change;
    const now = policies.judgeObject(change.after, { stack, address });
    if (now.length === 0) return [];
    const then = new Set(
      change.before === undefined ? [] : policies.judgeObject(change.before, { stack, address }).map(keyOf),
    );
    return now
      .filter((finding) => !then.has(keyOf(finding)))
      .map((judged) => ({ judged, subject: subjectOf(change) }));
  });
}

/** Rules that judge a stack as a whole see what changes and what stays; only where the estate knows the stack. */
function stackFindings({ set, policies, after, before }: ReviewContext): Said[] {
  if (policies === undefined || after === undefined) return [];
  const stacks = new Map<string, { cluster: string; changes: Change[] }>();
  for (const change of set.changes) {
    const [environment = "", cluster = ""] = change.cluster.split("/");
    if (
      after.estate.environments[environment]?.clusters[cluster] === undefined ||
      change.stack === change.cluster
    )
      continue;
    const known = stacks.get(change.stack) ?? { cluster: change.cluster, changes: [] };
    known.changes.push(change);
    stacks.set(change.stack, known);
  }
  return [...stacks].flatMap(([stack, { cluster, changes }]) => {
    const kept = set.unchanged
      .filter((object) => object.stack === stack)
      .flatMap(({ address, load }) => {
        const object = load();
        return object === undefined ? [] : [{ address, object }];
      });
    const judge = (side: "before" | "after") => {
      const [environment = "", name = ""] = cluster.split("/");
      const objects = [
        ...changes.flatMap((change) =>
          change[side] === undefined
            ? []
            : [{ address: change.address, object: change[side] as KubernetesObject }],
        ),
        ...kept,
      ];
      const judged: JudgedStack = { name: stack, environment, cluster: name, objects, releases: [] };
      return policies.judgeStack(judged, (side === "before" ? (before ?? after) : after).estate);
    };
    const then = new Set(judge("before").map((finding) => `${keyOf(finding)} ${finding.subject}`));
    return judge("after")
      .filter((finding) => !then.has(`${keyOf(finding)} ${finding.subject}`))
      .map((finding) => {
        const change = changes.find(({ address }) => address === finding.address);
        const whole = { name: safe(finding.subject, 300), stack, place: {} };
        return { judged: finding, subject: change === undefined ? whole : subjectOf(change) };
      });
  });
}

function estateFindings({ policies, before, after }: ReviewContext): Said[] {
  if (policies === undefined || before === undefined || after === undefined) return [];
  const then = new Set(
    policies.judgeEstate(before.estate).map((finding) => `${keyOf(finding)} ${finding.subject}`),
  );
  return policies
    .judgeEstate(after.estate)
    .filter((finding) => !then.has(`${keyOf(finding)} ${finding.subject}`))
    .map((finding) => {
      const position = finding.pointer === undefined ? undefined : after.locate(finding.pointer);
      const subject: Subject = {
        name: safe(finding.subject, 300),
        place: {},
        ...(position === undefined
          ? {}
          : { source: { file: position.file, line: position.line, column: position.column } }),
      };
      return { judged: finding, subject, message: `${finding.subject}: ${finding.message}` };
    });
}

function single(
  { policy, severity, rationale, mitigation, owner }: PolicyFinding,
  declared: Policy | undefined,
  subject: Subject,
  message: string,
  waiver: string | undefined,
): Single {
  const french = declared !== undefined && "french" in declared ? declared.french : undefined;
  return {
    member: subject.place.academy ?? subject.place.key ?? subject.place.namespace,
    finding: {
      ...{
        rule: policy,
        risk: "policy",
        title: declared?.title ?? verbatim(policy),
        message: verbatim(safe(message, 300)),
        subjects: [subject],
        rationale: { en: rationale, fr: french?.rationale ?? rationale },
        mitigation: { en: mitigation, fr: french?.mitigation ?? mitigation },
        evidence: [],
      },
      severity: severity === "deny" && waiver === undefined ? "deny" : "note",
      approver: { role: "policy", team: owner },
      ...(waiver === undefined ? {} : { waiver }),
    },
  };
}
