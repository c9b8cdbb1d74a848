import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupStacks } from "../../../lib/pipeline/index.js";
import { affected, anyStacks } from "../../support/pipeline.js";

describe("stacks are grouped into jobs", () => {
  it("one by one where that keeps within the number of jobs", () => {
    const stacks = [affected("siecle"), affected("gaia")];
    expect(groupStacks(stacks, 2).map(({ name }) => name)).toEqual([
      "production-sud-siecle",
      "production-sud-gaia",
    ]);
  });

  it("several to a job of their cluster where there are more", () => {
    const stacks = Array.from({ length: 104 }, (_, index) =>
      affected(`app${index}`, index < 52 ? "production/sud" : "production/nord"),
    );
    const groups = groupStacks(stacks, 50);
    expect(groups.length).toBe(36);
    expect(groups[0]?.name).toBe("production-sud-1-of-18");
    expect(groups[0]?.stacks.map(({ name }) => name)).toEqual(["app0", "app1"]);
  });

  it("each stack once, in order, never of two clusters, and with names of their own", () => {
    fc.assert(
      fc.property(anyStacks, fc.integer({ min: 1, max: 150 }), (stacks, most) => {
        const groups = groupStacks(stacks, most);
        expect(groups.flatMap((group) => group.stacks)).toEqual(stacks);
        expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
        for (const { environment, cluster, stacks: members } of groups) {
          expect(members.length).toBeGreaterThan(0);
          for (const member of members) expect(member).toMatchObject({ environment, cluster });
        }
        const clusters = new Set(stacks.map((stack) => `${stack.environment}/${stack.cluster}`)).size;
        expect(groups.length).toBeLessThanOrEqual(Math.max(most, clusters));
      }),
    );
  });
});
