/** Node group: nodes of a cluster that are alike, as many in each zone. */
import { z } from "zod";
import { MigProfileName } from "./ai/gpu.js";
import { Identifier, unique } from "./common.js";
import { Cpu, DataSize } from "./units.js";

const LABEL_VALUE = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const LABEL_KEY =
  /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;

const LabelKey = z.string().regex(LABEL_KEY, { error: "is no key of a label" });
const LabelValue = z.string().regex(LABEL_VALUE, {
  error: "is no value of a label: at most 63 letters, digits, hyphens, underscores and dots",
});

const Taint = z.strictObject({
  key: LabelKey,
  value: LabelValue.optional(),
  effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]),
});

const Gpus = z
  .strictObject({
    product: LabelValue.meta({
      description: "As NVIDIA's feature discovery labels nodes: nvidia.com/gpu.product.",
      examples: ["NVIDIA-H100-80GB-HBM3"],
    }),
    count: z.int().min(1).max(16).meta({ description: "GPUs of one node." }),
    mig: z
      .record(MigProfileName, z.int().min(1).max(7))
      .refine((slices) => Object.keys(slices).length > 0, {
        error: "cuts GPUs into nothing: write e.g. { 1g.10gb: 7 }, or leave `mig` out for whole GPUs",
      })
      .optional()
      .meta({
        description: "Slices that each GPU is cut into, by profile; whole GPUs where it is left out.",
      }),
  })
  .meta({ title: "Gpus" });

export const NodeGroup = z
  .strictObject({
    nodesPerZone: z.int().min(1).max(1000),
    zones: unique(z.array(Identifier).min(1), (zone) => zone)
      .optional()
      .meta({ description: "In all zones of the cluster where it is left out." }),
    cpu: Cpu.meta({ description: "What Pods may take of one node." }),
    memory: DataSize.meta({ description: "What Pods may take of one node." }),
    ephemeralStorage: DataSize.prefault("200GiB").meta({
      description: "Disk of one node that Pods may take for logs and temporary files.",
    }),
    pods: z.int().min(1).max(1000).default(110).meta({ description: "Pods of one node at most." }),
    gpus: Gpus.optional(),
    labels: z.record(LabelKey, LabelValue).default({}),
    taints: unique(z.array(Taint), ({ key, effect }) => `${key}:${effect}`).default([]),
  })
  .meta({ title: "NodeGroup", description: "Nodes that are alike." });
export type NodeGroup = z.output<typeof NodeGroup>;
