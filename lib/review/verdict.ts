/** The verdict: may it pass, and if not, who must agree. */
import type { Change } from "./change/model.js";
import type { Approver, Finding, Notice, StackVerdict, Verdict } from "./report-model.js";
import { ACTIONS, type Action, type Decision, EXIT_CODES, type ReviewSeverity } from "./report-terms.js";

export function verdictOf(findings: readonly Finding[], notices: readonly Notice[]): Verdict {
  const decision = decide([...findings, ...notices].map(({ severity }) => severity));
  const approvals = new Map<string, Approver & { findings: string[] }>();
  for (const { id, severity, approver } of findings) {
    if (severity === "note") continue;
    const key = `${approver.role} ${approver.team ?? ""}`;
    const known = approvals.get(key);
    if (known === undefined) approvals.set(key, { ...approver, findings: [id] });
    else known.findings.push(id);
  }
  return {
    decision,
    exitCode: EXIT_CODES[decision],
    approvals: [...approvals.values()],
    denials: findings.filter(({ severity }) => severity === "deny").map(({ id }) => id),
  };
}

function decide(severities: readonly ReviewSeverity[]): Decision {
  if (severities.includes("deny")) return "deny";
  return severities.includes("approve") ? "needs-approval" : "pass";
}

/** The decision stack by stack; what a finding says of a stack is what it says of its subjects there. */
export function stackVerdicts(changes: readonly Change[], findings: readonly Finding[]): StackVerdict[] {
  const stacks = new Map<string, { actions: Record<Action, number>; severities: ReviewSeverity[] }>();
  const of = (stack: string) => {
    const known = stacks.get(stack) ?? {
      actions: Object.fromEntries(ACTIONS.map((action) => [action, 0])) as Record<Action, number>,
      severities: [],
    };
    stacks.set(stack, known);
    return known;
  };
  for (const { stack, action } of changes) of(stack).actions[action] += 1;
  for (const { severity, subjects } of findings) {
    for (const stack of new Set(subjects.flatMap((subject) => subject.stack ?? [])))
      of(stack).severities.push(severity);
  }
  return [...stacks]
    .map(([stack, { actions, severities }]) => ({ stack, decision: decide(severities), actions }))
    .toSorted((a, b) => (a.stack < b.stack ? -1 : 1));
}
