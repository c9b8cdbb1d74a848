/** Innovation project: a team's jobs and notebooks on GPUs that production leaves idle. */
import { z } from "zod";
import { DataClass } from "../application.js";
import { Day, Identifier, Image, reference, standing, unique, whenSound, withStanding } from "../common.js";
import { Cpu, DataSize, Duration } from "../units.js";
import { MigProfileName } from "./gpu.js";

/** What one pod holds: whole GPUs or one slice. */
const held = {
  gpus: z.int().min(1).max(16).default(1).meta({ description: "Whole GPUs of one pod." }),
  slice: MigProfileName.optional().meta({ description: "One MIG slice of a pod, in place of GPUs." }),
  requests: z.strictObject({ cpu: Cpu, memory: DataSize }),
};

const Jobs = z.strictObject({
  ...held,
  pods: z.int().min(1).max(64).default(1).meta({ description: "Pods that start together or not at all." }),
  gpuHours: z
    .number()
    .gt(0)
    .max(1_000_000)
    .meta({ description: "GPU-hours a month; a slice's hours count as they are." }),
  duration: Duration.meta({ description: "Of one job, on average." }),
  interruptible: z.boolean().meta({ description: "Goes on from a checkpoint after it was preempted." }),
});

const Notebooks = z.strictObject({
  ...held,
  people: z.int().min(1).max(10_000).meta({ description: "Who open a notebook." }),
  sessions: z.number().gt(0).max(20).meta({ description: "Of each person on a working day." }),
  duration: Duration.meta({ description: "Of one session, on average." }),
});

const Wait = z.strictObject({
  longest: Duration,
  probability: z.number().gt(0).lt(1).meta({ description: "With which it starts within `longest`." }),
});

export const Project = withStanding(
  z.strictObject({
    ...standing,
    title: z.string().min(1),
    team: reference("teams"),
    use: reference("ai/uses").meta({ description: "The use of the framework that permits it." }),
    dataClass: DataClass,
    pools: unique(z.array(reference("ai/pools")).min(1), String),
    image: Image,
    from: Day,
    until: Day,
    growth: z.number().gt(0).max(10).default(1).meta({
      description: "Factor of its needs from one quarter to the next.",
    }),
    jobs: z.record(Identifier, Jobs).default({}),
    notebooks: Notebooks.optional(),
    wait: Wait.meta({ description: "The wait that is promised for jobs; notebooks start at once or not." }),
  }),
)
  .refine(({ from, until }) => from <= until, {
    ...whenSound("from", "until"),
    path: ["until"],
    error: "is before `from`",
  })
  .refine(({ jobs, notebooks }) => Object.keys(jobs).length > 0 || notebooks !== undefined, {
    ...whenSound("jobs", "notebooks"),
    error: "needs nothing: write `jobs`, `notebooks` or both",
  })
  .refine(({ jobs, notebooks }) => jobs.notebook === undefined || notebooks === undefined, {
    ...whenSound("jobs", "notebooks"),
    path: ["jobs", "notebook"],
    error: "has the name under which `notebooks` are started: give it another",
  })
  .meta({
    title: "Project",
    description: "A team's jobs and notebooks on GPUs that production leaves idle.",
  });
export type Project = z.output<typeof Project>;
