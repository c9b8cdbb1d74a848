/** Operator: software of the platform that is installed as a Helm release. */
import { z } from "zod";
import { Identifier, Image, reference, standing, withStanding } from "./common.js";

const ChartVersion = z
  .string()
  .regex(/^v?\d+\.\d+\.\d+$/, { error: 'is no version of a chart: write e.g. "1.28.0"' })
  .meta({ title: "ChartVersion", examples: ["1.28.0"] });

const CrdName = z
  .string()
  .regex(/^[a-z]+(?:\.[a-z0-9-]+)+$/, {
    error:
      'is no name of a custom resource definition: write <plural>.<group>, e.g. "clusters.postgresql.cnpg.io"',
  })
  .meta({ title: "CrdName", examples: ["clusters.postgresql.cnpg.io"] });

export const Operator = withStanding(
  z.strictObject({
    ...standing,
    title: z.string().min(1),
    chart: z.strictObject({ name: z.string().min(1), version: ChartVersion }),
    namespace: Identifier,
    podSecurity: z.enum(["privileged", "baseline", "restricted"]),
    licence: z.string().min(1).meta({ description: "SPDX identifier." }),
    images: z.array(Image).min(1),
    crds: z.array(CrdName).default([]),
    values: z.record(z.string(), z.json()).default({}),
    clusters: z.enum(["all", "gpus", "burst"]).optional().meta({
      description:
        "`gpus`: only on clusters with GPU pools; `burst`: on that of the burst alone; on all of the platform's where it is left out.",
    }),
    after: z
      .array(reference("operators"))
      .default([])
      .meta({ description: "Operators that must be installed before." }),
  }),
).meta({
  title: "Operator",
  description:
    "Software of the platform that is installed as a Helm release, with what policies judge it by.",
});
export type Operator = z.output<typeof Operator>;
