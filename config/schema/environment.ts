/** Environment: recette, préproduction or production, with its clusters and where its state is kept. */
import { z } from "zod";
import { DataClass } from "./application.js";
import {
  Cidr,
  Hostname,
  HttpsUrl,
  Identifier,
  Percent,
  reference,
  standing,
  unique,
  whenReadable,
  whenSound,
  withStanding,
} from "./common.js";
import { NodeGroup } from "./node-group.js";
import { EnvironmentPipeline } from "./pipeline.js";

/** Terraform state, remote and locked per stack; `local` is for trying things out. */
const State = z
  .discriminatedUnion("backend", [
    z.strictObject({
      backend: z.literal("gitlab"),
      project: HttpsUrl.meta({
        description: "GitLab API address of the project, e.g. https://gitlab.example/api/v4/projects/42.",
      }),
    }),
    z.strictObject({
      backend: z.literal("s3"),
      bucket: z.string().min(3),
      region: z.string().min(1),
      endpoint: HttpsUrl,
    }),
    z.strictObject({ backend: z.literal("postgresql"), schemaPrefix: Identifier }),
    z.strictObject({ backend: z.literal("kubernetes"), namespace: Identifier, context: z.string().min(1) }),
    z.strictObject({ backend: z.literal("local") }),
  ])
  .meta({ description: "Credentials come from the environment of the command, never from here." });
export type State = z.output<typeof State>;

const Cluster = z
  .strictObject({
    location: Identifier.meta({ description: "Where the platform runs it; never a site." }),
    context: z.string().min(1).meta({ description: "Context of the kubeconfig that reaches it." }),
    qualification: z.enum(["secnumcloud", "ministry", "none"]),
    zones: unique(z.array(Identifier).min(1), (zone) => zone).meta({
      description: "Failure domains, as nodes are labelled.",
    }),
    nodeGroups: z.record(Identifier, NodeGroup).refine((groups) => Object.keys(groups).length > 0, {
      error: "is empty: a cluster without nodes runs nothing",
    }),
    dynamicResources: z.boolean().optional().meta({
      description: "GPUs are offered as devices too (DRA, resource.k8s.io/v1), by NVIDIA's driver for it.",
    }),
    apiServer: Cidr,
    backup: z.strictObject({
      location: Identifier,
      endpoint: HttpsUrl,
      network: Cidr,
      bucket: z.string().min(3),
    }),
    storage: z.strictObject({
      provisioner: z.string().min(1),
      parameters: z.record(z.string(), z.string()).default({}),
    }),
  })
  .superRefine(
    ({ zones, nodeGroups }, context) => {
      for (const [name, group] of Object.entries(nodeGroups)) {
        for (const [index, zone] of (group.zones ?? []).entries()) {
          if (zones.includes(zone)) continue;
          context.addIssue({
            code: "custom",
            path: ["nodeGroups", name, "zones", index],
            message: `is no zone of this cluster: ${zones.join(", ")}`,
          });
        }
      }
      if (Object.keys(nodeGroups).length === 0) return;
      const open = Object.values(nodeGroups).filter(({ taints }) => taints.length === 0);
      for (const [index, zone] of zones.entries()) {
        if (open.some((group) => (group.zones ?? zones).includes(zone))) continue;
        context.addIssue({
          code: "custom",
          path: ["zones", index],
          message: "has no nodes for ordinary Pods: a node group without `taints` must be in every zone",
        });
      }
    },
    whenReadable("zones", "nodeGroups"),
  );
export type Cluster = z.output<typeof Cluster>;

/** Who signs people in: gateways let requests to inference services pass only with one of its tokens. */
const SignIn = z
  .strictObject({
    issuer: HttpsUrl.meta({ description: "Of the tokens, as their claim `iss` says." }),
    keys: HttpsUrl.meta({ description: "Where its public keys are (JWKS); the gateways must reach it." }),
    audience: z.string().min(1).meta({ description: "What the claim `aud` must hold." }),
    groups: z.string().min(1).default("groups").meta({
      description: "Claim with a person's groups, as `groups` of the platform names them.",
    }),
    profile: z
      .strictObject({
        claim: z.string().min(1),
        values: z.strictObject({
          teachers: z.string().min(1),
          staff: z.string().min(1),
          pupils: z.string().min(1),
        }),
      })
      .meta({ description: "Claim that says what a person is, and its value for each audience." }),
  })
  .meta({ title: "SignIn", description: "Where people sign in who use inference services." });

export const Environment = withStanding(
  z.strictObject({
    ...standing,
    title: z.string().min(1),
    domain: Hostname,
    migrates: z.boolean().meta({
      description: "Follows the ledger and reaches the sites; otherwise every installation simply runs.",
    }),
    academies: z.union([z.literal("all"), z.array(reference("academies")).min(1)]),
    dataClasses: z.array(DataClass).min(1).meta({ description: "What its databases may hold." }),
    scale: Percent.min(1).default(100).meta({ description: "Share of the production's sizes." }),
    state: State,
    pipeline: EnvironmentPipeline.optional().meta({
      description: "Needed by `transhumance pipeline` only.",
    }),
    primary: Identifier.meta({ description: "The cluster with the writable databases and the traffic." }),
    clusters: z.record(Identifier, Cluster),
    secretStore: z.strictObject({
      server: HttpsUrl,
      path: z.string().min(1),
    }),
    signIn: SignIn.optional().meta({
      description: "Needed by inference services: without it no academy reaches one.",
    }),
    certificates: z.strictObject({
      acme: HttpsUrl,
      nameserver: z.string().regex(/^(?:\d{1,3}\.){3}\d{1,3}:\d{1,5}$/, {
        error: 'is no address and port: write e.g. "198.18.255.53:53"',
      }),
      tsigKey: z
        .string()
        .min(1)
        .meta({ description: "Name of the TSIG key; its secret is in the secret store." }),
    }),
  }),
)
  .refine(({ primary, clusters }) => Object.hasOwn(clusters, primary), {
    ...whenSound("primary", "clusters"),
    path: ["primary"],
    error: ({ input }) =>
      `names no cluster of this environment: ${Object.keys((input as { clusters: object }).clusters).join(", ")}`,
  })
  .meta({
    title: "Environment",
    description:
      "A place where everything runs together: its clusters, whom it serves and where its state is kept.",
  });
export type Environment = z.output<typeof Environment>;
