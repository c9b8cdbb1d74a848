/** Sharing: how GPUs are shared between production and innovation, and what counts as in proportion. */
import { z } from "zod";
import { Percent, reference, standing, whenSound, withStanding } from "../common.js";
import { Duration } from "../units.js";

export const Sharing = withStanding(
  z.strictObject({
    ...standing,
    owner: reference("teams"),
    proportion: z
      .strictObject({ low: z.number().gt(0), high: z.number().gt(0) })
      .refine(({ low, high }) => low <= 1 && 1 <= high, {
        ...whenSound("low", "high"),
        error: "must have 1, delivered equals needed, between `low` and `high`",
      })
      .meta({ description: "Delivered over needed: below `low` is starved, above `high` is idle." }),
    innovation: z.strictObject({
      share: Percent.max(99).meta({
        description: "Of all GPUs that are needed, what innovation needs at least.",
      }),
    }),
    weights: z.partialRecord(reference("teams"), z.number().gt(0).max(100)).default({}).meta({
      description: "Of a team's share where teams compete; 1 where it is left out.",
    }),
    reclaim: Duration.meta({ description: "Within which production gets its GPUs back." }),
    utilisation: z.number().gt(0).max(1).meta({
      description: "Of jobs' GPUs at most, on average: above it waits grow without end.",
    }),
    workingDays: z.strictObject({
      perMonth: z.number().gt(0).max(31),
      hours: z.number().gt(0).max(24).meta({ description: "Of a day on which people open notebooks." }),
      refused: z.number().gt(0).lt(1).meta({ description: "Part of notebooks that may find no GPU." }),
    }),
    electricity: z.number().min(0).max(10).default(0).meta({ description: "Euros a kilowatt-hour." }),
  }),
).meta({
  title: "Sharing",
  description: "How GPUs are shared between production and innovation, and what counts as in proportion.",
});
export type Sharing = z.output<typeof Sharing>;

/** `ai/training.yaml`: the training plan's state in each academy. */
export const Training = withStanding(
  z.strictObject({
    ...standing,
    pace: z
      .strictObject({ teachers: Percent, staff: Percent })
      .default({ teachers: 0, staff: 0 })
      .meta({ description: "Percentage points that every academy trains more from quarter to quarter." }),
    academies: z.partialRecord(
      reference("academies"),
      z.strictObject({
        teachers: Percent.meta({ description: "Trained, of all." }),
        staff: Percent.meta({ description: "Trained, of all." }),
      }),
    ),
  }),
).meta({ title: "Training", description: "The training plan's state in each academy." });
export type Training = z.output<typeof Training>;
