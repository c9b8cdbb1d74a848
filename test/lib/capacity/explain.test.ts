import { describe, expect, it } from "vitest";
import { type Estate, loadEstate } from "../../../config/index.js";
import {
  explainProject,
  explainQuarter,
  explainService,
  planCapacity,
  type QuarterPlan,
  type Step,
} from "../../../lib/capacity/index.js";
import { DEFAULT_ESTATE } from "../../../scripts/support/options.js";

const { estate: loaded, locate } = loadEstate(DEFAULT_ESTATE);
const estate = loaded as Estate;
const { quarters } = planCapacity(estate, { quarters: 12 });

const WRITTEN: Record<string, string> = {
  "×": "*",
  "÷": "/",
  "−": "-",
  "^": "**",
  "⌈": "Math.ceil(",
  "⌉": ")",
};

/** What a formula comes to, computed as it is written. Anything but numbers and its signs is refused. */
function computed(formula: string): number {
  expect(formula).toMatch(/^[\d. ()+−×÷^⌈⌉]+$/);
  const text = formula.replace(/[×÷−^⌈⌉]/g, (sign) => WRITTEN[sign] ?? sign);
  return Number(new Function(`return ${text}`)());
}

function expectToCompute(steps: readonly Step[]) {
  for (const { name, formula, value, pointers } of steps) {
    if (formula !== undefined) {
      const tolerance = Math.max(0.006, Math.abs(value) * 1e-6);
      expect(Math.abs(computed(formula) - value), `${name}: ${formula} = ${value}`).toBeLessThanOrEqual(
        tolerance,
      );
    }
    expect(value, name).not.toBe(-0);
    for (const pointer of pointers) expect(locate(pointer).line, pointer).toBeGreaterThan(0);
  }
}

const named = (steps: readonly Step[] = [], name: string) => steps.find((step) => step.name === name);

describe("the explanation of a service", () => {
  it.each(Object.keys(estate.ai.services))("computes %s as it is written, in every quarter", (service) => {
    for (const quarter of quarters) {
      const steps = explainService(estate, quarter, service) ?? [];
      expectToCompute(steps);
      const placed = quarter.services.find((one) => one.service === service);
      expect(named(steps, "peak")?.value).toBe(placed?.peak);
      for (const { pool, gpus } of placed?.placements ?? [])
        expect(named(steps, `GPUs of ${pool}`)?.value).toBe(gpus);
    }
  });

  it("names the row that replicas follow from, and the line of each figure", () => {
    const [quarter] = quarters;
    const steps = quarter && explainService(estate, quarter, "resume-dossiers");
    expect(named(steps, "summary on sud-inference")?.note).toBe("by llama-8b-h100-2048-128 (saturation)");
    const places = steps?.flatMap(({ pointers }) => pointers.map((pointer) => locate(pointer).file));
    expect(places).toContain("config/estate/ai/throughput/llama-8b-h100-2048-128.yaml");
  });

  it("computes demand that outgrows all that is there, and leaves no service out for it", () => {
    const grown = structuredClone(estate);
    const { "assistant-enseignants": chat } = grown.ai.services;
    if (chat) chat.demand.growth = { low: 1, base: 4, high: 10 };
    const plan = planCapacity(grown, { quarters: 12 });
    const last = plan.quarters.at(-1) as QuarterPlan;
    expectToCompute(explainService(grown, last, "assistant-enseignants") ?? []);
    expect(plan.unmeasured).toEqual(planCapacity(estate).unmeasured);
    expect(last.sensitivity.high.demand).toBeGreaterThan(last.demand);
  });

  it("says why it is not one replica fewer", () => {
    const [quarter] = quarters;
    const steps = quarter && explainService(estate, quarter, "assistant-enseignants");
    const need = quarter?.services[0]?.needs[0]?.queue;
    expect(need?.lateWithOneFewer).toBeGreaterThan(0.04);
    expect(named(steps, "replicas for the percentile on sud-inference")?.note).toMatch(
      /^0\.\d+ % of the requests are late, \d+\.\d+ % with one fewer; at most 4 %$/,
    );
  });
});

describe("the explanation of a quarter", () => {
  it("computes needed, delivered and proportion as it is written, in every quarter", () => {
    for (const quarter of quarters) {
      const steps = explainQuarter(estate, quarter);
      expectToCompute(steps);
      expect(named(steps, "needed")?.value).toBe(quarter.demand);
      expect(named(steps, "proportion")?.value).toBe(quarter.proportion);
      expect(named(steps, "production has")?.value).toBe(quarter.production.capacity);
      expect(named(steps, "innovation has")?.value).toBe(quarter.innovation.capacity);
      for (const { pool, demand } of quarter.pools)
        expect(named(steps, `needed on ${pool}`)?.value).toBeCloseTo(demand, 2);
    }
  });

  it("says of slots how many find none, and with one fewer", () => {
    for (const { innovation } of quarters) {
      for (const { kind, missed, missedWithOneFewer, slots } of innovation.slots) {
        const permitted = kind === "notebooks" ? 0.01 : 0.1;
        expect(missed).toBeLessThanOrEqual(permitted);
        if (slots > 1) expect(missedWithOneFewer).toBeGreaterThan(missed);
      }
    }
  });
});

describe("the explanation of a project", () => {
  const slotsOf = ({ innovation }: QuarterPlan, project: string) =>
    innovation.slots.filter(({ projects }) => projects.includes(project));

  it.each(Object.keys(estate.ai.projects))("computes %s as it is written, in every quarter", (project) => {
    for (const quarter of quarters) {
      const steps = explainProject(estate, quarter, project) ?? [];
      expectToCompute(steps);
      const slots = slotsOf(quarter, project);
      const stated = steps.filter(({ name }) => name.startsWith("slots, ")).map(({ value }) => value);
      expect(stated).toEqual(slots.map((one) => one.slots));
      const found = steps.map(({ value }) => value);
      for (const { missed, load } of slots) {
        expect(found).toContain(missed);
        expect(found).toContain(load);
      }
      if (slots.length === 0) expect(steps).toMatchObject([{ value: 0, unit: "erlangs" }]);
    }
  });

  it("says of each queue whom it is shared with, and of a project that has ended when it did", () => {
    const shared = structuredClone(estate);
    const copies = shared.ai.projects["reconnaissance-copies"];
    if (copies) shared.ai.projects.twin = structuredClone(copies);
    const [quarter] = planCapacity(shared, { quarters: 1 }).quarters;
    const steps = quarter && explainProject(shared, quarter, "twin");
    const together = named(steps, "jobs of 4 GPUs on sud-inference, of all projects");
    expect(together).toMatchObject({ formula: "(0.30821918 + 0.30821918)" });
    const last = quarters.at(-1) as QuarterPlan;
    expect(explainProject(estate, last, "reconnaissance-copies")?.[0]?.note).toMatch(/until 2027-12-31$/);
    expect(explainProject(estate, last, "nobody")).toBeUndefined();
  });

  it("computes hundreds of notebooks as well", () => {
    const large = structuredClone(estate);
    const { notebooks } = large.ai.projects["evaluation-modeles"] ?? {};
    if (notebooks) notebooks.people = 900;
    const [quarter] = planCapacity(large, { quarters: 1 }).quarters;
    const steps = (quarter && explainProject(large, quarter, "evaluation-modeles")) ?? [];
    expectToCompute(steps);
    expect(Math.max(...steps.map(({ value }) => value))).toBeGreaterThan(400);
  });
});
