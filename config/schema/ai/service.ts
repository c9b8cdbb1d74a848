/** Inference service: a model that production serves, to whom, how much and how fast. */
import { z } from "zod";
import { DataClass } from "../application.js";
import { Day, Identifier, Image, reference, standing, unique, whenSound, withStanding } from "../common.js";
import { Cpu, DataSize } from "../units.js";
import { MigProfileName } from "./gpu.js";
import { Precision } from "./model.js";
import { Audience, Grade, Oversight } from "./use.js";

const HOURS = 24;
const ROUNDING = 1e-6;

const Growth = z.number().gt(0).max(10);

const PromptProfile = z.strictObject({
  share: z.number().gt(0).max(1).meta({ description: "Part of the requests." }),
  prompt: z.int().min(1).meta({ description: "Tokens, on average." }),
  answer: z.int().min(1).meta({ description: "Tokens, on average." }),
});

const Demand = z.strictObject({
  as: Day.meta({ description: "The day that `users` and `requestsPerUser` speak of; growth starts there." }),
  users: z.strictObject({
    perEstablishment: z.number().min(0).default(0).meta({ description: "In each academy." }),
    perThousandLyceePupils: z.number().min(0).default(0).meta({ description: "In each academy." }),
    academies: z.partialRecord(reference("academies"), z.int().min(0)).default({}).meta({
      description: "In place of what follows from the academy's size.",
    }),
  }),
  requestsPerUser: z.number().gt(0).meta({ description: "On a school day." }),
  day: z
    .array(z.number().min(0))
    .length(HOURS)
    .refine((hours) => hours.some((weight) => weight > 0), { error: "needs an hour above zero" })
    .meta({ description: "Weight of each hour of the day in the academy's time." }),
  peakToMean: z.number().min(1).max(10).meta({
    description: "How much the busiest minutes exceed the mean of their hour.",
  }),
  growth: z
    .strictObject({ low: Growth, base: Growth, high: Growth })
    .refine(({ low, base, high }) => low <= base && base <= high, {
      ...whenSound("low", "base", "high"),
      error: "must not fall from `low` to `base` to `high`",
    })
    .meta({ description: "Factor of the requests from one quarter to the next." }),
  profiles: z
    .record(Identifier, PromptProfile)
    .refine((profiles) => Math.abs(sumOf(Object.values(profiles).map(({ share }) => share)) - 1) < ROUNDING, {
      // A share that is none is told where it stands.
      when: ({ issues }) => issues.length === 0,
      error: "must have shares that sum to 1",
    }),
});

const sumOf = (shares: readonly number[]) => shares.reduce((sum, share) => sum + share, 0);

/** Where replicas run: whole GPUs or one slice of a pool, and the engine that serves. */
const Serving = z
  .strictObject({
    image: Image.meta({ description: "The engine, e.g. vLLM." }),
    measuredWith: unique(z.array(z.string().min(1)).min(1), String)
      .default(["vLLM"])
      .meta({ description: "Engines whose measurements its owner accepts for it; their versions aside." }),
    port: z.int().min(1024).max(65535).default(8000),
    pools: unique(z.array(reference("ai/pools")).min(1), String).meta({
      description: "In the order of preference; one a cluster.",
    }),
    gpus: z.int().min(1).max(16).default(1).meta({ description: "Whole GPUs of one replica." }),
    slice: MigProfileName.optional().meta({ description: "One MIG slice of a replica, in place of GPUs." }),
    requests: z.strictObject({ cpu: Cpu, memory: DataSize }),
    limits: z.strictObject({ cpu: Cpu, memory: DataSize }),
    concurrency: z.int().min(1).max(10_000).meta({
      description: "Requests that one replica takes at once; more wait in its queue.",
    }),
    context: z.int().min(1).optional().meta({
      description: "Longest prompt and answer together, in tokens; the model's own where it is left out.",
    }),
    replicas: z
      .strictObject({ min: z.int().min(0).max(1000), max: z.int().min(1).max(1000) })
      .refine(({ min, max }) => min <= max, {
        ...whenSound("min", "max"),
        error: "`min` must not exceed `max`",
      })
      .meta({ description: "`min: 0` scales to zero while nobody asks." }),
  })
  .refine(({ gpus, slice }) => slice === undefined || gpus === 1, {
    ...whenSound("gpus", "slice"),
    path: ["slice"],
    error: "contradicts `gpus`: slices do not reach each other, a replica on a slice has one",
  });

export const InferenceService = withStanding(
  z.strictObject({
    ...standing,
    title: z.string().min(1),
    description: z.string().min(1),
    owner: reference("teams"),
    use: reference("ai/uses").meta({ description: "The use of the framework that permits it." }),
    audience: Audience,
    pupilsFrom: Grade.optional().meta({ description: "The youngest grade that it is opened to." }),
    oversight: Oversight.meta({ description: "What its users' procedures really ask for." }),
    dataClass: DataClass.meta({ description: "What prompts may hold." }),
    model: reference("ai/models"),
    precision: Precision,
    academies: z
      .union([z.literal("all"), z.array(reference("academies")).min(1)])
      .default("all")
      .meta({ description: "Academies that ask for it; the framework and the training plan open it." }),
    consumers: z.array(reference("applications")).default([]).meta({
      description: "Applications that call it.",
    }),
    demand: Demand,
    goals: z.strictObject({
      timeToFirstToken: z.number().gt(0).max(3600).meta({ description: "Seconds, 95th percentile." }),
      tokensPerSecond: z.number().gt(0).max(10_000).meta({
        description: "Answer tokens a second of one request, reached by 95 in a hundred.",
      }),
    }),
    survives: z
      .strictObject({ node: z.boolean().default(true), cluster: z.boolean().default(false) })
      .default({ node: true, cluster: false })
      .meta({ description: "What may be lost while the goals are still met." }),
    serving: Serving,
  }),
)
  .refine(({ audience, pupilsFrom }) => (audience === "pupils") === (pupilsFrom !== undefined), {
    ...whenSound("audience", "pupilsFrom"),
    path: ["pupilsFrom"],
    error: "goes with pupils: write it where `audience` is `pupils`, and only there",
  })
  .meta({ title: "InferenceService", description: "A model that production serves, to whom and how fast." });
export type InferenceService = z.output<typeof InferenceService>;
