/** How long a lab takes until every part of it is ready, its programs being in the cache. */
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { DEFAULT_ESTATE } from "../../support/options.js";
import type { Bench } from "../bench.js";
import { measure, median, temporaryFolder, type Usage } from "../measured-process.js";

const ROUNDS = 3;
const PROGRAM = join(import.meta.dirname, "../../transhumance.js");
const LAB = ["--environment", "recette", "--estate", resolve(DEFAULT_ESTATE)];

export const labStart: Bench = {
  description: `Start of a lab of recette: a new one, and one that has its data, ${ROUNDS} rounds.`,
  async measure(tell) {
    const runs: Record<"built" | "fresh" | "again", Usage[]> = { built: [], fresh: [], again: [] };
    for (let round = 0; round <= ROUNDS; round++) {
      const folder = temporaryFolder();
      const lab = (command: string, ...args: string[]) =>
        measure(folder, [PROGRAM, "lab", command, ...LAB, ...args]);
      try {
        // The first round builds what is missing, and is not counted.
        const fresh = round === 0 ? runs.built : runs.fresh;
        fresh.push(await lab("up"));
        await lab("down");
        if (round > 0) runs.again.push(await lab("up"));
      } finally {
        await lab("down", "--wipe");
        rmSync(folder, { recursive: true, force: true });
      }
      tell(
        `round ${round} of ${ROUNDS}: ${[...runs.fresh, ...runs.again].at(-1)?.wall.toFixed(2) ?? "built"} s`,
      );
    }
    const seconds = (metric: string, usages: Usage[]) => ({
      metric,
      unit: "s",
      value: median(usages.map(({ wall }) => wall)),
    });
    return [seconds("new-lab", runs.fresh), seconds("lab-with-data", runs.again)];
  },
};
