/** Words of the estate that have an order; apart from their schemas, which not every command loads. */

/** Stages of an installation, in the order in which they are reached. */
export const STAGES = [
  "inventoried",
  "staged",
  "replicating",
  "rehearsed",
  "cutover",
  "soaked",
  "decommissioned",
  "rolled-back",
] as const;

/** Years of secondary school, youngest first. */
export const GRADES = ["6e", "5e", "4e", "3e", "2de", "1re", "terminale"] as const;

/** How much a person decides, least first. */
export const OVERSIGHTS = ["none", "informed", "reviewed", "decided"] as const;
