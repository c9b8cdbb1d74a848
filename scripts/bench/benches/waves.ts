/** The planner on invented migrations of 1,200 tasks, against priority rules and CP-SAT alone, and on the sample estate. */
import type { Bench } from "../bench.js";
import { compare } from "../waves/compare.js";
import { measureEstate } from "../waves/estate.js";
import { readInstance } from "../waves/instance.js";

export const waves: Bench = {
  description:
    "Planning of 1,200 tasks in 30 and 60 s, against priority rules and CP-SAT; the sample estate in 60 s, and changes to it. Some 5 minutes.",
  async measure(tell) {
    return [
      ...(await compare("base", readInstance("base"), 30, tell)),
      ...(await compare("tight", readInstance("tight"), 60, tell)),
      ...(await measureEstate(tell)),
    ];
  },
};
