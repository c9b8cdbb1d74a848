/** Throughput: what one replica of a model was measured to do on a GPU; never scaled to another. */
import { z } from "zod";
import { reference, standing, unique, whenSound, withStanding } from "../common.js";
import { Duration } from "../units.js";
import { MigProfileName } from "./gpu.js";
import { Precision } from "./model.js";

const Seconds = z.number().gt(0).max(3600);

/** One load, and what each request saw under it. */
const LatencyPoint = z.strictObject({
  concurrency: z.int().min(1).max(100_000).meta({ description: "Requests under way at once." }),
  tokensPerSecond: z.number().gt(0).meta({
    description: "Answer tokens a second of one request, after the first token.",
  }),
  timeToFirstToken: z.strictObject({ average: Seconds, p95: Seconds }).meta({ description: "Seconds." }),
});
export type LatencyPoint = z.output<typeof LatencyPoint>;

export const Throughput = withStanding(
  z.strictObject({
    ...standing,
    model: reference("ai/models"),
    precision: Precision,
    gpu: reference("ai/gpus"),
    gpus: z.int().min(1).max(16).default(1).meta({ description: "Whole GPUs of one replica." }),
    slice: MigProfileName.optional().meta({ description: "The MIG slice of one replica, in place of GPUs." }),
    engine: z
      .string()
      .min(1)
      .meta({ examples: ["vLLM 0.6.0"] }),
    prompt: z.int().min(1).optional().meta({
      description: "Tokens of a prompt, on average; absent where the measurement does not say.",
    }),
    answer: z.int().min(1).optional().meta({ description: "Tokens of an answer, on average." }),
    latency: unique(z.array(LatencyPoint).min(1), ({ concurrency }) => String(concurrency))
      .optional()
      .meta({
        description: "By growing concurrency; goals are met where a point says so.",
      }),
    saturation: z
      .strictObject({
        tokensPerSecond: z.number().gt(0).meta({
          description: "Answer tokens a second of one replica, all requests together.",
        }),
        derate: z.number().gt(0).max(1).meta({
          description: "Part of it that is counted on: a saturated replica meets no goal.",
        }),
      })
      .optional(),
    coldStart: Duration.optional().meta({
      description: "From nothing to the first answer of a new replica.",
    }),
  }),
)
  .refine(({ latency, saturation }) => latency !== undefined || saturation !== undefined, {
    ...whenSound("latency", "saturation"),
    error: "measures nothing: write `latency`, `saturation` or both",
  })
  .refine(({ gpus, slice }) => slice === undefined || gpus === 1, {
    ...whenSound("gpus", "slice"),
    path: ["slice"],
    error: "contradicts `gpus`: slices do not reach each other, a replica on a slice has one",
  })
  .meta({
    title: "Throughput",
    description: "What one replica was measured to do, and where that is published.",
  });
export type Throughput = z.output<typeof Throughput>;
