import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type Estate, formatProblem, loadEstate } from "../../../config/index.js";
import { today } from "../../../lib/calendar/index.js";
import { checkEstate } from "../../../lib/check/index.js";
import { planStacks } from "../../../lib/placement/index.js";
import { changeApplication, writeLargeEstate } from "../../../scripts/bench/large-estate.js";
import { temporaryFolder } from "../../support/estate.js";

const SAMPLE = join(import.meta.dirname, "../../../config/estate");

describe("the large estate of the bench", () => {
  const folder = temporaryFolder();
  let names: string[];
  let estate: Estate;

  beforeAll(() => {
    names = writeLargeEstate(SAMPLE, folder, 40);
    const loaded = loadEstate(folder);
    expect(checkEstate(loaded, today()).map(formatProblem)).toEqual([]);
    estate = loaded.estate as Estate;
  });

  it("is production with 40 dedicated applications in 30 academies, and nothing else", () => {
    expect(Object.keys(estate.environments)).toEqual(["production"]);
    expect(Object.keys(estate.academies)).toHaveLength(30);
    expect(Object.keys(estate.applications).toSorted()).toEqual(names.toSorted());
    expect(names).toHaveLength(40);
    for (const { tenancy, academies } of Object.values(estate.applications)) {
      expect({ tenancy, academies }).toEqual({ tenancy: "dedicated", academies: "all" });
    }
  });

  it("changes the stacks of one application where one file is changed", () => {
    const plans = () => {
      const all = planStacks(loadEstate(folder).estate as Estate);
      return new Map(all.map((plan) => [plan.stack, JSON.stringify(plan)]));
    };
    const [name = ""] = names;
    const file = join(folder, "applications", `${name}.yaml`);
    const [before, text] = [plans(), readFileSync(file, "utf8")];
    changeApplication(folder, name);
    expect(readFileSync(file, "utf8")).not.toBe(text);
    const changed = [...plans()]
      .filter(([stack, plan]) => before.get(stack) !== plan)
      .map(([stack]) => stack);
    expect(changed.toSorted()).toEqual([`production-nord-${name}`, `production-sud-${name}`]);
  });
});
