/** Team: people with skills, who own applications or run the platform. */
import { z } from "zod";
import { Identifier, reference, standing, Window, withStanding } from "./common.js";

const Person = z.strictObject({
  skills: z.array(reference("skills")).min(1),
  share: z.number().gt(0).max(1).default(1).meta({ description: "Part of a full week given to this team." }),
  leave: z.array(Window).default([]),
});

export const Team = withStanding(
  z.strictObject({
    ...standing,
    name: z.string().min(1),
    people: z
      .record(Identifier, Person)
      .refine((people) => Object.keys(people).length > 0, { error: "needs at least one person" })
      .meta({ description: "By a neutral identifier; no personal names." }),
  }),
).meta({ title: "Team", description: "People with skills, who own applications or run the platform." });
export type Team = z.output<typeof Team>;

/** `skills.yaml`: what people can be good at, by identifier. */
export const Skills = z
  .record(Identifier, z.string().min(1))
  .meta({ title: "Skills", description: "What people can be good at, by identifier." });
