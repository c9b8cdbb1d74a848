/** Policy: a rule that says what may exist, and waiver: a recorded exception to one. */
import { z } from "zod";
import { Day, Identifier, reference, Text, unique, whenSound } from "./common.js";

export const Severity = z.enum(["deny", "warn"]);
export type Severity = z.output<typeof Severity>;

/** Words that CEL keeps for itself (source: CEL language definition, syntax), and one that JavaScript keeps. */
const RESERVED = new Set(
  "as break const continue else false for function if import in let loop namespace null package return true var void while constructor".split(
    " ",
  ),
);

/** Far above any rule that a person can read, far below what would slow the API server. */
const LONGEST_EXPRESSION = 4000;
const Expression = z.string().trim().min(1).max(LONGEST_EXPRESSION);

const Name = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}$/, {
    error: "is no name of a variable: letters and digits, a small one first",
  })
  .refine((name) => !RESERVED.has(name), { error: "is a word that cannot be a name" });

/** One CEL expression that must be true, and what to say where it is not. */
const Validation = z.strictObject({
  expression: Expression,
  message: z
    .string()
    .min(1)
    .regex(/^[^\r\n]*$/, { error: "must be one line" })
    .meta({ description: "What is wrong where the expression is false." }),
  offenders: Expression.optional().meta({
    description: "CEL list of strings that the message ends with, e.g. names of containers.",
  }),
});

const vocabulary = {
  title: Text,
  parameters: z
    .record(Name, z.json())
    .default({})
    .meta({ description: "Data of the rule, read in CEL as `variables.<name>`, before the variables." }),
  derived: unique(z.array(z.enum(["models", "projects", "services", "uses"])), String)
    .optional()
    .meta({
      description:
        "Parameters that the rest of the estate gives; what `parameters` says of them is what examples are judged by.",
    }),
  variables: z.record(Name, Expression).default({}).meta({
    description: "CEL expressions by name, read as `variables.<name>`; later ones may use earlier ones.",
  }),
};

const rule = {
  ...vocabulary,
  severity: Severity,
  rationale: z.string().min(1).meta({ description: "Why the rule is, in plain words." }),
  source: z
    .array(z.string().min(1))
    .default([])
    .meta({ description: "Addresses or titles of the documents that the rationale comes from." }),
  mitigation: z.string().min(1).meta({ description: "What to do where the rule refuses." }),
  french: z
    .strictObject({ rationale: z.string().min(1), mitigation: z.string().min(1) })
    .optional()
    .meta({ description: "The same in French, for pages; without it these show the English." }),
  owner: reference("teams"),
  uses: z
    .array(reference("policies"))
    .default([])
    .meta({ description: "Vocabularies whose parameters and variables stand before the rule's own." }),
  validations: z.array(Validation).min(1),
};

const Match = z.strictObject({
  group: z.string().meta({ description: 'API group; "" is the core one.' }),
  resources: z
    .array(z.string().regex(/^[a-z]+(?:\/[a-z]+)?$/, { error: "is no plural name, e.g. deployments" }))
    .min(1)
    .meta({
      description: "Plural names, e.g. deployments; subresources, judged at admission only, e.g. pods/x.",
    }),
});

/** What a rule is shown to accept and to refuse; the examples are run as tests and printed in the reference. */
const examples = (description: string) => {
  const list = z.array(z.record(z.string(), z.json())).default([]).meta({ description });
  return z.strictObject({ accepts: list, refuses: list }).default({ accepts: [], refuses: [] });
};

const subjects = {
  subjects: Expression.optional().meta({
    description: "CEL list; each validation judges each `subject` of it. Absent: the whole is judged once.",
  }),
  name: Expression.optional().meta({
    description: "CEL string that names `subject`; objects of Kubernetes have a name without it.",
  }),
};

/**
 * `object` rules judge one rendered object, at review and at admission; `stack` and `estate` rules judge at review
 * only; a `vocabulary` judges nothing: it holds variables that several rules use.
 */
export const Policy = z
  .discriminatedUnion("scope", [
    z.strictObject({
      ...rule,
      scope: z.literal("object"),
      clusters: z.enum(["all", "gpus"]).optional().meta({
        description:
          "`gpus`: enforced by the admission of clusters with GPU pools only; of all where it is left out.",
      }),
      match: z
        .array(Match)
        .default([])
        .meta({ description: "What it judges, besides its vocabularies' own." }),
      examples: examples("Objects."),
    }),
    z.strictObject({
      ...rule,
      ...subjects,
      scope: z.literal("stack"),
      examples: examples("Fragments: `stack`, with its `objects`, and `platform`, `environment`, `cluster`."),
    }),
    z.strictObject({
      ...rule,
      ...subjects,
      scope: z.literal("estate"),
      pointer: Expression.optional().meta({
        description:
          "CEL string: where `subject` is written, e.g. `operators/kueue.yaml#/licence`, inside the estate.",
      }),
      examples: examples("Fragments of the estate: things by noun and identifier."),
    }),
    z.strictObject({
      ...vocabulary,
      scope: z.literal("vocabulary"),
      match: z.array(Match).default([]).meta({ description: "What rules that use it judge." }),
    }),
  ])
  .meta({ title: "Policy" });
export type Policy = z.output<typeof Policy>;

export const Waiver = z
  .strictObject({
    policy: reference("policies").optional().meta({ description: "The policy that it excuses from." }),
    rule: Identifier.optional().meta({ description: "The rule of the review that it excuses from." }),
    subjects: z
      .array(z.string().min(1))
      .min(1)
      .meta({ description: "What is excused: subjects of findings; `*` stands for any run of characters." }),
    owner: reference("teams"),
    reason: z.string().min(1),
    expires: Day.meta({ description: "The last day on which it excuses." }),
  })
  .refine(({ policy, rule }) => (policy === undefined) !== (rule === undefined), {
    ...whenSound("policy", "rule"),
    error: "excuses from either a `policy` or a `rule` of the review: write one of the two",
  })
  .meta({ title: "Waiver" });
export type Waiver = z.output<typeof Waiver>;
