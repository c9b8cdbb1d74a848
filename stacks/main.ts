/** The CDKTF app: all stacks of the estate in one app, as CDKTF's own command line runs it. */
import { App } from "cdktf";
import { type Estate, formatProblem, loadEstate } from "../config/index.js";
import { today } from "../lib/calendar/index.js";
import { checkEstate } from "../lib/check/index.js";
import { planStacks } from "../lib/placement/index.js";
import { declareStack } from "./synthesize.js";

const loaded = loadEstate(process.env.TRANSHUMANCE_ESTATE ?? "config/estate");
const problems = checkEstate(loaded, today());
if (problems.length > 0) {
  process.stderr.write(`${problems.map(formatProblem).join("\n")}\n`);
  process.exit(1);
}
const app = new App();
const stacks = new Map<string, ReturnType<typeof declareStack>>();
for (const plan of planStacks(loaded.estate as Estate)) {
  const stack = declareStack(app, plan);
  stacks.set(plan.stack, stack);
  for (const dependency of plan.dependsOn.flatMap((name) => stacks.get(name) ?? []))
    stack.addDependency(dependency);
}
app.synth();
