/** The planner on 4,800 tasks, against priority rules and CP-SAT alone, and on four times the sample estate. */
import type { Bench } from "../bench.js";
import { compare } from "../waves/compare.js";
import { measureLargeEstate } from "../waves/estate.js";
import { manifold, readInstance } from "../waves/instance.js";

const LARGE = 4;

export const wavesLarge: Bench = {
  description:
    "Planning of 4,800 tasks in 240 s, against priority rules and CP-SAT; an estate of 4,800 installations in 300 s. Some 13 minutes.",
  async measure(tell) {
    return [
      ...(await compare("large", manifold(readInstance("tight"), LARGE), 240, tell)),
      ...(await measureLargeEstate(tell)),
    ];
  },
};
