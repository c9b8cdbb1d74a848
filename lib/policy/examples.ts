/** The examples that rules bring with them, judged: tests run them, and the reference prints them. */
import type { Policy } from "../../config/index.js";
import { UNJUDGED } from "./compile.js";
import { PolicyEngine } from "./engine.js";
import { type Finding, type KubernetesObject, type Rule, rules } from "./types.js";

export interface RuleExample {
  policy: string;
  rule: Rule;
  /** What the rule is said to do with it. */
  verdict: "accepts" | "refuses";
  index: number;
  /** An object, or a fragment of a stack or of the estate, as it is written. */
  example: Record<string, unknown>;
  /** What this rule, alone, says of it. */
  findings: Finding[];
  /** The rule does what the example says, and could judge it. */
  holds: boolean;
}

/** A stack that examples fill in. */
const STACK = { name: "example", environment: "recette", cluster: "sud", objects: [], releases: [] };

/** Judges every example by its own rule. */
export function ruleExamples(policies: Record<string, Policy>): RuleExample[] {
  const vocabularies = Object.entries(policies).filter(([, { scope }]) => scope === "vocabulary");
  return rules(policies).flatMap(([policy, rule]) => {
    const engine = new PolicyEngine({ ...Object.fromEntries(vocabularies), [policy]: rule });
    const usable = engine.problems.every(({ severity }) => severity === "warn");
    return (["accepts", "refuses"] as const).flatMap((verdict) =>
      rule.examples[verdict].map((example, index) => {
        const findings = judgeExample(engine, rule.scope, example);
        const judged = usable && findings.every(({ message }) => !message.startsWith(UNJUDGED));
        const holds = judged && (findings.length === 0) === (verdict === "accepts");
        return { policy, rule, verdict, index, example, findings, holds };
      }),
    );
  });
}

function judgeExample(
  engine: PolicyEngine,
  scope: Rule["scope"],
  example: Record<string, unknown>,
): Finding[] {
  if (scope === "object") return engine.judgeObject(example as KubernetesObject);
  if (scope === "estate") return engine.judgeEstate(example);
  const stack = example.stack as Record<string, unknown> | undefined;
  return engine.judgeFacts({ ...example, stack: { ...STACK, ...stack } });
}
