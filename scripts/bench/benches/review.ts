/** The review of a large plan against reading and parsing it, and against conftest with three equivalent rules. */
import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { planStacks } from "../../../lib/placement/index.js";
import { openEstate } from "../../support/estate.js";
import { DEFAULT_ESTATE } from "../../support/options.js";
import { synthesizeStacks } from "../../support/synthesis.js";
import type { Bench } from "../bench.js";
import { findConftest, runConftest } from "../conftest.js";
import { measure, median, temporaryFolder, type Usage } from "../measured-process.js";
import { writeProductionPlan } from "../production-plan.js";

const RESOURCES = 15_000;
const ROUNDS = 3;
/** The review may take so many times what reading and parsing takes. */
const ALLOWED = 3;
const BINARY = join(import.meta.dirname, "../../transhumance.js");
const PARSE = "JSON.parse(require('node:fs').readFileSync(process.argv[1], 'utf8'))";
/** Exit codes of a review that came to a verdict. */
const DECIDED = [0, 2, 3];
const TODAY = "2026-11-24";

export const review: Bench = {
  description: `Review of a plan of ${RESOURCES} resources, against JSON.parse and conftest, ${ROUNDS} rounds.`,
  async measure(tell) {
    const folder = temporaryFolder();
    const conftest = findConftest(tell);
    const plan = join(folder, "plan.json");
    const checked = openEstate({ estate: DEFAULT_ESTATE, today: TODAY });
    const stacks = planStacks(checked.estate).filter(({ environment }) => environment === "production");
    const output = join(folder, "cdktf.out");
    await synthesizeStacks(checked, stacks, output);
    const resources = writeProductionPlan(
      output,
      stacks.map(({ stack }) => stack),
      RESOURCES,
      plan,
    );
    tell(`a plan of ${resources} resources, ${Math.round(statSync(plan).size / 1e6)} MB`);
    const [own, judged, parse, peer]: [Usage[], Usage[], Usage[], number[]] = [[], [], [], []];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const args = [
        BINARY,
        "review",
        "--plan",
        plan,
        "--today",
        TODAY,
        "--output",
        join(folder, "report.txt"),
      ];
      own.push(await measure(folder, args, {}, DECIDED));
      judged.push(await measure(folder, [...args, "--estate", resolve(DEFAULT_ESTATE)], {}, DECIDED));
      parse.push(await measure(folder, ["-e", PARSE, plan]));
      peer.push(runConftest(conftest, folder, plan));
      tell(
        `round ${round} of ${ROUNDS}: review ${own.at(-1)?.wall.toFixed(2)} s, parsing ${parse.at(-1)?.wall.toFixed(2)} s, conftest ${peer.at(-1)?.toFixed(2)} s`,
      );
    }
    const middle = (usages: readonly Usage[], what: keyof Usage) =>
      median(usages.map((usage) => usage[what]));
    return [
      { metric: "parse", unit: "s", value: middle(own, "wall"), peer: ALLOWED * middle(parse, "wall") },
      {
        metric: "parse-processor",
        unit: "s",
        value: middle(own, "processor"),
        peer: ALLOWED * middle(parse, "processor"),
      },
      // The same with the sample estate, its policies and its people; the peers know nothing of the kind.
      {
        metric: "with-estate",
        unit: "s",
        value: middle(judged, "wall"),
        peer: ALLOWED * middle(parse, "wall"),
      },
      { metric: "conftest", unit: "s", value: middle(own, "wall"), peer: median(peer) },
      { metric: "memory", unit: "MB", value: middle(own, "memory"), peer: middle(parse, "memory") },
      { metric: "resources", unit: "resources", value: resources },
    ];
  },
};
