import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { minimalEstate, SMALL_ESTATE } from "../support/estate.js";
import { compare, synthesizeEstate } from "../support/synthesis.js";

const read = (file: string) => readFileSync(join(SMALL_ESTATE, file), "utf8");
const before = synthesizeEstate(minimalEstate().estate);

describe("adding an application by one YAML file", () => {
  const estate = minimalEstate().write("applications/cantine.yaml", read("applications/eleves.yaml")).estate;
  const after = synthesizeEstate(estate);

  it("makes one new stack per environment and cluster", () => {
    expect(Object.keys(after).filter((stack) => !(stack in before))).toEqual([
      "production-sud-cantine",
      "production-nord-cantine",
      "recette-sud-cantine",
    ]);
  });

  it("changes and removes nothing, and adds elsewhere only the network policies of its dependencies", () => {
    const { added, removed, changed } = compare(before, after);
    const elsewhere = added.filter(
      (key) => !key.startsWith("production-sud-cantine/") && !key.includes("-cantine/"),
    );
    expect({ removed, changed }).toEqual({ removed: [], changed: [] });
    expect(elsewhere.length).toBeGreaterThan(0);
    expect(
      elsewhere.every(
        (key) => key.includes("/kubernetes_network_policy_v1.") && key.includes("from-cantine"),
      ),
    ).toBe(true);
  });
});

describe("adding an academy", () => {
  const estate = minimalEstate()
    .write("academies/corse.yaml", read("academies/lille.yaml").replace("name: Lille", "name: Corse"))
    .edit("environments/recette.yaml", (text) => text.replace(/academies: \[/, "academies: [corse, ")).estate;
  const { added, removed, changed } = compare(before, synthesizeEstate(estate));

  it("renames, removes and changes no other object", () => {
    expect({ removed, changed }).toEqual({ removed: [], changed: [] });
  });

  it("adds what belongs to that academy only", () => {
    expect(added.length).toBeGreaterThan(20);
    expect(added.filter((key) => !key.includes("corse"))).toEqual([]);
  });
});
