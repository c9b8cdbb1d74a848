/** The reference of the sample estate's policies: each with what it accepts and what it refuses. */
import { join } from "node:path";
import { stringify } from "yaml";
import { loadEstate } from "../../config/index.js";
import { type Rule, type RuleExample, ruleExamples, rules } from "../../lib/policy/index.js";
import { block, code, page, pageHead, table } from "./markdown.js";

const JUDGES: Record<Rule["scope"], string> = {
  object: "Judges single objects, at review and at the clusters' admission.",
  stack: "Judges whole stacks, at review.",
  estate: "Judges the estate, at review.",
};

/** The page `docs/reference/policies.md`, of the project in the folder `root`. */
export function generatePoliciesReference(root: string): Record<string, string> {
  const policies = loadEstate(join(root, "config", "estate")).estate.policies ?? {};
  const judging = rules(policies);
  const examples = ruleExamples(policies);
  const content = page(
    pageHead(
      "Policies",
      "The rules of the sample estate, `config/estate/policies/`. A rule is data: a new file there judges at once. " +
        "Every example below is run as a test. What a rule refuses may be waived in `config/estate/waivers/`, with an " +
        "owner, a reason and a last day.",
    ),
    table(
      ["Policy", "Severity", "Scope", "Owner", "Title"],
      judging.map(([id, { severity, scope, owner, title }]) => {
        return [`[${id}](#${id})`, severity, scope, owner, title.en];
      }),
    ),
    ...judging.map(([id, rule]) =>
      section(
        id,
        rule,
        examples.filter(({ policy }) => policy === id),
      ),
    ),
  );
  return { "docs/reference/policies.md": content };
}

function section(id: string, rule: Rule, examples: RuleExample[]): string {
  const { title, severity, scope, owner, rationale, mitigation, source, validations } = rule;
  const shown = (["accepts", "refuses"] as const).flatMap((verdict) => {
    const example = examples.find((candidate) => candidate.verdict === verdict);
    if (!example) return [];
    const messages = [...new Set(example.findings.map(({ message }) => message))];
    const said = messages.length > 0 ? `: ${messages.join("; ")}` : "";
    return [`It ${verdict}${said}`, block("yaml", stringify(example.example, { lineWidth: 110 }))];
  });
  return page(
    `## ${id}`,
    `${title.en} (${title.fr}). ${JUDGES[scope]} Severity ${code(severity)}, owner ${code(owner)}.`,
    `**Why.** ${rationale}`,
    `**Way out.** ${mitigation}`,
    source.length > 0 ? `**Sources.** ${source.join(" · ")}` : "",
    `**Messages.** ${validations.map(({ message }) => message).join(" · ")}`,
    ...shown,
  ).trimEnd();
}
