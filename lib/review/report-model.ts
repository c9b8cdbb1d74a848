/** The report: what a review says, as plain JSON. Its schema is published (docs/reference/review.schema.json). */
import { z } from "zod";
import { ACTIONS, DECISIONS, RISKS, SEVERITIES } from "./report-terms.js";

const Decision = z.enum(DECISIONS);

/** A place in a file; lines and columns count from one. */
const Position = z.strictObject({ file: z.string(), line: z.number(), column: z.number() });

/** Who must agree: a role of the review's rules, and the team that holds it in the estate. */
const Approver = z.strictObject({
  role: z.string(),
  team: z
    .string()
    .meta({ description: "Identifier of the team; absent where no estate says who holds the role." })
    .exactOptional(),
});
export type Approver = z.output<typeof Approver>;

const Verdict = z.strictObject({
  decision: Decision,
  exitCode: z.number(),
  approvals: z.array(Approver.extend({ findings: z.array(z.string()) })).meta({
    description:
      "Roles that must approve, each with the findings that ask for it; empty unless `needs-approval` or `deny`.",
  }),
  denials: z.array(z.string()).meta({ description: "Identifiers of the findings that deny." }),
});
export type Verdict = z.output<typeof Verdict>;

/** Whom a thing belongs to, as far as it is known. */
const Place = z.strictObject({
  environment: z.string().exactOptional(),
  cluster: z.string().exactOptional(),
  application: z.string().exactOptional(),
  academy: z.string().exactOptional(),
  team: z.string().exactOptional(),
  namespace: z.string().exactOptional(),
  key: z.string().meta({ description: "Key of `count` or `for_each`, or of the module's." }).exactOptional(),
});
export type Place = z.output<typeof Place>;

/** What a finding is about: one resource, or one object that follows from it. */
const Subject = z.strictObject({
  name: z.string().meta({
    description:
      "`v1 PersistentVolumeClaim siecle-corse/files`; the Terraform address where it is no object of Kubernetes.",
  }),
  address: z
    .string()
    .meta({
      description:
        "Terraform address (or logical identifier of a template); absent for places of the estate.",
    })
    .exactOptional(),
  stack: z
    .string()
    .meta({ description: "Stack of the estate, or the plan file where the stack is unknown." })
    .exactOptional(),
  place: Place,
  source: Position.meta({ description: "Where the estate declares it." }).exactOptional(),
});
export type Subject = z.output<typeof Subject>;

/** One attribute before and after, as safe short text: JSON, `(sensitive)` or `(known after apply)`; absent: not set. */
const Difference = z.strictObject({
  path: z.string().meta({
    description:
      "`spec.template.spec.containers[0].image` of the object, else the attribute of the resource.",
  }),
  before: z.string().exactOptional(),
  after: z.string().exactOptional(),
  forcesReplacement: z
    .literal(true)
    .meta({ description: "This attribute is why the resource is replaced." })
    .exactOptional(),
});
export type Difference = z.output<typeof Difference>;

const Finding = z.strictObject({
  id: z.string().meta({
    description: "Stable while rule, message and subjects stay the same: twelve hexadecimal digits.",
  }),
  rule: z.string(),
  risk: z.enum(RISKS),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  message: z.string().meta({ description: "One sentence in the reader's terms." }),
  subjects: z.array(Subject),
  rationale: z.string(),
  mitigation: z.string(),
  french: z
    .strictObject({ title: z.string(), message: z.string(), rationale: z.string(), mitigation: z.string() })
    .meta({ description: "The same in French; what others wrote stays in their language." }),
  approver: Approver.meta({ description: "Who must approve, or whom to ask." }),
  evidence: z.array(Difference),
  waiver: z
    .string()
    .meta({ description: "The waiver that excuses it; it then counts as a note." })
    .exactOptional(),
  standsOut: z
    .literal(true)
    .meta({ description: "The only one, or one of few, among many alike: worth a second look." })
    .exactOptional(),
});
export type Finding = z.output<typeof Finding>;

/** The same change of one thing or of many. */
const ChangeGroup = z.strictObject({
  action: z.enum(ACTIONS),
  kind: z.string().meta({ description: "Kind of the objects, or type of the resources." }),
  inside: z
    .number()
    .meta({ description: "Objects in each of these namespaces, which come or go with it." })
    .exactOptional(),
  name: z.string().meta({ description: "Name with `*` where the members differ." }),
  members: z.array(z.string()).meta({
    description:
      "What distinguishes the members: academies, else keys of `for_each`, else namespaces; environments where the same name changes otherwise elsewhere.",
  }),
  subjects: z.array(Subject),
  differences: z.array(Difference),
  reason: z.string().meta({ description: "Why Terraform does it, in words." }).exactOptional(),
  standsOut: z
    .literal(true)
    .meta({ description: "Differs from what most of its kind undergo." })
    .exactOptional(),
  perpetual: z
    .strictObject({ cure: z.string() })
    .meta({ description: "Comes back after every apply; `cure` says what to declare." })
    .exactOptional(),
});
export type ChangeGroup = z.output<typeof ChangeGroup>;

const DriftGroup = z.strictObject({
  kind: z.string(),
  name: z.string(),
  members: z.array(z.string()),
  subjects: z.array(Subject),
  action: z.enum(["update", "delete"]),
  differences: z.array(Difference),
  answer: z
    .enum(["reverted", "made again", "kept", "accepted"])
    .meta({ description: "What this plan does about it." }),
});
export type DriftGroup = z.output<typeof DriftGroup>;

const Drift = z.strictObject({
  real: z.array(DriftGroup).meta({ description: "Changed by hand, or by something that nobody declared." }),
  controllers: z.array(DriftGroup).meta({ description: "Made by controllers, harmless." }),
  noise: z
    .number()
    .meta({ description: "Entries that say the same in other words, or what the server filled in." }),
});
export type Drift = z.output<typeof Drift>;

const OutputChange = z.strictObject({
  name: z.string(),
  action: z.enum(ACTIONS),
  before: z.string().exactOptional(),
  after: z.string().exactOptional(),
});
export type OutputChange = z.output<typeof OutputChange>;

/** Requests of all pods, claims and GPUs; quantities in base units: cores, bytes, devices. */
const Amounts = z.strictObject({
  cpu: z.number(),
  memory: z.number(),
  storage: z.number(),
  gpu: z.number(),
});
export type Amounts = z.output<typeof Amounts>;

const CapacityChange = z.strictObject({
  cluster: z.string(),
  team: z.string(),
  before: Amounts,
  after: Amounts,
});
export type CapacityChange = z.output<typeof CapacityChange>;

/** Estimated difference a month, from prices of the estate. */
const CostChange = z.strictObject({
  euros: z.number(),
  kilowattHours: z.number(),
  kilogramsCO2e: z.number(),
});
export type CostChange = z.output<typeof CostChange>;

/** Something about the sources that the reader must know: incomplete plan, code changed, unknown kind. */
const Notice = z.strictObject({
  severity: z.enum(SEVERITIES),
  message: z.string(),
});
export type Notice = z.output<typeof Notice>;

const PlanSource = z.strictObject({
  kind: z.literal("plan"),
  file: z.string(),
  digest: z.string().meta({ description: "SHA-256 of the JSON file." }),
  stack: z.string().exactOptional(),
  formatVersion: z.string(),
  terraformVersion: z.string().exactOptional(),
  resources: z.number(),
  errored: z.boolean(),
  complete: z.boolean(),
});
export type PlanSource = z.output<typeof PlanSource>;

const EstateSource = z.strictObject({
  kind: z.literal("estate"),
  base: z.string().meta({ description: "The ref as it was given, and its commit." }),
  baseCommit: z.string(),
  builtBy: z
    .enum(["its own code", "the code at hand"])
    .meta({ description: "Built by its own code (`--trust-code`), or its data read by the code at hand." }),
  codeChanged: z.number().meta({ description: "Files of code that differ between base and head." }),
  stacks: z.array(z.strictObject({ stack: z.string(), change: z.enum(["added", "removed", "changed"]) })),
});
export type EstateSource = z.output<typeof EstateSource>;

const TemplateSource = z.strictObject({
  kind: z.literal("template"),
  before: z.string(),
  after: z.string(),
});
export type TemplateSource = z.output<typeof TemplateSource>;

const Source = z.discriminatedUnion("kind", [PlanSource, EstateSource, TemplateSource]);
export type Source = z.output<typeof Source>;

/** What the review says of one stack alone: what a pipeline needs to place its gates. */
const StackVerdict = z.strictObject({
  stack: z.string(),
  decision: Decision,
  actions: z.record(z.enum(ACTIONS), z.number()),
});
export type StackVerdict = z.output<typeof StackVerdict>;

export const ReviewReport = z.strictObject({
  $schema: z.string(),
  version: z.literal(1),
  verdict: Verdict,
  sources: z.array(Source),
  counts: z.record(z.enum(ACTIONS), z.number()),
  stacks: z.array(StackVerdict),
  findings: z.array(Finding).meta({ description: "Gravest first." }),
  changes: z.array(ChangeGroup),
  drift: Drift,
  outputs: z.array(OutputChange),
  capacity: z.array(CapacityChange),
  cost: CostChange.exactOptional(),
  notices: z.array(Notice),
});
export type ReviewReport = z.output<typeof ReviewReport>;
