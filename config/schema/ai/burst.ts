/** Burst: GPU nodes of a public cloud, for a while, for data that may be seen by anybody. */
import { z } from "zod";
import { DataClass } from "../application.js";
import {
  Address,
  Cidr,
  Day,
  Hostname,
  Identifier,
  Percent,
  reference,
  standing,
  TimeZone,
  unique,
  whenSound,
  withStanding,
} from "../common.js";
import { Cpu, DataSize } from "../units.js";

const RoleArn = z
  .string()
  .regex(/^arn:aws(?:-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, {
    error: 'is no role: write "arn:aws:iam::<12 digits>:role/<name>"',
  })
  .meta({ examples: ["arn:aws:iam::111122223333:role/burst"] });

const InstanceType = z
  .string()
  .regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, { error: 'is no type of instance: write e.g. "g6.48xlarge"' })
  .meta({ examples: ["g6.48xlarge"] });

/** Days that CloudWatch can keep logs. Source: AWS, CloudWatch Logs, PutRetentionPolicy. */
const RETENTIONS = [30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

const Network = z.strictObject({
  cidr: Cidr.meta({ description: "Addresses of the VPC; every zone has an equal part of it." }),
  gateway: Address.meta({
    description: "Public address of the platform's own end of the tunnel (site-to-site VPN).",
  }),
  asn: z.int().min(1).max(4_294_967_295).default(65000).meta({ description: "Of the platform's gateway." }),
  networks: unique(z.array(Cidr).min(1), String).meta({
    description: "Networks of the platform that reach the cluster, through the tunnel and in no other way.",
  }),
  hosts: unique(z.array(Hostname), String).default([]).meta({
    description:
      "Names that nodes may look up, besides those of the endpoints and of the registries that images come from.",
  }),
});

const Nodes = z.strictObject({
  instanceTypes: unique(z.array(InstanceType).min(1), String).meta({
    description: "Alike in GPUs, processors and memory; the first that is to be had is taken.",
  }),
  capacity: z.enum(["on-demand", "spot"]).default("on-demand"),
  gpu: reference("ai/gpus"),
  gpus: z.int().min(1).max(16).meta({ description: "GPUs of one node." }),
  cpu: Cpu.meta({ description: "What Pods may take of one node." }),
  memory: DataSize.meta({ description: "What Pods may take of one node." }),
  disk: DataSize.meta({ description: "Of one node, encrypted." }),
  most: z.int().min(1).max(100).meta({ description: "Nodes at most; there are none while nobody waits." }),
});

const Budget = z.strictObject({
  monthly: z.int().min(1).max(10_000_000).meta({ description: "US dollars, as the account is billed." }),
  alarms: unique(z.array(Percent.min(1)).min(1).max(4), String).meta({
    description: "Percent of it that were spent when people are told.",
  }),
  forecast: Percent.min(1).default(100).meta({ description: "Percent of it that are foreseen, likewise." }),
  emails: unique(
    z
      .array(z.email({ error: "is no e-mail address" }))
      .min(1)
      .max(10),
    String,
  ),
});

export const Burst = withStanding(
  z.strictObject({
    ...standing,
    title: z.string().min(1),
    enabled: z.boolean().default(false).meta({ description: "Nothing is declared while it is false." }),
    owner: reference("teams"),
    environment: reference("environments"),
    cluster: Identifier.meta({ description: "The cluster whose queues send jobs there." }),
    dataClasses: unique(z.array(DataClass).min(1), String).meta({
      description: "What may leave the platform; a policy admits public and synthetic data only.",
    }),
    projects: unique(z.array(reference("ai/projects")).min(1), String).meta({
      description: "Projects that may send jobs there.",
    }),
    from: Day.meta({
      description: "First day; part of its names, so that each burst leaves logs of its own.",
    }),
    until: Day.meta({ description: "Last day: when it is over, nodes go first, then everything." }),
    timeZone: TimeZone,
    account: z
      .string()
      .regex(/^\d{12}$/, { error: "is no account: twelve digits, quoted" })
      .meta({
        description: "An account of its own: its budget counts the whole account.",
      }),
    region: z
      .string()
      .regex(/^[a-z]{2,4}(?:-[a-z]+)+-\d$/, {
        error: 'is no region: write e.g. "eu-west-3"',
      })
      .meta({ description: "A policy admits regions of the European Union only.", examples: ["eu-west-3"] }),
    zones: unique(z.array(z.string().min(1)).min(2).max(4), String).meta({
      description: "Zones of the region that have the instances, two at least.",
    }),
    executionRole: RoleArn.meta({
      description: "What CloudFormation works as, from beginning to end; it must exist before.",
    }),
    administrators: unique(z.array(RoleArn).min(1), String).meta({
      description: "Who may administer the cluster; nobody else may, not even who made it.",
    }),
    kubernetes: z.string().regex(/^1\.\d{2}$/, { error: 'is no version: quote it, e.g. "1.35"' }),
    network: Network,
    nodes: Nodes,
    system: z.strictObject({ instanceType: InstanceType, nodes: z.int().min(2).max(6) }).meta({
      description: "Nodes without GPUs that run Kueue and the autoscaler as long as the burst lasts.",
    }),
    logDays: z.literal(RETENTIONS).meta({ description: "How long logs are kept; they outlive the burst." }),
    budget: Budget,
    worker: z
      .strictObject({
        name: z
          .string()
          .min(1)
          .meta({
            description: "Name of its cluster, as AWS lists it: the next burst has another.",
            examples: ["production-sud-burst-2027-02-01"],
          }),
        context: z
          .string()
          .min(1)
          .meta({ description: "Context of the kubeconfig that reaches its cluster." }),
        operators: unique(z.array(reference("operators")).min(1), String).meta({
          description:
            "Operators of its cluster: what runs jobs of queues, what shares GPUs out, what adds nodes.",
        }),
      })
      .optional()
      .meta({
        description:
          "Declares the burst's own cluster too, operators first, then queues; to be added once it is there.",
      }),
  }),
)
  .refine(({ from, until }) => from <= until, {
    ...whenSound("from", "until"),
    path: ["until"],
    error: "is before `from`",
  })
  .refine(
    ({ region, zones }) =>
      zones.every((zone) => /^[a-z]$/.test(zone.slice(region.length)) && zone.startsWith(region)),
    {
      ...whenSound("region", "zones"),
      path: ["zones"],
      error: ({ input }) => {
        const { region } = input as { region: string };
        return `must be zones of the region, e.g. ${region}a and ${region}b`;
      },
    },
  )
  .refine(
    ({ account, executionRole, administrators }) =>
      [executionRole, ...administrators].every((role) => role.split(":")[4] === account),
    {
      ...whenSound("account", "executionRole", "administrators"),
      path: ["account"],
      error:
        "is not the account of all roles that are named: `executionRole` and `administrators` must be of it",
    },
  )
  .meta({
    title: "Burst",
    description: "GPU nodes of a public cloud, for a while, for public and synthetic data.",
  });
export type Burst = z.output<typeof Burst>;
