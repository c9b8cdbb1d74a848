/** Calendar: school years with their holidays, and freezes in which applications may not change. */
import { z } from "zod";
import { Zone } from "./academy.js";
import { Day, reference, standing, Text, Window, withStanding } from "./common.js";

/** One school year: its holidays, by name, for a zone or for named academies. */
export const Calendar = withStanding(
  z.strictObject({
    ...standing,
    begins: Day.meta({ description: "First day of classes on the mainland." }),
    ends: Day.meta({ description: "Last day before the summer holidays on the mainland." }),
    holidays: z.record(
      z.string().min(1),
      z.strictObject({
        zones: z.partialRecord(Zone, Window).default({}),
        academies: z
          .partialRecord(reference("academies"), Window)
          .default({})
          .meta({ description: "Academies with a calendar of their own; wins over the zone." }),
      }),
    ),
  }),
).meta({ title: "Calendar", description: "A school year: its holidays, for zones or for named academies." });
export type Calendar = z.output<typeof Calendar>;

/** Whom a freeze concerns: everybody, zones, or academies. */
const FreezeScope = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("national") }),
  z.strictObject({ kind: z.literal("zones"), zones: z.array(Zone).min(1) }),
  z.strictObject({ kind: z.literal("academies"), academies: z.array(reference("academies")).min(1) }),
]);

export const Freeze = withStanding(
  z.strictObject({
    ...standing,
    title: Text,
    windows: z.array(Window).min(1),
    scope: FreezeScope,
    applications: z.enum(["all", "listed"]).meta({
      description: "`all` applications, or those that name this freeze in their `freezes`.",
    }),
    severity: z.enum(["forbidden", "discouraged"]),
  }),
).meta({ title: "Freeze", description: "Windows in which applications may not change." });
export type Freeze = z.output<typeof Freeze>;
