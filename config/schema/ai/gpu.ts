/** GPU: a model of card, and how it can be cut into slices (MIG). */
import { z } from "zod";
import { standing, unique, whenReadable, whenSound, withStanding } from "../common.js";
import { DataSize } from "../units.js";

/**
 * Name of a MIG profile, e.g. `1g.10gb`: compute slices, then memory; then what it has of the card's media engines and
 * graphics, or has not. Source: NVIDIA, MIG User Guide, supported profiles.
 */
export const MigProfileName = z
  .string()
  .regex(/^\d+g\.\d+gb(?:\+me|\+me\.all|\+gfx|-me)?$/, {
    error: 'is no MIG profile: write e.g. "1g.10gb", after it "+me", "+me.all", "+gfx" or "-me"',
  })
  .meta({ title: "MigProfileName", examples: ["1g.10gb"] });

const MigProfile = z.strictObject({
  memorySlices: z.int().min(1).max(16).meta({ description: "Memory slices that one instance takes." }),
  computeSlices: z.int().min(1).max(16).meta({ description: "Compute slices that one instance takes." }),
  starts: unique(z.array(z.int().min(0).max(15)).min(1), String).meta({
    description: "Memory slices at which an instance may begin.",
  }),
  most: z.int().min(1).max(16).meta({ description: "Instances on one card at most." }),
  memory: DataSize,
});
export type MigProfile = z.output<typeof MigProfile>;

const Mig = z
  .strictObject({
    memorySlices: z.int().min(1).max(16),
    computeSlices: z.int().min(1).max(16),
    profiles: z.record(MigProfileName, MigProfile),
  })
  .superRefine(({ memorySlices, computeSlices, profiles }, context) => {
    for (const [name, profile] of Object.entries(profiles)) {
      const refuse = (key: string, message: string) =>
        context.addIssue({ code: "custom", path: ["profiles", name, key], message });
      const last = memorySlices - profile.memorySlices;
      if (profile.starts.some((start) => start > last))
        refuse(
          "starts",
          `has an instance of ${profile.memorySlices} memory slices end after the card's ${memorySlices}: at most ${last}`,
        );
      if (profile.computeSlices > computeSlices)
        refuse("computeSlices", `is more than the card's ${computeSlices}`);
    }
  })
  .meta({ title: "Mig", description: "Geometry of the slices: instances never overlap in memory slices." });
export type Mig = z.output<typeof Mig>;

export const Gpu = withStanding(
  z
    .strictObject({
      ...standing,
      title: z.string().min(1),
      product: z
        .string()
        .min(1)
        .meta({
          description: "As NVIDIA's feature discovery labels nodes: nvidia.com/gpu.product.",
          examples: ["NVIDIA-H100-80GB-HBM3"],
        }),
      memory: DataSize,
      watts: z.number().min(1).max(5000).meta({ description: "Power under full load." }),
      idleWatts: z.number().min(0).max(5000).meta({ description: "Power when nothing runs." }),
      mig: Mig.optional(),
    })
    .superRefine(
      ({ memory, mig }, context) => {
        for (const [name, profile] of Object.entries(mig?.profiles ?? {})) {
          const path = ["mig", "profiles", name, "memory"];
          // What is no number, and told already, is not compared.
          if (profile.memory > memory)
            context.addIssue({ code: "custom", path, message: "is more than the card has" });
        }
      },
      whenReadable("memory", "mig.profiles"),
    ),
)
  .refine(({ watts, idleWatts }) => idleWatts <= watts, {
    ...whenSound("watts", "idleWatts"),
    path: ["idleWatts"],
    error: "must not exceed `watts`",
  })
  .meta({ title: "Gpu", description: "A model of GPU, and how it can be cut into slices." });
export type Gpu = z.output<typeof Gpu>;
