/** Metrics of a bench, judged against limits that are data. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

/** What a bench measured. */
export interface Measurement {
  /** Stable name, as in `limits.yaml`. */
  metric: string;
  value: number;
  /** Unit of `value` and `peer`, e.g. `s`, `MB`. */
  unit: string;
  /** The same, measured of what is compared with, in the same run. */
  peer?: number;
  /** Which way is better; `lower` by default. */
  better?: "lower" | "higher";
}

const Limit = z
  .strictObject({
    of: z.enum(["value", "ratio"]),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
    aim: z.number().optional(),
  })
  .refine(({ atLeast, atMost }) => (atLeast === undefined) !== (atMost === undefined), {
    error: "needs either `atLeast` or `atMost`",
  });
export type Limit = z.output<typeof Limit>;

const Limits = z.record(z.string(), z.record(z.string(), Limit));

export interface Metric {
  metric: string;
  value: number;
  unit: string;
  peer: number | undefined;
  /** How many times better than the peer. */
  ratio: number | undefined;
  limit: Limit | undefined;
  /** The limit is kept, or there is none. */
  ok: boolean;
}

/** Limits of one bench, by metric. Throws where the file is not as it should be. */
export function readLimits(file: string, bench: string): Record<string, Limit> {
  const limits = Limits.safeParse(parse(readFileSync(file, "utf8")));
  if (!limits.success) throw new Error(`${file}: ${z.prettifyError(limits.error)}`);
  return limits.data[bench] ?? {};
}

/** Judges measurements. Throws where a limit is about nothing that was measured: it would always be kept. */
export function judge(measurements: Measurement[], limits: Record<string, Limit>): Metric[] {
  const measured = measurements.map(({ metric }) => metric);
  for (const metric of Object.keys(limits).filter((name) => !measured.includes(name))) {
    throw new Error(
      `there is a limit on "${metric}", which was not measured; measured: ${measured.join(", ")}`,
    );
  }
  return measurements.map(({ metric, value, unit, peer, better = "lower" }) => {
    const ratio = peer === undefined ? undefined : ratioOf(better, value, peer);
    const limit = limits[metric];
    return { metric, value, unit, peer, ratio, limit, ok: !limit || isKept(limit, value, ratio) };
  });
}

/** Two zeros are equal. */
function ratioOf(better: "lower" | "higher", value: number, peer: number): number {
  if (value === peer) return 1;
  return better === "lower" ? peer / value : value / peer;
}

function isKept(
  { of, atLeast = -Infinity, atMost = Infinity }: Limit,
  value: number,
  ratio?: number,
): boolean {
  const judged = of === "value" ? value : ratio;
  return judged !== undefined && judged >= atLeast && judged <= atMost;
}
