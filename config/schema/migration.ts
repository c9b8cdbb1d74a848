/** Migration: the ledger of one application, with the stage, its date and its evidence per academy. */

import { z } from "zod";
import { Day, Percent, reference, standing, withStanding } from "./common.js";
import { STAGES } from "./orders.js";

/** Stages of an installation, in the order in which they are reached; `rolled-back` leads to `replicating`. */
export const Stage = z.enum(STAGES);
export type Stage = z.output<typeof Stage>;

/** What a stage can be proven by; which stage needs which is decided in `lib/migration`. */
export const EvidenceKind = z.enum([
  "staging",
  "replication",
  "rehearsal",
  "cutover",
  "soak",
  "rollback",
  "approval",
]);
export type EvidenceKind = z.output<typeof EvidenceKind>;

const LedgerEntry = z.strictObject({
  stage: Stage,
  since: Day,
  evidence: z
    .partialRecord(EvidenceKind, z.string().min(1))
    .default({})
    .meta({ description: "Where each piece of evidence is kept." }),
  weight: Percent.optional().meta({
    description: "Traffic on the platform, in percent, for applications that are marked stateless.",
  }),
});
export type LedgerEntry = z.output<typeof LedgerEntry>;

export const Migration = withStanding(
  z.strictObject({
    ...standing,
    installations: z.partialRecord(reference("academies"), LedgerEntry),
  }),
).meta({
  title: "Migration",
  description:
    "The ledger of the application that the file is named after: stage, date and evidence per academy.",
});
export type Migration = z.output<typeof Migration>;
