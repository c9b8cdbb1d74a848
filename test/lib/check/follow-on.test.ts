/** A file that is broken neither hides the faults of others nor makes any. */
import { describe, expect, it } from "vitest";
import { type Estate, FOLDERS, loadEstate } from "../../../config/index.js";
import { checkEstate } from "../../../lib/check/index.js";
import { aiEstate } from "../../support/ai-estate.js";
import { type Edit, minimalEstate } from "../../support/estate.js";

const TODAY = "2026-11-24";
const sample = loadEstate("config/estate");

function thingsOf(estate: Partial<Estate>, noun: string): Record<string, unknown> {
  const [first, own] = noun.split("/");
  const things = (estate as Record<string, Record<string, unknown>>)[first ?? ""] ?? {};
  return own === undefined ? things : (things[own] as Record<string, unknown>);
}

/** What is said of the sample without a file. */
function without(noun: string, name: string) {
  const estate = structuredClone(sample.estate);
  Reflect.deleteProperty(thingsOf(estate, noun), name);
  return checkEstate({ ...sample, estate, broken: new Set([`${noun}/${name}.yaml`]) }, TODAY);
}

describe("a broken file", () => {
  it.each(
    Object.keys(FOLDERS).flatMap((noun) =>
      Object.keys(thingsOf(sample.estate, noun))
        .slice(-1)
        .map((name) => [noun, name] as const),
    ),
  )("of %s, %s, makes no other file of the sample wrong", (noun, name) => {
    expect(without(noun, name)).toEqual([]);
  });

  it.each([
    ["policies", "pods"],
    ["calendars", "school-year-2027"],
    ["applications", "lsu"],
  ])("that others build on, %s/%s, makes none of them wrong", (noun, name) => {
    expect(without(noun, name)).toEqual([]);
  });

  it.each(["platform", "skills"] as const)("%s.yaml makes no other file of the sample wrong", (noun) => {
    const { [noun]: _, ...estate } = sample.estate;
    expect(checkEstate({ ...sample, estate, broken: new Set([`${noun}.yaml`]) }, TODAY)).toEqual([]);
  });

  it.each(["platform.yaml", "skills.yaml"])("%s hides no fault that can be told without it", (file) => {
    const faults: Record<string, Edit> = {
      "ai/pools/sud-inference.yaml": (text) => text.replace("nodes: 3", "nodes: -9"),
      "ai/services/tuteur-revisions.yaml": (text) => text.replace(/precision: .*/, "precision: int4"),
      "applications/portail.yaml": (text) => text.replace(/host: .*/, "host: eleves"),
      "migrations/eleves.yaml": (text) => text.replace(/ +cutover: https.*\n/, ""),
    };
    const told = (edits: Record<string, Edit>) =>
      checkEstate(aiEstate(edits).load(), TODAY).map(({ path, message }) => `${path}: ${message}`);
    const whole = told(faults);
    expect(whole).toHaveLength(4);
    const broken = told({ ...faults, [file]: (text) => `${text}nonsense: 1\n` });
    expect(broken.filter((line) => whole.includes(line))).toEqual(whole);
    expect(broken.filter((line) => !whole.includes(line))).toHaveLength(1);
  });

  it("hides no fault of another one", () => {
    const broken: Edit = (text) => `${text}nonsense: 1\n`;
    const estate = minimalEstate({
      "academies/nantes.yaml": broken,
      "teams/scolarite.yaml": broken,
      "applications/portail.yaml": (text) => text.replace(/host: .*/, "host: eleves"),
    });
    expect(checkEstate(estate.load(), TODAY).map(({ message }) => message)).toEqual([
      "is no known key",
      "is the host of eleves as well",
      "is no known key",
    ]);
  });
});
