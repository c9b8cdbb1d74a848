/** The capacity plan: its time on the sample, and its replicas against a simulation of drawn estates. */
import { type Estate, loadEstate } from "../../../config/index.js";
import { planCapacity } from "../../../lib/capacity/index.js";
import { DEFAULT_ESTATE } from "../../support/options.js";
import type { Bench } from "../bench.js";
import { type Verified, verify } from "../capacity/verify.js";

const ESTATES = 100;

export const capacity: Bench = {
  description:
    "The capacity plan of the sample in seconds, and 100 drawn estates against a simulation. Some 20 s.",
  async measure(tell) {
    const sample = loadEstate(DEFAULT_ESTATE).estate as Estate;
    const begun = performance.now();
    planCapacity(sample, { quarters: 12 });
    const seconds = (performance.now() - begun) / 1000;
    const verified: Verified[] = [];
    for (let seed = 1; verified.length < ESTATES; seed += 1) {
      const result = verify(sample, seed);
      if (result) verified.push(result);
      if (result && verified.length % 20 === 0) tell(`${verified.length} of ${ESTATES} estates simulated`);
    }
    const fewer = verified.filter(({ metWithOneFewer }) => metWithOneFewer !== undefined);
    const share = (part: number, all: number) => part / Math.max(1, all);
    return [
      { metric: "plan", value: seconds, unit: "s" },
      { metric: "estates", value: verified.length, unit: "estates" },
      {
        metric: "met",
        value: share(verified.filter(({ met }) => met).length, verified.length),
        unit: "share",
      },
      {
        metric: "missed-with-one-fewer",
        value: share(fewer.filter(({ metWithOneFewer }) => !metWithOneFewer).length, fewer.length),
        unit: "share",
      },
    ];
  },
};
