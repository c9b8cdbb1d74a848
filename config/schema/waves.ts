/** Waves: the agreed plan, in `waves.yaml`; written by `transhumance waves plan`, agreed by merging it. */
import { z } from "zod";
import { Day, reference, standing, Week, withStanding } from "./common.js";

/** What is planned for one installation. Weeks of phases that are over are absent. */
const Planned = z.strictObject({
  prepare: Week.optional(),
  replicate: Week.optional(),
  rehearse: Week.optional(),
  leaves: Week.meta({ description: "The last week on its site." }),
  who: z.array(reference("teams")).default([]),
  why: z.string().min(1).meta({ description: "What keeps the cutover from being a week earlier." }),
});
export type Planned = z.output<typeof Planned>;

const ofInstallations = <Schema extends z.ZodType>(schema: Schema) =>
  z.partialRecord(reference("applications"), z.partialRecord(reference("academies"), schema));

export const Waves = withStanding(
  z.strictObject({
    ...standing,
    planned: Day.meta({ description: "The estate's `today` when it was planned." }),
    preparations: z
      .partialRecord(reference("applications"), Week)
      .default({})
      .meta({ description: "First week of what is done once per application." }),
    leaving: ofInstallations(Week)
      .default({})
      .meta({ description: "The last week on their site of those that are cut over already." }),
    waves: z
      .record(Week, ofInstallations(Planned))
      .meta({ description: "Installations by the week of their cutover, by application." }),
  }),
).meta({ title: "Waves", description: "The agreed plan: who is cut over in which week, and why then." });
export type Waves = z.output<typeof Waves>;
