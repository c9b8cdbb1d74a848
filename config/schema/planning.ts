/** Planning: the rules that the waves follow, in `planning.yaml`. */
import { z } from "zod";
import { Tenancy } from "./application.js";
import { Day, Identifier, Percent, reference, standing, Week, whenSound, withStanding } from "./common.js";
import { Cpu, DataRate, DataSize } from "./units.js";

/** What an installation goes through, in order; the last week of soaking takes it off its site. */
export const Phase = z.enum(["prepare", "replicate", "rehearse", "cutover", "soak"]);
export type Phase = z.output<typeof Phase>;

const Work = z
  .strictObject({
    by: z.enum(["owner", "platform"]).optional().meta({
      description: "The team that owns the application, or the one that runs the platform; or else `team`.",
    }),
    team: reference("teams").optional(),
    skill: reference("skills").optional().meta({
      description: "Absent: the skill named like the engine on the site; no work where there is none.",
    }),
    days: z.number().gt(0).max(5).meta({ description: "Days of one person in each week." }),
  })
  .refine(({ by, team }) => (by === undefined) !== (team === undefined), {
    ...whenSound("by", "team"),
    error: "needs either `by` or `team`",
  });
export type Work = z.output<typeof Work>;

const Weeks = z.int().min(0).max(52);
const weeks = z.record(Tenancy, Weeks).meta({ description: "Length by tenancy." });
const work = z.array(Work).default([]);

/** A week, or the first and the last that are allowed. */
const Pin = z
  .strictObject({ from: Week.optional(), until: Week.optional(), reason: z.string().min(1) })
  .refine(({ from, until }) => from === undefined || until === undefined || from <= until, {
    ...whenSound("from", "until"),
    error: "ends before it begins: `from` must not be after `until`",
  });
export type Pin = z.output<typeof Pin>;

export const Planning = withStanding(
  z.strictObject({
    ...standing,
    preparation: z
      .strictObject({ weeks: Weeks, work })
      .meta({ description: "Done once per application, before its first installation begins." }),
    phases: z.strictObject({
      prepare: z.strictObject({ weeks, work }),
      replicate: z.strictObject({ weeks, work }).meta({
        description: "Length beside the copy itself, whose length follows from the data and its rate.",
      }),
      rehearse: z.strictObject({
        weeks,
        firstWeeks: Weeks.meta({
          description: "Length while fewer academies than `experience` have rehearsed the application.",
        }),
        experience: z.int().min(0).max(30),
        work,
      }),
      cutover: z.strictObject({ work }).meta({ description: "One week." }),
      soak: z.strictObject({ weeks, work }).meta({ description: "Its last week takes it off its site." }),
    }),
    replication: z.strictObject({
      share: Percent.min(1).meta({ description: "Part of a site's uplink that replications may use." }),
      copyRate: DataRate.meta({ description: "Kept for one installation while it replicates." }),
      changeRate: DataRate.meta({ description: "Kept from the rehearsal to the end of soaking." }),
      copyHours: z.number().gt(0).max(168).meta({ description: "Hours a week in which copies may run." }),
    }),
    cutovers: z
      .strictObject({
        overall: z.int().min(0),
        perAcademy: z.int().min(0),
        perApplication: z.int().min(0),
      })
      .meta({ description: "How many a week, at most." }),
    deliveries: z
      .record(Identifier, z.strictObject({ on: Day, cpu: Cpu, memory: DataSize, storage: DataSize }))
      .default({})
      .meta({
        description:
          "Room on the platform for installations that are yet to come, as it is delivered; without any, there is always room.",
      }),
    bridges: z
      .array(
        z.strictObject({
          consumer: reference("applications"),
          producer: reference("applications"),
          cost: z.int().min(0).meta({ description: "Euros, once per academy that uses it." }),
        }),
      )
      .default([])
      .meta({
        description:
          "Consumers that may move before their producer, which a bridge then reaches on its site.",
      }),
    pins: z
      .partialRecord(reference("applications"), z.partialRecord(reference("academies"), Pin))
      .default({})
      .meta({ description: "Weeks of cutovers that are promised already." }),
    staffing: z
      .strictObject({
        hiringWeeks: Weeks.meta({ description: "Until a person who is sought now is at work." }),
        trainingWeeks: Weeks.meta({ description: "That a person spends learning another skill." }),
      })
      .meta({ description: "What more people or more skills take; `transhumance skills` weighs them." }),
  }),
).meta({ title: "Planning", description: "The rules that the waves follow." });
export type Planning = z.output<typeof Planning>;
