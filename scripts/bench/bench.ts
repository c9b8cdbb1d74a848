/** Runs one bench: measures, judges, writes `out/bench/<name>.json`. */
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { writeFileAtomically } from "../support/files.js";
import { table } from "../support/options.js";
import { judge, type Limit, type Measurement, type Metric } from "./metrics.js";

/** One file in `benches/` each. */
export interface Bench {
  /** What is compared with what, in one line. */
  description: string;
  /** Measures; `tell` says how far it is. Throws where what was measured is void. */
  measure(tell: (progress: string) => void): Promise<Measurement[]>;
}

export interface BenchResult {
  name: string;
  machine: Machine;
  metrics: Metric[];
}

/** What figures depend on; nothing that names the machine. */
interface Machine {
  processor: string;
  cores: number;
  /** Bytes. */
  memory: number;
  system: string;
  node: string;
}

function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memory: totalmem(),
    system: `${process.platform} ${process.arch}`,
    node: process.versions.node,
  };
}

/** Measures and judges; writes the result below `output`. */
export async function runBench(
  name: string,
  bench: Bench,
  limits: Record<string, Limit>,
  output: string,
): Promise<BenchResult> {
  const measurements = await bench.measure((progress) => process.stderr.write(`${progress}\n`));
  const result = { name, machine: describeMachine(), metrics: judge(measurements, limits) };
  writeFileAtomically(join(output, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

/** The result as a table for people. */
export function describeResult({ metrics }: BenchResult): string {
  const number = (value: number | undefined) =>
    value === undefined ? "" : value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 2 : 0 });
  return table(
    ["metric", "value", "peer", "unit", "ratio", "limit", "ok"],
    metrics.map(({ metric, value, peer, unit, ratio, limit, ok }) => [
      metric,
      number(value),
      number(peer),
      unit,
      number(ratio),
      limit ? describeLimit(limit) : "",
      limit ? (ok ? "yes" : "NO") : "",
    ]),
  );
}

function describeLimit({ of, atLeast, atMost, aim }: Limit): string {
  const bound = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
  return `${of} ${bound}${aim === undefined ? "" : ` (aim ${aim})`}`;
}
