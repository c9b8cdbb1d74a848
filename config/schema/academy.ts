/** Academy: one of the territorial administrations whose datacenter the applications leave. */
import { z } from "zod";
import { reference, standing, TimeZone, Uai, withStanding } from "./common.js";

/** Holiday zone of mainland academies; overseas and Corse keep calendars of their own. */
export const Zone = z.enum(["A", "B", "C", "own"]);
export type Zone = z.output<typeof Zone>;

export const Academy = withStanding(
  z.strictObject({
    ...standing,
    name: z.string().min(1),
    code: z
      .string()
      .regex(/^\d{2}$/, { error: 'is no academy code: two digits, quoted, e.g. "09"' })
      .meta({ title: "AcademyCode", examples: ["09"] }),
    region: z.string().min(1).meta({ description: "The région académique, as the ministry writes it." }),
    zone: Zone,
    timeZone: TimeZone,
    site: reference("sites"),
    establishments: z.int().positive().meta({ description: "Collèges and lycées; sizes follow from it." }),
    lyceePupils: z.int().positive().meta({ description: "Pupils of lycées." }),
    pilots: z.array(Uai).default([]).meta({ description: "Establishments that rehearse first." }),
  }),
).meta({
  title: "Academy",
  description: "One of the territorial administrations whose datacenter the applications leave.",
});
export type Academy = z.output<typeof Academy>;
