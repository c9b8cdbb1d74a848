/** Pipeline: how GitLab's jobs run `transhumance`, and where. */
import { z } from "zod";
import { Identifier, Image, unique } from "./common.js";

/** Deployment jobs that GitLab takes in one pipeline at most are 500; gates need some of them. Source: GitLab, «Instance limits». */
const MOST_JOBS = 400;

const RunnerTags = unique(z.array(Identifier).min(1), (tag) => tag).meta({
  description: "Tags of the runners that take the jobs.",
});

/** As GitLab writes durations, in the units that need no guessing. */
const GitlabDuration = (units: string, example: string) =>
  z
    .string()
    .regex(new RegExp(`^[1-9]\\d{0,3} (?:${units})$`), {
      error: `is no duration here: write e.g. "${example}"`,
    })
    .meta({ examples: [example] });

export const Pipeline = z
  .strictObject({
    image: Image.meta({
      description: "What the jobs run in: Node, Git, OpenSSH, Terraform or OpenTofu with its providers.",
    }),
    tags: RunnerTags,
    setup: z.array(z.string().min(1)).default([]).meta({
      description: "Commands before each job, such as `npm ci`; none where the image holds all.",
    }),
    command: z.string().min(1).default("npx transhumance").meta({
      description: "How a job runs this command line.",
    }),
    timeout: GitlabDuration("minutes|hours", "2 hours").meta({ description: "After which a job is ended." }),
    keep: GitlabDuration("days|weeks", "2 weeks").meta({
      description: "How long sealed plans, attestations and reports are kept: an approval may take as long.",
    }),
    mostJobs: z.int().min(1).max(MOST_JOBS).default(100).meta({
      description: "Jobs of a kind in one pipeline at most; beyond, a job takes several stacks of a cluster.",
    }),
    parallelism: z.int().min(1).max(32).default(4).meta({
      description: "Stacks that one job works on at once.",
    }),
  })
  .meta({ title: "Pipeline" });
export type Pipeline = z.output<typeof Pipeline>;

/** Tiers in the order in which a change goes through them. Source: GitLab, «Deployment tier of environments». */
export const TIERS = ["development", "testing", "staging", "production"] as const;
export type Tier = (typeof TIERS)[number];

/** What an environment says of its own. */
export const EnvironmentPipeline = z.strictObject({
  tier: z.enum(TIERS).meta({
    description: "GitLab's deployment tier: a change goes through them in this order.",
  }),
  tags: RunnerTags.optional().meta({
    description: "Runners for this environment, instead of the platform's.",
  }),
});
