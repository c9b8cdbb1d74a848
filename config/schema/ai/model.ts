/** Model: weights that an inference service serves, where they come from and what they need. */
import { z } from "zod";
import { Image, standing, withStanding } from "../common.js";
import { DataSize } from "../units.js";

/** How numbers of a model are kept. */
export const Precision = z.enum(["bf16", "fp8", "int8", "int4"]);
export type Precision = z.output<typeof Precision>;

export const AiModel = withStanding(
  z.strictObject({
    ...standing,
    title: z.string().min(1),
    publisher: z.string().min(1),
    licence: z.string().min(1).meta({ description: "SPDX identifier, or LicenseRef-… where it has none." }),
    kind: z.enum(["text", "embedding"]).default("text"),
    context: z.int().min(1).meta({ description: "Longest prompt and answer together, in tokens." }),
    kvBytesPerToken: z.int().min(0).meta({
      description:
        "Memory of one token in the key-value cache at 16 bits: 2 × layers × KV heads × head size × 2 bytes.",
    }),
    precisions: z
      .partialRecord(
        Precision,
        z.strictObject({
          weights: DataSize,
          image: Image.meta({ description: "Image with the weights, mounted as a volume." }),
        }),
      )
      .refine((precisions) => Object.keys(precisions).length > 0, { error: "needs at least one" }),
  }),
).meta({ title: "AiModel", description: "Weights that an inference service serves, and their licence." });
export type AiModel = z.output<typeof AiModel>;
