/** `npm run bench NAME` measures against limits, and fails where one is missed. */
import { join } from "node:path";
import { Command } from "commander";
import { example, print } from "../support/options.js";
import { describeResult, runBench } from "./bench.js";
import { readLimits } from "./metrics.js";
import { BENCHES } from "./registry.js";

const FAILED = 1;
const names = Object.keys(BENCHES).join(", ");

const program = new Command("bench")
  .description("Measures one part of the project against its limits.")
  .argument("<name>", `one of ${names}`)
  .option("--limits <file>", "limits by bench and metric", join("scripts", "bench", "limits.yaml"))
  .option("--output <folder>", "where <name>.json is written", join("out", "bench"))
  .option("--json", "print the result as JSON")
  .showHelpAfterError()
  .addHelpText("after", example("npm run bench synth"))
  .action(async (name: string, options: { limits: string; output: string; json?: true }) => {
    const bench = await BENCHES[name]?.();
    if (!bench) return program.error(`"${name}" is no bench; there are: ${names}`);
    const limits = readLimits(options.limits, name);
    process.stderr.write(`${bench.description}\n`);
    const result = await runBench(name, bench, limits, options.output);
    print(result, options, () => describeResult(result));
    if (result.metrics.some(({ ok }) => !ok)) process.exitCode = FAILED;
  });

process.once("SIGINT", () => process.exit(130));
await program.parseAsync();
