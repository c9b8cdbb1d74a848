/** Evidence: what an installation shows to reach a stage; one file per step, kept wherever the team keeps records. */
import { z } from "zod";
import { LegacyEngine } from "./application.js";
import { Day, reference, whenSound } from "./common.js";
import type { Stage } from "./migration.js";

/** A moment with its offset from UTC, so that its day can be told in any time zone. */
const Moment = z.iso
  .datetime({ offset: true, error: 'is no moment: write e.g. "2027-02-27T06:30:00+01:00"' })
  .meta({ title: "Moment", examples: ["2027-02-27T06:30:00+01:00"] });

const common = {
  application: reference("applications"),
  academy: reference("academies"),
  reference: z
    .string()
    .min(1)
    .meta({
      description: "Where the signed record is kept; the ledger names it.",
      examples: ["GED-2027-00042"],
    }),
};

/** When a stage was reached that takes no time of its own. */
const instantaneous = { ...common, at: Moment };

/** A span of work, whose end is when the stage was reached. */
const span = { ...common, began: Moment, finished: Moment };

const inOrder = {
  ...whenSound("began", "finished"),
  path: ["finished"],
  error: "is before `began`",
};
const isInOrder = ({ began, finished }: { began: string; finished: string }) =>
  Date.parse(began) <= Date.parse(finished);

const Checks = z
  .record(z.string().min(1), z.enum(["passed", "failed"]))
  .refine((checks) => Object.keys(checks).length > 0, { error: "needs at least one check" })
  .meta({ description: "Outcome of each functional check, by its name." });

/** Rows on both sides, once writes have stopped. */
const Rows = z
  .strictObject({
    tables: z.int().min(1),
    source: z.int().min(0).meta({ description: "Rows on the site." }),
    target: z.int().min(0).meta({ description: "Rows on the platform." }),
    differing: z.int().min(0).meta({ description: "Rows whose content differs." }),
  })
  .meta({ description: "Needed where a database is copied." });

const Staged = z.strictObject({
  ...instantaneous,
  replicas: z.strictObject({ wanted: z.int().min(1), ready: z.int().min(0) }),
  siteReachable: z.boolean().meta({ description: "The platform reaches the site's front end and database." }),
  checks: Checks,
});

const Replicating = z.strictObject({
  ...instantaneous,
  engine: LegacyEngine.optional().meta({ description: "What the copy reads; needed where there is one." }),
  backup: z
    .strictObject({ at: Moment, restored: z.boolean().meta({ description: "It was restored as a test." }) })
    .optional()
    .meta({ description: "Of the site's database, before the copy; needed where a database is copied." }),
});

const Rehearsed = z
  .strictObject({
    ...span,
    rows: Rows.optional(),
    checks: Checks,
    wayBack: z.strictObject({
      rehearsed: z.boolean(),
      minutes: z.int().min(0).meta({ description: "What going back took; it must fit in the window too." }),
    }),
  })
  .refine(isInOrder, inOrder);

const Cutover = z
  .strictObject({
    ...span,
    writes: z
      .strictObject({ stopped: Moment, drained: Moment })
      .optional()
      .meta({ description: "When the site took its last write and the platform had it; for databases." }),
    rows: Rows.optional(),
    reverseReplication: z
      .boolean()
      .optional()
      .meta({ description: "Is ready to run from the switch on; needed for databases." }),
    checks: Checks,
  })
  .refine(isInOrder, inOrder);

const Soaked = z.strictObject({
  ...instantaneous,
  comparisons: z
    .strictObject({ run: z.int().min(1), failed: z.int().min(0) })
    .optional()
    .meta({ description: "Nightly comparisons of both sides since the cutover; needed for databases." }),
  incidents: z.strictObject({ total: z.int().min(0), open: z.int().min(0) }),
});

const Decommissioned = z.strictObject({
  ...instantaneous,
  approval: z.strictObject({ by: z.string().min(1), on: Day }).meta({ description: "A role, no name." }),
  backup: z
    .strictObject({ location: z.string().min(1), retainedUntil: Day, restored: z.boolean() })
    .optional()
    .meta({ description: "Last backup of the site's database; needed for databases." }),
});

const RolledBack = z
  .strictObject({
    ...span,
    reason: z.string().min(1),
    reverseReplication: z
      .strictObject({ drained: z.boolean(), lagSeconds: z.int().min(0) })
      .optional()
      .meta({ description: "How the platform's writes reached the site." }),
    loss: z
      .strictObject({ since: Moment, writes: z.int().min(0), approvedBy: z.string().min(1), approvedOn: Day })
      .optional()
      .meta({ description: "Or the approved loss of the platform's writes." }),
    checks: Checks,
  })
  .refine(isInOrder, inOrder);

/** The evidence for each stage that a step can lead to; an installation is `inventoried` by being in the estate. */
export const EVIDENCE = {
  staged: Staged,
  replicating: Replicating,
  rehearsed: Rehearsed,
  cutover: Cutover,
  soaked: Soaked,
  decommissioned: Decommissioned,
  "rolled-back": RolledBack,
} as const satisfies Record<Exclude<Stage, "inventoried">, z.ZodType>;

/** Stages that a step can lead to. */
export type ProvenStage = keyof typeof EVIDENCE;

/** What proves a stage, checked for shape. */
export type Evidence = {
  [Name in ProvenStage]: { stage: Name } & z.output<(typeof EVIDENCE)[Name]>;
}[ProvenStage];
