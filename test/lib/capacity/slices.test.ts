import { describe, expect, it } from "vitest";
import { type Estate, loadEstate } from "../../../config/index.js";
import { explainQuarter, explainService, planCapacity } from "../../../lib/capacity/index.js";
import { DEFAULT_ESTATE } from "../../../scripts/support/options.js";

const text = JSON.stringify(loadEstate(DEFAULT_ESTATE).estate);
const LAYOUT: Record<string, number> = { "1g.10gb": 3, "2g.20gb": 2 };
const CARDS_OF_A_NODE = 8;

interface Asked {
  /** Replicas of a service by profile. */
  services: Record<string, number>;
  node: boolean;
  people: number;
}

/** The sample with services on slices of `sud-slices`, each sized by saturation to so many replicas, and one project. */
function sliced({ services: wanted, node, people }: Asked): Estate {
  const { ai, ...estate } = JSON.parse(text) as Estate;
  const { "assistant-enseignants": chat } = ai.services;
  const { "evaluation-modeles": project } = ai.projects;
  const row = ai.throughput["llama-8b-h100-1000-1000"];
  if (!chat || !project?.notebooks || !row || !ai.sharing) throw new Error("the sample has changed");
  project.notebooks.people = people;
  ai.sharing.innovation.share = 0;
  const { model, precision } = chat;
  const of = <Made>(make: (slice: string, replicas: number) => Made) =>
    Object.fromEntries(Object.entries(wanted).map(([slice, count]) => [slice, make(slice, count)]));
  const throughput = of((slice) => {
    const saturation = { tokensPerSecond: 1, derate: 1 };
    return { ...row, model, precision, engine: "vLLM", slice, saturation };
  });
  const services = of((slice, replicas) => ({
    ...chat,
    survives: { node, cluster: false },
    serving: { ...chat.serving, pools: ["sud-slices"], slice, replicas: { min: 0, max: 1000 } },
    demand: {
      ...chat.demand,
      ...{ peakToMean: 1, requestsPerUser: 1, growth: { low: 1, base: 1, high: 1 } },
      // In the one hour of the day each replica ends 3600 answers of one token; Dijon is open from the first day on.
      day: [1, ...Array<number>(23).fill(0)],
      users: { perEstablishment: 0, perThousandLyceePupils: 0, academies: { dijon: 3600 * replicas } },
      profiles: { short: { share: 1, prompt: 1, answer: 1 } },
    },
  }));
  return { ...estate, ai: { ...ai, throughput, services, projects: { project } } };
}

/** The least cards of which each offers all profiles of the layout, tried one by one. */
function leastCards(wanted: Record<string, number>): number {
  let cards = 0;
  while (Object.entries(wanted).some(([slice, count]) => cards * (LAYOUT[slice] ?? 0) < count)) cards += 1;
  return cards;
}

function planned(asked: Asked) {
  const estate = sliced(asked);
  const [quarter] = planCapacity(estate, { quarters: 1 }).quarters;
  const pool = quarter?.pools.find((one) => one.pool === "sud-slices");
  if (!quarter || !pool) throw new Error("nothing is planned");
  const wanted: Record<string, number> = {};
  for (const [slice, replicas] of Object.entries(asked.services)) {
    const kept = asked.node ? Math.min(replicas, CARDS_OF_A_NODE * (LAYOUT[slice] ?? 0)) : 0;
    wanted[slice] = replicas + kept;
  }
  for (const { slice, slots } of quarter.innovation.slots)
    if (slice !== undefined) wanted[slice] = (wanted[slice] ?? 0) + slots;
  return { estate, quarter, pool, wanted };
}

describe("slices of several profiles on the same cards", () => {
  it.each<Asked>([
    { services: { "1g.10gb": 7 }, node: false, people: 1 },
    { services: { "1g.10gb": 7, "2g.20gb": 5 }, node: false, people: 1 },
    { services: { "1g.10gb": 30, "2g.20gb": 3 }, node: true, people: 40 },
    { services: { "1g.10gb": 4, "2g.20gb": 60 }, node: true, people: 12 },
    { services: { "1g.10gb": 0, "2g.20gb": 0 }, node: true, people: 200 },
  ])("need the cards that offer them all together, and no more: %j", (asked) => {
    const { quarter, pool, wanted } = planned(asked);
    for (const { service, replicas } of quarter.services) expect(replicas).toBe(asked.services[service]);
    expect(pool.demand).toBe(leastCards(wanted));
    expect(pool.demand).toBe(pool.services + pool.reserve + pool.own - pool.shared);
    expect(quarter.demand).toBe(pool.demand);
  });

  it("let innovation have what services leave of their cards", () => {
    const { quarter, pool } = planned({ services: { "1g.10gb": 30 }, node: false, people: 12 });
    expect(pool).toMatchObject({ services: 10, own: 7, shared: 7, demand: 10, lent: 10 });
    expect(quarter.innovation).toMatchObject({ demand: 7, capacity: 16 - 10 + 7 });
    expect(quarter.production).toMatchObject({ demand: 10, capacity: 72 + 10 });
  });

  it("bear together what a card costs", () => {
    const { quarter } = planned({ services: { "1g.10gb": 3, "2g.20gb": 2 }, node: false, people: 1 });
    const gpus = quarter.services.flatMap(({ placements }) => placements.map((one) => one.gpus));
    expect(gpus).toEqual([3 / 7, 4 / 7]);
  });

  it("are not taken by services on other slices of the same cards", () => {
    const estate = sliced({ services: { "1g.10gb": 48, "2g.20gb": 40 }, node: false, people: 1 });
    const [nord] = Object.values(estate.environments.production?.clusters.nord?.nodeGroups ?? {}).filter(
      ({ gpus }) => gpus,
    );
    if (nord?.gpus) nord.gpus.mig = LAYOUT;
    for (const { serving } of Object.values(estate.ai.services)) serving.pools.push("nord-inference");
    const [quarter] = planCapacity(estate, { quarters: 1 }).quarters;
    const placed = quarter?.services.map(({ placements }) => placements.map(({ replicas }) => replicas));
    expect(placed).toEqual([[48], [32, 8]]);
  });

  it("are explained by formulas that say so", () => {
    const { estate, quarter } = planned({
      services: { "1g.10gb": 30, "2g.20gb": 3 },
      node: true,
      people: 40,
    });
    const steps = explainQuarter(estate, quarter);
    const formula = (name: string) => steps.find((step) => step.name === name)?.formula;
    expect(formula("services on sud-slices")).toBe("⌈30 ÷ 3⌉");
    expect(formula("kept for a lost node of sud-slices")).toBe("⌈54 ÷ 3⌉ − 10");
    expect(formula("counted twice so far on sud-slices")).toMatch(/^\d+ − ⌈\d+ ÷ 2⌉$/);
    const [of] =
      explainService(estate, quarter, "2g.20gb")?.filter(({ name }) => /^GPUs of/.test(name)) ?? [];
    expect(of?.formula).toBe("3 × 2 ÷ 7");
  });
});
