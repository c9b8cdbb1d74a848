/** The sample's burst, switched on, and what is declared of it. */
import { type Burst, type Estate, loadEstate } from "../../config/index.js";
import { type BurstPlan, planStacks } from "../../lib/placement/index.js";
import { DEFAULT_ESTATE } from "../../scripts/support/options.js";

/** The sample estate with its burst switched on, and changed by `edit`. */
export function burstEstate(edit: (burst: Burst) => void = () => {}): Estate & { ai: { burst: Burst } } {
  const estate = loadEstate(DEFAULT_ESTATE).estate as Estate;
  const { burst } = estate.ai;
  if (!burst) throw new Error("the sample says nothing of a burst");
  burst.enabled = true;
  edit(burst);
  return { ...estate, ai: { ...estate.ai, burst } };
}

/** Its plan. */
export function burstPlan(edit?: (burst: Burst) => void): BurstPlan {
  const plans = planStacks(burstEstate(edit)).filter(({ kind }) => kind === "burst");
  if (plans.length !== 1) throw new Error(`${plans.length} bursts are planned`);
  return plans[0] as BurstPlan;
}
