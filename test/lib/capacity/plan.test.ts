import { describe, expect, it } from "vitest";
import { type Estate, loadEstate } from "../../../config/index.js";
import { planCapacity, type QuarterPlan } from "../../../lib/capacity/index.js";
import { DEFAULT_ESTATE } from "../../../scripts/support/options.js";
import { minimalEstate } from "../../support/estate.js";

const text = JSON.stringify(loadEstate(DEFAULT_ESTATE).estate);

/** The sample, with changes that types of a checked estate do not allow. */
// biome-ignore lint/suspicious/noExplicitAny: a checked estate is read-only.
function sample(change: (ai: any) => void = () => {}): Estate {
  const estate = JSON.parse(text) as Estate;
  change(estate.ai);
  return estate;
}

const services = (quarter: QuarterPlan | undefined) =>
  Object.fromEntries((quarter?.services ?? []).map((service) => [service.service, service]));

/** Requests a second at the peak of the first quarter, by a way of its own: hours through the zone's own clock. */
function peakByHand(estate: Estate, name: string, open: readonly string[]): number {
  const demand = estate.ai.services[name]?.demand;
  if (!demand) return 0;
  const weights = demand.day.reduce((sum, weight) => sum + weight, 0);
  const hours = Array.from({ length: 24 }, (_, hour) =>
    open.reduce((sum, academy) => {
      const { establishments = 0, lyceePupils = 0, timeZone = "UTC" } = estate.academies[academy] ?? {};
      const time = new Date(Date.UTC(2026, 11, 1, hour));
      const local = Number(
        new Intl.DateTimeFormat("en", { timeZone, hour: "numeric", hourCycle: "h23" }).format(time),
      );
      const { perEstablishment, perThousandLyceePupils } = demand.users;
      const users = perEstablishment * establishments + (perThousandLyceePupils * lyceePupils) / 1000;
      return sum + (users * demand.requestsPerUser * (demand.day[local] ?? 0)) / weights / 3600;
    }, 0),
  );
  return Math.max(...hours) * demand.peakToMean;
}

describe("the capacity plan of the sample", () => {
  const estate = sample();
  const plan = planCapacity(estate, { quarters: 12 });
  const first = plan.quarters[0];

  it("has twelve quarters that follow on one another, with demand, capacity and proportion", () => {
    expect(plan.quarters.map(({ quarter }) => quarter).slice(0, 3)).toEqual([
      "2026-Q4",
      "2027-Q1",
      "2027-Q2",
    ]);
    for (const { demand, capacity, proportion } of plan.quarters) {
      expect(proportion).toBeCloseTo(capacity / demand, 2);
    }
  });

  it("says what the other cluster carries when one is lost", () => {
    const replicas = services(first)["assistant-enseignants"]?.replicas ?? 0;
    const carried = (cluster: string) =>
      first?.losses
        .find((loss) => loss.cluster === cluster)
        ?.services.filter((left) => Object.keys(left.carried).length > 0)
        .map((left) => [left.service, left.promised, left.carried]);
    expect(carried("sud")).toEqual([["assistant-enseignants", true, { "nord-inference": replicas }]]);
    expect(carried("nord")).toEqual([
      ["assistant-enseignants", true, { "sud-inference": replicas }],
      ["recherche-documentaire", false, { "sud-slices": 1 }],
      ["resume-dossiers", false, { "sud-inference": 3 }],
    ]);
  });

  it("follows from the cited rows, as docs/capacity.md does it by hand", () => {
    const { "assistant-enseignants": chat, "resume-dossiers": files } = services(first);
    const peak = peakByHand(estate, "assistant-enseignants", Object.keys(chat?.requests ?? {}));
    expect(chat?.peak).toBeCloseTo(peak, 9);
    const holding = 0.57 + 349 / 31.44;
    expect(chat?.needs[0]?.queue?.requestsPerSecond).toBeCloseTo(100 / holding, 9);
    const least = Math.ceil((peak * holding) / 100);
    expect([least, least + 1]).toContain(chat?.replicas);
    const prompts = peakByHand(estate, "resume-dossiers", Object.keys(files?.requests ?? {}));
    expect(files?.replicas).toBe(Math.ceil((prompts * 128) / (3450 * 0.5)));
    expect(files?.goalsMet).toBe(false);
  });

  it("puts all replicas in each of two clusters where one may be lost, and keeps a node where one may", () => {
    const { "assistant-enseignants": chat } = services(first);
    expect(chat?.placements.map(({ replicas }) => replicas)).toEqual([chat?.replicas, chat?.replicas]);
    const nord = first?.pools.find(({ pool }) => pool === "nord-inference");
    expect(nord?.demand).toBe(chat?.replicas);
  });

  it("opens the pupils' service when its use comes into force", () => {
    const academies = plan.quarters.map((quarter) =>
      Object.keys(services(quarter)["tuteur-revisions"]?.requests ?? {}),
    );
    expect(academies[0]).toEqual([]);
    expect(academies[1]?.length).toBeGreaterThan(0);
    expect(academies.at(-1)).toHaveLength(30);
  });

  it("counts the day with the highest peak of a quarter, after clocks have changed too", () => {
    // From 28 March on metropolitan France is an hour nearer to La Réunion and Mayotte.
    expect(services(plan.quarters[1])["assistant-enseignants"]?.day).toBe("2027-03-28");
  });

  it("looks again when a version of the use that closed academies has ended", () => {
    const stricter = structuredClone(estate);
    const { versions } = stricter.ai.uses["assistance-enseignants"] ?? {};
    const [first] = Object.values(versions ?? {});
    if (versions && first)
      versions["2"] = { ...first, from: "2026-11-01", until: "2026-12-09", trained: 100 };
    const [quarter] = planCapacity(stricter, { quarters: 1 }).quarters;
    const chat = services(quarter)["assistant-enseignants"];
    expect(chat?.day).toBe("2026-12-10");
    expect(Object.keys(chat?.requests ?? {})).toHaveLength(27);
  });

  it("sums peaks by the hour of the day, so that overseas ones do not add up", () => {
    const { "assistant-enseignants": chat } = services(plan.quarters.at(-1));
    expect(chat?.peak).toBeLessThan(chat?.separatePeaks ?? 0);
  });

  it("names what nobody has measured, and counts nothing for it", () => {
    expect(plan.unmeasured).toEqual([
      { service: "recherche-documentaire", pool: "sud-slices", profiles: ["question"] },
    ]);
    expect(services(first)["recherche-documentaire"]?.replicas).toBe(0);
  });

  it("tells goals that no load meets from what nobody has measured", () => {
    const unmeasured = (timeToFirstToken: number) =>
      planCapacity(
        sample((ai) => {
          ai.services = { tutor: ai.services["assistant-enseignants"] };
          ai.services.tutor.goals.timeToFirstToken = timeToFirstToken;
          ai.services.tutor.serving.pools = ["sud-inference"];
          ai.services.tutor.survives.cluster = false;
        }),
        { quarters: 1 },
      ).unmeasured;
    // At its lowest load 95 of 100 first tokens come within 0.56 s: just as many as the goal asks for, and no margin.
    const unmet = ["mistral-small-24b-h100"];
    const expected = [{ service: "tutor", pool: "sud-inference", profiles: ["chat"], unmet }];
    expect(unmeasured(0.5)).toEqual(expected);
    expect(unmeasured(0.56)).toEqual(expected);
    expect(unmeasured(0.57)).toEqual([]);
  });

  it("orders nodes a lead time before they are missing, once", () => {
    expect(plan.behind?.quarter).toBe("2028-Q4");
    const [order] = plan.orders;
    expect(order).toMatchObject({ pool: "nord-inference", nodes: 1, quarter: "2028-Q4", late: false });
    expect((Date.parse("2028-10-01") - Date.parse(order?.orderBy ?? "")) / 86_400_000).toBe(180);
  });

  it("does not order what a delivery brings before an order could, and orders it where nothing does", () => {
    const late = structuredClone(estate);
    const { "sud-inference": pool } = late.ai.pools;
    if (!pool) throw new Error("the sample has no pool sud-inference");
    Object.assign(pool, { since: "2027-02-01" });
    const ordersOf = () =>
      planCapacity(late, { quarters: 6 }).orders.filter((order) => order.pool === "sud-inference");
    expect(ordersOf()).toEqual([]);
    Object.assign(pool, { since: "2029-01-01" });
    expect(ordersOf()[0]).toMatchObject({ quarter: "2026-Q4", late: true });
  });

  it("splits cost, energy and carbon by academy without losing any", () => {
    const sum = (list: readonly { euros: number }[] = []) =>
      list.reduce((total, { euros }) => total + euros, 0);
    expect(sum(first?.academies)).toBeCloseTo(sum(first?.services), 6);
  });
});

describe("the capacity plan", () => {
  it("plans an estate without AI: nothing is needed, nothing delivered", () => {
    const { quarters, orders, behind } = planCapacity(minimalEstate().estate, { quarters: 1 });
    expect(quarters).toHaveLength(1);
    expect(quarters[0]).toMatchObject({ demand: 0, capacity: 0, proportion: null, status: "none" });
    expect({ orders, behind }).toEqual({ orders: [], behind: null });
  });

  it("gives work that is not interruptible what production's peak leaves of its pools, and says where that is too few", () => {
    const only = (nodes: number) =>
      planCapacity(
        sample((ai) => {
          const { "reconnaissance-copies": project } = ai.projects;
          ai.projects = { project };
          delete ai.services["recherche-documentaire"];
          ai.sharing.innovation.share = 0;
          delete project.jobs.training;
          Object.assign(project.jobs.evaluation, { gpuHours: 6 * 730, duration: 3600 });
          ai.pools["sud-inference"].deliveries = { change: { on: "2026-11-01", nodes } };
        }),
        { quarters: 2 },
      );
    const needed = (plan = only(0)) => plan.quarters[0]?.pools.find(({ pool }) => pool === "sud-inference");
    const { demand = 0, own = 0 } = needed() ?? {};
    expect(own).toBeGreaterThan(6);
    expect(only(0).quarters[0]?.innovation).toMatchObject({ demand: own, capacity: 16 + own });
    expect(only(0).unowned).toMatchObject([{ work: "evaluation", pool: "sud-inference", lacking: null }]);
    const tight = only(Math.ceil(demand / 8) - 1 - 6);
    const { capacity = 0, shortfall = 0 } = needed(tight) ?? {};
    expect(shortfall).toBeGreaterThan(0);
    expect(shortfall).toBe(demand - capacity);
    expect(tight.quarters[0]?.innovation.capacity).toBe(16 + own - shortfall);
    expect(tight.unowned).toMatchObject([{ lacking: "2026-Q4" }]);
    expect(only(-6).quarters[0]?.innovation.capacity).toBe(16);
  });

  it("gives production what its services need of innovation's pools, and innovation the rest", () => {
    const [quarter] = planCapacity(
      sample((ai) => {
        ai.services = { chat: ai.services["assistant-enseignants"] };
        ai.pools["sud-inference"].serves = "innovation";
        Object.assign(ai.services.chat.serving, { pools: ["sud-inference"] });
        ai.services.chat.survives = { node: true, cluster: false };
      }),
      { quarters: 1 },
    ).quarters;
    const { services = 0, reserve = 0 } = quarter?.pools.find(({ pool }) => pool === "sud-inference") ?? {};
    expect([services, reserve]).toEqual([12, 8]);
    expect(quarter?.production).toMatchObject({ demand: 20, capacity: 24 + 20 });
    expect(quarter?.innovation).toMatchObject({ capacity: 48 - 20 + 16, borrowed: 0 });
  });

  it("plans a service in each environment for the users there, on the pools there", () => {
    const estate = sample((ai) => {
      const pool = { environment: "recette", cluster: "sud", deliveries: {} };
      ai.pools.trial = { ...ai.pools["sud-inference"], ...pool };
      ai.services["assistant-enseignants"].serving.pools.unshift("trial");
    });
    const { production, recette } = estate.environments;
    const { inference } = production?.clusters.nord?.nodeGroups ?? {};
    Object.assign(recette?.clusters.sud?.nodeGroups ?? {}, { inference });
    const chats = ({ services: all }: QuarterPlan) =>
      all.filter(({ service }) => service === "assistant-enseignants");
    const [both] = planCapacity(estate, { quarters: 1 }).quarters.map(chats);
    const { chat: alone } = { chat: services(planCapacity(sample(), { quarters: 1 }).quarters[0]) };
    expect(both?.map(({ environment }) => environment)).toEqual(["recette", "production"]);
    expect(both?.[1]).toEqual(alone["assistant-enseignants"]);
    expect(both?.[0]).toMatchObject({
      ...{
        survivesCluster: false,
        keepsNode: true,
        replicas: 1,
        placements: [{ pool: "trial", replicas: 2, least: 2 }],
      },
      requests: { corse: 10_400, lille: 145_600 },
    });
    const [there] = planCapacity(estate, { quarters: 1, environment: "recette" }).quarters.map(chats);
    expect(there).toEqual(both?.slice(0, 1));
  });

  it("counts the replicas that are there while nobody asks, on each pool, as long as the framework permits them", () => {
    const planned = (min: number, users: number) =>
      planCapacity(
        sample((ai) => {
          ai.projects = {};
          ai.services = { tutor: ai.services["tuteur-revisions"] };
          ai.services.tutor.demand.users.perThousandLyceePupils = users;
          ai.services.tutor.survives.node = false;
          Object.assign(ai.services.tutor.serving, {
            pools: ["sud-inference", "nord-inference"],
            replicas: { min, max: 40 },
          });
        }),
        { quarters: 2 },
      ).quarters.map(({ pools, services: [tutor] }) => ({
        replicas: tutor?.placements.map(({ replicas }) => replicas),
        gpus: pools.filter(({ demand }) => demand > 0).map(({ pool, demand, idle }) => [pool, demand, idle]),
      }));
    // Its use comes into force in January.
    expect(planned(3, 0)).toEqual([
      { replicas: [0], gpus: [] },
      {
        replicas: [3, 3],
        gpus: [
          ["nord-inference", 3, 21],
          ["sud-inference", 3, 45],
        ],
      },
    ]);
    expect(planned(0, 0)[1]).toEqual({ replicas: [0], gpus: [] });
    expect(planned(3, 400)[1]?.replicas).toEqual([7, 3]);
  });

  it("keeps what finds no GPUs needed in the first pool that is measured", () => {
    const [quarter] = planCapacity(
      sample((ai) => {
        ai.services = { files: ai.services["resume-dossiers"] };
        ai.services.files.serving.pools = ["nord-inference", "sud-inference"];
        ai.pools["nord-inference"].gpu = "h200-141gb";
        ai.throughput["llama-8b-h200-2048-128"].model = "llama-3-3-70b";
        ai.services.files.demand.users.perEstablishment *= 25;
      }),
      { quarters: 1 },
    ).quarters;
    expect(services(quarter).files?.needs.map(({ replicas }) => replicas)).toEqual([0, 56]);
    expect(services(quarter).files?.placements.map(({ replicas }) => replicas)).toEqual([0, 56]);
  });

  it("leaves out the pools of other environments", () => {
    expect(planCapacity(sample(), { quarters: 1, environment: "recette" }).quarters[0]?.capacity).toBe(0);
  });

  it("counts the nodes that are there on every day of a quarter, also where some replace others in it", () => {
    const nodes = (deliveries: object) => {
      const plan = planCapacity(
        sample((ai) => Object.assign(ai.pools["nord-inference"], { deliveries })),
        { quarters: 3 },
      );
      return plan.quarters.map(({ pools }) => pools.find(({ pool }) => pool === "nord-inference")?.nodes);
    };
    const more = { on: "2027-02-10", nodes: 2 };
    expect(nodes({ more })).toEqual([3, 3, 5]);
    expect(nodes({ more, old: { on: "2027-03-15", nodes: -3 } })).toEqual([3, 2, 2]);
    expect(nodes({ more, old: { on: "2027-02-10", nodes: -3 } })).toEqual([3, 2, 2]);
    expect(nodes({ more, old: { on: "2027-02-01", nodes: -3 } })).toEqual([3, 0, 2]);
  });

  it("has no proportion where nothing is needed: GPUs are idle there, or there are none", () => {
    const balance = (change: Parameters<typeof sample>[0]) => {
      const [quarter] = planCapacity(sample(change), { quarters: 1 }).quarters;
      return quarter && [quarter.proportion, quarter.status, quarter.sensitivity.high.status];
    };
    // biome-ignore lint/suspicious/noExplicitAny: a checked estate is read-only.
    const later = (ai: any) => {
      for (const pool of Object.values<{ since: string }>(ai.pools)) pool.since = "2030-01-01";
    };
    // biome-ignore lint/suspicious/noExplicitAny: a checked estate is read-only.
    const unused = (ai: any) => Object.assign(ai, { services: {}, projects: {} });
    expect(balance(unused)).toEqual([null, "idle", "idle"]);
    expect(balance(later)).toEqual([0, "starved", "starved"]);
    expect(balance((ai) => later(unused(ai)))).toEqual([null, "none", "none"]);
  });

  it("counts a project until it ends, and a pool until it is taken away", () => {
    const ending = sample((ai) => {
      ai.projects["reconnaissance-copies"].until = "2026-12-31";
      ai.pools["nord-inference"].deliveries = { end: { on: "2027-02-01", nodes: -3 } };
    });
    const { quarters } = planCapacity(ending, { quarters: 2 });
    const projects = quarters.map(({ innovation }) =>
      innovation.slots.flatMap(({ projects: names }) => names),
    );
    expect(projects[0]).toContain("reconnaissance-copies");
    expect(projects[1]).not.toContain("reconnaissance-copies");
    expect(quarters.map(({ pools }) => pools.find(({ pool }) => pool === "nord-inference")?.nodes)).toEqual([
      3, 0,
    ]);
  });

  it("needs no less with more requests, and has more with one pool more", () => {
    const demands = [1, 2, 5].map((factor) => {
      const busier = sample((ai) => (ai.services["assistant-enseignants"].demand.requestsPerUser *= factor));
      return planCapacity(busier, { quarters: 1 }).quarters[0]?.demand ?? 0;
    });
    expect(demands).toEqual(demands.toSorted((a, b) => a - b));
    const without = sample((ai) => delete ai.pools["nord-inference"]);
    const capacities = [without, sample()].map((estate) =>
      planCapacity(estate, { quarters: 8 }).quarters.map(({ capacity }) => capacity),
    );
    for (const [index, capacity] of (capacities[0] ?? []).entries()) {
      expect(capacity).toBeLessThan(capacities[1]?.[index] ?? 0);
    }
  });

  it("is lower for slower growth and higher for faster", () => {
    for (const { demand, sensitivity } of planCapacity(sample(), { quarters: 8 }).quarters) {
      expect(sensitivity.low.demand).toBeLessThanOrEqual(demand);
      expect(sensitivity.high.demand).toBeGreaterThanOrEqual(demand);
    }
  });
});
