/** GPU pool: the GPU nodes of one node group of a cluster, as they are delivered over time. */
import { z } from "zod";
import { Day, Identifier, reference, standing, withStanding } from "../common.js";
import { Duration } from "../units.js";

export const GpuPool = withStanding(
  z.strictObject({
    ...standing,
    title: z.string().min(1),
    environment: reference("environments"),
    cluster: Identifier,
    nodeGroup: Identifier.meta({ description: "A node group with `gpus` of that cluster." }),
    gpu: reference("ai/gpus"),
    serves: z.enum(["production", "innovation"]).meta({
      description: "Whose nominal quota it is; the others may borrow what is idle.",
    }),
    since: Day.meta({ description: "When the nodes that the environment describes were delivered." }),
    deliveries: z
      .record(
        Identifier,
        z.strictObject({
          on: Day,
          nodes: z.int().min(-1000).max(1000).meta({
            description: "Nodes that are added; below zero: taken away at their end of life.",
          }),
        }),
      )
      .default({})
      .meta({ description: "What changes the number of nodes after `since`, by name." }),
    order: z.strictObject({
      leadTime: Duration.meta({ description: "From the order to nodes in service." }),
      nodePrice: z.number().min(0).max(10_000_000).meta({ description: "Euros a node." }),
      lifetime: Duration.meta({ description: "Over which the price is written off." }),
    }),
    nodeWatts: z.number().min(0).max(50_000).meta({
      description: "Power of one node without its GPUs.",
    }),
  }),
).meta({ title: "GpuPool", description: "GPU nodes of one node group, as they are delivered over time." });
export type GpuPool = z.output<typeof GpuPool>;
