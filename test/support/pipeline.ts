/** Frames and affected stacks for tests of pipelines. */
import fc from "fast-check";
import type { AffectedStack, Frame } from "../../lib/pipeline/index.js";
import { LAYERS } from "../../lib/placement/index.js";

export const FRAME: Frame = {
  settings: {
    image: `registry.example/pipeline@sha256:${"0".repeat(64)}`,
    tags: ["transhumance"],
    setup: ["npm ci"],
    command: "npx transhumance",
    timeout: "2 hours",
    keep: "2 weeks",
    mostJobs: 100,
    parallelism: 4,
  },
  environments: {
    production: { tier: "production", tags: ["production"] },
    recette: { tier: "testing" },
  },
  estate: "config/estate",
  origin: ["Estate: config/estate."],
};

export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

export const withMostJobs = (mostJobs: number): Frame => ({
  ...FRAME,
  settings: { ...FRAME.settings, mostJobs },
});

export function affected(
  name: string,
  place = "production/sud",
  more: Partial<AffectedStack> = {},
): AffectedStack {
  const [environment = "", cluster = ""] = place.split("/");
  const stack = `${environment}-${cluster}-${name}`;
  const kind = LAYERS.flat().find((known) => known === name) ?? "application";
  return { stack, environment, cluster, kind, name, change: "changed", cause: "inputs", ...more };
}

/** Stacks of several clusters, each cluster's together, as stacks are planned. */
export const anyStacks = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom("production/nord", "production/sud", "recette/sud"),
      fc.integer({ min: 0, max: 120 }),
      fc.constantFrom<AffectedStack["change"]>("added", "changed", "removed"),
    ),
    { selector: ([place, number]) => `${place}/${number}`, maxLength: 250 },
  )
  .map((entries) =>
    entries
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([place, number, change]) =>
        affected(`app${number}`, place, { change, ...(change === "removed" ? { declaredAt: COMMIT } : {}) }),
      ),
  );
