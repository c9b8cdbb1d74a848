/** Review: who approves what, how grave each rule is here, and what things cost. */
import { z } from "zod";
import { Identifier, reference } from "./common.js";

const Euros = z.number().min(0).max(1_000_000);

export const Review = z
  .strictObject({
    approvers: z
      .strictObject({
        platform: reference("teams").optional(),
        security: reference("teams").optional(),
        data: reference("teams").optional(),
      })
      .default({})
      .meta({
        description: "Teams that hold the roles of approvers; the platform's owner holds the others.",
      }),
    severities: z
      .record(Identifier, z.enum(["deny", "approve", "note"]))
      .default({})
      .meta({ description: "How grave a rule of the review is here, by rule (docs/reference/review.md)." }),
    prices: z
      .strictObject({
        core: Euros.meta({ description: "Euros a month for a core that is asked for." }),
        gibibyte: Euros.meta({ description: "Euros a month for a GiB of memory that is asked for." }),
        storage: Euros.meta({ description: "Euros a month for a GiB of volume." }),
        gpu: Euros.meta({ description: "Euros a month for a GPU." }),
      })
      .optional()
      .meta({ description: "For the estimate of what a change costs." }),
    energy: z
      .strictObject({
        wattsPerCore: z.number().min(0).max(1000),
        wattsPerGibibyte: z.number().min(0).max(100),
        wattsPerGpu: z.number().min(0).max(5000),
        powerUsageEffectiveness: z.number().min(1).max(5),
        gramsPerKilowattHour: z.number().min(0).max(2000),
      })
      .optional()
      .meta({ description: "For the estimate of what a change takes in energy." }),
    costThreshold: Euros.optional().meta({
      description: "Euros a month above which a change needs approval.",
    }),
  })
  .meta({ title: "Review" });
export type Review = z.output<typeof Review>;
