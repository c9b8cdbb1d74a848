/** What a rule is made of once its vocabularies are added: the same for the review and for admission. */
import { type EstatePointer, type Policy, pointerTo } from "../../config/index.js";
import type { ObjectRule, PolicyProblem, Rule } from "./types.js";
import { literal } from "./values.js";

export type Policies = Record<string, Policy>;

/** One `variables.<name>`, as a CEL expression. */
export interface Definition {
  name: string;
  expression: string;
  /** A parameter: the same for whatever is judged. */
  constant: boolean;
  pointer: EstatePointer;
}

export type Match = ObjectRule["match"][number];

/** Parameters and variables in the order in which they may use each other. */
export function definitionsOf(policies: Policies, id: string, rule: Rule): Definition[] {
  const own = (
    from: string,
    { parameters, variables }: Pick<Policy, "parameters" | "variables">,
  ): Definition[] => [
    ...Object.entries(parameters).map(([name, value]) => ({
      name,
      expression: literal(value),
      constant: true,
      pointer: pointerTo("policies", from, "parameters", name),
    })),
    ...Object.entries(variables).map(([name, expression]) => ({
      name,
      expression,
      constant: false,
      pointer: pointerTo("policies", from, "variables", name),
    })),
  ];
  return [...vocabulariesOf(policies, rule).flatMap(([name, policy]) => own(name, policy)), ...own(id, rule)];
}

/** The resources that an object rule judges: its own and those of its vocabularies. */
export function matchesOf(policies: Policies, rule: ObjectRule): Match[] {
  return [...vocabulariesOf(policies, rule).flatMap(([, { match }]) => match), ...rule.match];
}

function vocabulariesOf(policies: Policies, { uses }: Rule) {
  return uses.flatMap((name) => {
    const policy = policies[name];
    return policy?.scope === "vocabulary" ? [[name, policy] as const] : [];
  });
}

/** What is wrong with how a rule is put together, before any CEL is read. */
export function checkRule(policies: Policies, id: string, rule: Rule): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const report = (severity: PolicyProblem["severity"], message: string, ...path: (string | number)[]) =>
    problems.push({ pointer: pointerTo("policies", id, ...path), severity, message });

  for (const [index, name] of rule.uses.entries()) {
    if (policies[name]?.scope !== "vocabulary") report("deny", `\`${name}\` is no vocabulary`, "uses", index);
  }
  const seen = new Set<string>();
  for (const { name } of definitionsOf(policies, id, rule)) {
    if (seen.has(name)) report("deny", `defines \`variables.${name}\` twice`, "variables", name);
    seen.add(name);
  }
  if (rule.scope === "object" && matchesOf(policies, rule).length === 0) {
    report("deny", "matches no resource, so that it would judge nothing", "match");
  }
  if (rule.examples.accepts.length === 0 || rule.examples.refuses.length === 0) {
    report("warn", "has no example that it accepts, or none that it refuses", "examples");
  }
  return problems;
}
