/** The command line of the benches. */
import { join } from "node:path";
import { Command } from "commander";
import { example, print } from "../support/options.js";
import { describeResult, runBench } from "./bench.js";
import { readLimits } from "./metrics.js";
import type { BENCHES } from "./registry.js";

const FAILED = 1;

export function createBenchProgram(benches: typeof BENCHES): Command {
  const names = Object.keys(benches).join(", ");
  return new Command("bench")
    .description("Measures one part of the project against its limits; fails where one is missed.")
    .argument("<name>", `one of ${names}`)
    .option("--limits <file>", "limits by bench and metric", join("scripts", "bench", "limits.yaml"))
    .option("--output <folder>", "where <name>.json is written", join("out", "bench"))
    .option("--json", "print the result as JSON")
    .showHelpAfterError()
    .addHelpText("after", example("npm run bench synth"))
    .action(
      async (name: string, options: { limits: string; output: string; json?: true }, command: Command) => {
        const bench = await benches[name]?.();
        if (!bench) return command.error(`"${name}" is no bench; there are: ${names}`);
        const limits = readLimits(options.limits, name);
        process.stderr.write(`${bench.description}\n`);
        const result = await runBench(name, bench, limits, options.output);
        print(result, options, () => describeResult(result));
        if (result.metrics.some(({ ok }) => !ok)) process.exitCode = FAILED;
      },
    );
}
