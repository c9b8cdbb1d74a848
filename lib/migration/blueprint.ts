/** The migration blueprint: what each stage needs on the platform. */
import type { Stage } from "../../config/index.js";

export interface StageNeeds {
  /** Web application and database run on the platform. */
  workloads: boolean;
  /** The platform's gateway knows the way to the site. */
  siteRoute: boolean;
  /**
   * Direction in which data is copied between the site's database and the platform's: `forward` to the
   * platform before cutover, `reverse` to the site afterwards, so that going back loses no write.
   */
  replication: "forward" | "reverse" | "none";
  /** Both sides are compared every night. */
  verification: boolean;
  /** Share of the traffic that the platform serves, in percent; the site serves the rest. */
  platformWeight: 0 | 100;
}

const BEFORE: StageNeeds = {
  workloads: true,
  siteRoute: true,
  replication: "none",
  verification: false,
  platformWeight: 0,
};
const AFTER: StageNeeds = { ...BEFORE, platformWeight: 100 };

/** One writable side at every stage (DESIGN.md, decision 12): the one with the weight of 100. */
const BLUEPRINT: Record<Stage, StageNeeds> = {
  inventoried: { ...BEFORE, workloads: false },
  staged: BEFORE,
  replicating: { ...BEFORE, replication: "forward" },
  rehearsed: { ...BEFORE, replication: "forward", verification: true },
  cutover: { ...AFTER, replication: "reverse", verification: true },
  soaked: { ...AFTER, replication: "reverse" },
  decommissioned: { ...AFTER, siteRoute: false },
  "rolled-back": BEFORE,
};

/** What an installation at `stage` needs. */
export function needsAt(stage: Stage): StageNeeds {
  return BLUEPRINT[stage];
}

/** What an installation needs in an environment that has no sites: it simply runs. */
export const WITHOUT_SITE: StageNeeds = needsAt("decommissioned");
