/** Use: one entry of the framework within which AI is allowed, with its versions. */

import { z } from "zod";
import { DataClass } from "../application.js";
import { Day, Percent, reference, standing, Text, unique, whenSound, withStanding } from "../common.js";
import { GRADES, OVERSIGHTS } from "../orders.js";

/** Years of secondary school, youngest first. */
export const Grade = z.enum(GRADES);
export type Grade = z.output<typeof Grade>;

export const Audience = z.enum(["teachers", "staff", "pupils"]);
export type Audience = z.output<typeof Audience>;

/** How much a person decides, least first. */
export const Oversight = z.enum(OVERSIGHTS).meta({
  description:
    "`informed`: users know that a machine answers; `reviewed`: a person reads answers before they have effect; `decided`: a person decides and answers are drafts only.",
});
export type Oversight = z.output<typeof Oversight>;

const Version = z
  .strictObject({
    from: Day.meta({ description: "First day in force." }),
    until: Day.optional().meta({ description: "Last day in force; absent while nothing ends it." }),
    audiences: unique(z.array(Audience).min(1), String),
    pupilsFrom: Grade.optional().meta({
      description: "The youngest grade of pupils who use it by themselves.",
    }),
    dataClasses: unique(z.array(DataClass).min(1), String),
    oversight: Oversight.meta({ description: "The least that is asked for." }),
    licences: unique(z.array(z.string().min(1)).min(1), String).meta({ description: "Licences of models." }),
    models: z.array(reference("ai/models")).optional().meta({
      description: "The only models that are allowed; any with an allowed licence where it is left out.",
    }),
    trained: Percent.meta({
      description: "Share of an academy's people who must be trained before a service opens there.",
    }),
  })
  .refine(({ from, until }) => until === undefined || from <= until, {
    ...whenSound("from", "until"),
    path: ["until"],
    error: "is before `from`",
  })
  .refine(({ audiences, pupilsFrom }) => audiences.includes("pupils") === (pupilsFrom !== undefined), {
    ...whenSound("audiences", "pupilsFrom"),
    path: ["pupilsFrom"],
    error: "goes with pupils: write it where `audiences` has them, and only there",
  });
export type UseVersion = z.output<typeof Version>;

export const Use = withStanding(
  z.strictObject({
    ...standing,
    title: Text,
    owner: reference("teams").meta({ description: "Who keeps this part of the framework." }),
    versions: z
      .record(
        z.string().regex(/^\d+(?:\.\d+)?$/, { error: 'is no version: write e.g. "1" or "1.2"' }),
        Version,
      )
      .refine((versions) => Object.keys(versions).length > 0, { error: "needs at least one version" })
      .refine(
        (versions) => {
          const days = Object.values(versions).map(({ from }) => from);
          return new Set(days).size === days.length;
        },
        {
          error:
            "has two versions that begin on the same day: of those in force, the one that began last counts",
        },
      ),
  }),
).meta({ title: "Use", description: "A use of AI that the framework allows, version by version." });
export type Use = z.output<typeof Use>;
