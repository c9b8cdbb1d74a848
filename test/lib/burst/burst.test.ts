import { describe, expect, it } from "vitest";
import type { Burst } from "../../../config/index.js";
import { checkBurst } from "../../../lib/burst/index.js";
import { PolicyEngine, policiesOf } from "../../../lib/policy/index.js";
import { burstEstate } from "../../support/burst.js";

const NAME = "production-sud-burst-2027-02-01";
const DURING = "2027-02-15";
const said = (edit: (burst: Burst) => void, today = DURING) =>
  checkBurst(burstEstate(edit), today).map(({ pointer, message }) => `${pointer}: ${message}`);

describe("a burst that is switched on", () => {
  it("is right in the sample", () => {
    expect(said(() => {})).toEqual([]);
  });

  it("may not be declared any more once it is over, until it is switched off", () => {
    expect(said(() => {}, "2027-03-31")).toEqual([]);
    expect(said(() => {}, "2027-04-01")).toEqual(["ai/burst.yaml#/until: is over: it would begin again"]);
    expect(
      said((burst) => {
        burst.enabled = false;
      }, "2027-04-01"),
    ).toEqual([]);
  });

  it("names a cluster of its environment", () => {
    expect(
      said((burst) => {
        burst.cluster = "ouest";
      }),
    ).toEqual(["ai/burst.yaml#/cluster: is no cluster of production"]);
  });

  it("has a flavor of its own, and leaves no pool of its cluster that name", () => {
    const withPool = (cluster: string) => {
      const estate = burstEstate();
      const { "sud-slices": pool, ...pools } = estate.ai.pools;
      if (!pool) throw new Error("the sample has no pool sud-slices");
      const ai = { ...estate.ai, pools: { ...pools, burst: { ...pool, cluster } } };
      return checkBurst({ ...estate, ai }, DURING).map(({ pointer, message }) => `${pointer}: ${message}`);
    };
    expect(withPool("sud")).toEqual([
      "ai/pools/burst.yaml#: is the name of the burst's own flavor on production/sud",
    ]);
    expect(withPool("nord")).toEqual([]);
  });

  it("has a name that AWS takes", () => {
    const long = `nord-${"e".repeat(42)}`;
    expect(
      said((burst) => {
        burst.cluster = long;
      }),
    ).toEqual([
      "ai/burst.yaml#/cluster: is no cluster of production",
      `ai/burst.yaml#/cluster: makes a name of 75 characters, production-${long}-burst-2027-02-01, and AWS takes 64`,
    ]);
  });

  it("has addresses that the platform's networks do not have", () => {
    expect(
      said((burst) => {
        burst.network.networks = ["10.213.4.0/24", "10.0.0.0/8", "10.214.0.0/16"];
      }).map((line) => line.split(":")[0]),
    ).toEqual(["ai/burst.yaml#/network/networks/0", "ai/burst.yaml#/network/networks/1"]);
  });

  it("has on its own cluster the operator that takes what the platform's sends", () => {
    const worker = (operators: string[]) => (burst: Burst) => {
      burst.worker = { name: NAME, context: "burst", operators };
    };
    expect(said(worker(["kueue", "cluster-autoscaler"]))).toEqual([]);
    expect(said(worker(["cluster-autoscaler"]))).toEqual([
      "ai/burst.yaml#/worker/operators: has no operator that takes the jobs that are sent there",
    ]);
  });

  it("has another cluster from another first day on: that of the burst before is not taken for it", () => {
    const renewed = (edit: (burst: Burst) => void) =>
      said((burst) => {
        burst.worker = { name: NAME, context: "production-burst", operators: ["kueue"] };
        burst.from = "2027-03-01";
        edit(burst);
      });
    expect(renewed(() => {})).toEqual([
      "ai/burst.yaml#/worker/name: is no cluster of this burst, which is production-sud-burst-2027-03-01: production-burst would reach another",
    ]);
    expect(
      renewed((burst) => {
        delete burst.worker;
      }),
    ).toEqual([]);
  });

  it("takes projects whose data it admits, and whose jobs fit its nodes", () => {
    expect(
      said((burst) => {
        burst.projects = ["detection-decrochage", "evaluation-modeles"];
      }),
    ).toEqual([
      "ai/burst.yaml#/projects/0: has internal data",
      "ai/burst.yaml#/projects/1: has no job that fits a node of the burst, of 8 whole GPUs",
    ]);
  });
});

describe("the policies", () => {
  const refused = (edit: (burst: Burst) => void) => {
    const estate = burstEstate(edit);
    return new PolicyEngine(policiesOf(estate))
      .judgeEstate(estate)
      .filter(({ policy }) => policy.startsWith("burst-"))
      .map(({ policy, subject }) => `${policy} ${subject}`);
  };

  it("accept the sample", () => {
    expect(refused(() => {})).toEqual([]);
  });

  it("refuse every data class but public and synthetic, and projects with one, by name", () => {
    expect(
      refused((burst) => {
        burst.dataClasses = ["public", "personal"];
        burst.projects = ["detection-decrochage"];
      }),
    ).toEqual([
      "burst-classes burst data class personal",
      "burst-classes burst project detection-decrochage",
    ]);
  });

  it("refuse regions outside of the European Union", () => {
    expect(
      refused((burst) => {
        burst.region = "us-east-1";
      }),
    ).toEqual(["burst-region burst in us-east-1"]);
  });
});
