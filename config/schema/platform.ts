/** Platform: what is true of the whole estate, in `platform.yaml`. */
import { z } from "zod";
import { LegacyEngine } from "./application.js";
import { Day, Hostname, Identifier, Image, reference, standing, Window, withStanding } from "./common.js";
import { Pipeline } from "./pipeline.js";
import { Review } from "./review.js";
import { Cpu, DataSize } from "./units.js";

/** Priorities that pods of applications, databases and services are declared with. */
const PRIORITIES = ["production", "production-critical", "replication"];
const lackingOf = (priorities: object) => PRIORITIES.filter((name) => !(name in priorities));

const Priorities = z
  .record(
    Identifier,
    z.strictObject({
      value: z.int().min(-1_000_000_000).max(1_000_000_000),
      description: z.string().min(1),
    }),
  )
  .refine((priorities) => lackingOf(priorities).length === 0, {
    error: ({ input }) => `lacks ${lackingOf(input as object).join(", ")}: pods are declared with it`,
  })
  .refine((priorities) => !("innovation" in priorities), {
    path: ["innovation"],
    error: "is declared already, for jobs of projects: choose another name",
  });

/** Copies a legacy database to the platform, or back. */
const Replicator = z.strictObject({
  image: Image,
  port: z.int().min(1).max(65535).meta({ description: "Where the engine listens on a site." }),
  requests: z.strictObject({ cpu: Cpu, memory: DataSize }),
  limits: z.strictObject({ cpu: Cpu, memory: DataSize }),
});

export const Platform = withStanding(
  z.strictObject({
    ...standing,
    owner: reference("teams").meta({ description: "The team that runs the platform." }),
    today: Day.meta({ description: "The day that the plans and checks of this estate start from." }),
    horizon: Window.meta({ description: "The weeks in which migrations may be planned." }),
    labelPrefix: Hostname.meta({ description: "Prefix of the platform's own labels." }),
    registry: z.string().min(1).meta({ description: "Where images come from." }),
    charts: z
      .string()
      .startsWith("oci://")
      .meta({ description: "Where Helm charts are mirrored.", examples: ["oci://registry.example/charts"] }),
    groups: z
      .strictObject({
        academy: z
          .string()
          .includes("{academy}")
          .meta({ examples: ["academie:{academy}"] }),
        team: z
          .string()
          .includes("{team}")
          .meta({ examples: ["equipe:{team}"] }),
      })
      .meta({
        description: "Names of the identity provider's groups; {academy} and {team} stand for identifiers.",
      }),
    gateway: z.strictObject({ namespace: Identifier, controller: z.string().min(1) }),
    containers: z
      .strictObject({
        requests: z.strictObject({ cpu: Cpu, memory: DataSize }),
        limits: z.strictObject({ cpu: Cpu, memory: DataSize }),
      })
      .meta({ description: "What a container gets that asks for nothing." }),
    priorities: Priorities,
    database: z.strictObject({
      image: Image,
      operatorNamespace: Identifier,
      poolerInstances: z.int().min(1),
    }),
    metrics: z.strictObject({ namespace: Identifier, query: z.url() }).optional().meta({
      description:
        "Where metrics are collected, and where Prometheus' query language is answered; inference services scale by it.",
    }),
    replicators: z.record(LegacyEngine, Replicator),
    verification: Replicator.omit({ port: true }),
    review: Review.optional(),
    pipeline: Pipeline.optional().meta({ description: "Needed by `transhumance pipeline` only." }),
  }),
).meta({ title: "Platform", description: "What is true of the whole estate." });
export type Platform = z.output<typeof Platform>;
