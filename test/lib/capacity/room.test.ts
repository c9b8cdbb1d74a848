import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Estate, loadEstate } from "../../../config/index.js";
import { checkCapacity, planCapacity, warnCapacity } from "../../../lib/capacity/index.js";
import { DEFAULT_ESTATE } from "../../../scripts/support/options.js";

const sample = JSON.stringify(loadEstate(DEFAULT_ESTATE).estate);

const GIBI = 1024 ** 3;

interface Held {
  gpus?: number;
  slice?: string;
  cores: number;
  gibibytes: number;
}

interface Node {
  cores: number;
  gibibytes: number;
  disk?: number;
  count?: number;
  mig?: Record<string, number>;
}

/** The sample with one pool, its nodes as given, and projects whose only jobs these are. */
function estateOf({ cores, gibibytes, disk = 2048, count = 8, mig }: Node, jobs: readonly Held[]): Estate {
  const estate = JSON.parse(sample) as Estate;
  const group = estate.environments.production?.clusters.sud?.nodeGroups[mig ? "slices" : "inference"];
  const gpus = { product: "NVIDIA-H100-80GB-HBM3", count, ...(mig ? { mig } : {}) };
  Object.assign(group ?? {}, {
    ...{ cpu: cores * 1000, memory: gibibytes * GIBI, ephemeralStorage: disk * GIBI, gpus },
  });
  const [project] = Object.values(estate.ai.projects);
  const pools = [mig ? "sud-slices" : "sud-inference"];
  Object.assign(estate.ai, { services: {}, projects: {} });
  for (const [index, { gpus: held = 1, slice, cores: cpu, gibibytes: memory }] of jobs.entries()) {
    const requests = { cpu: Math.round(cpu * 1000), memory: memory * GIBI };
    const job = { gpus: held, slice, requests, pods: 1, gpuHours: 1, duration: 3600, interruptible: true };
    Object.assign(estate.ai.projects, {
      [`project-${index}`]: { ...project, pools, jobs: { job }, notebooks: undefined },
    });
  }
  return estate;
}

const strandedIn = (estate: Estate) => planCapacity(estate, { quarters: 1 }).stranded;
const messages = (estate: Estate) =>
  [...checkCapacity(estate), ...warnCapacity(estate)].map(
    ({ pointer, value, message, allowed }) => `${pointer} ${value} ${message}; ${allowed}`,
  );

/** Pods one after the other, until one finds no room: how many GPUs are left that it could have held. */
function naivelyUnused({ cores, gibibytes, disk = 2048, count = 8 }: Node, pod: Held): number {
  const { gpus = 1 } = pod;
  const free = { cpu: cores, memory: gibibytes, disk, gpus: count };
  while (free.gpus >= gpus && free.cpu >= pod.cores && free.memory >= pod.gibibytes && free.disk >= 10) {
    free.gpus -= gpus;
    free.cpu -= pod.cores;
    free.memory -= pod.gibibytes;
    free.disk -= 10;
  }
  return free.gpus - (free.gpus % gpus);
}

describe("the room of a node", () => {
  it("holds all pods of the sample", () => {
    expect(warnCapacity(JSON.parse(sample) as Estate)).toEqual([]);
    expect(strandedIn(JSON.parse(sample) as Estate)).toEqual([]);
  });

  it.each([
    [{ cores: 94, gibibytes: 1000 }, { cores: 11.75, gibibytes: 125 }, 0, undefined],
    [{ cores: 94, gibibytes: 1000 }, { cores: 11.751, gibibytes: 125 }, 1, "cpu"],
    [{ cores: 94, gibibytes: 1000 }, { cores: 16, gibibytes: 96 }, 3, "cpu"],
    [{ cores: 94, gibibytes: 1000 }, { cores: 8, gibibytes: 256 }, 5, "memory"],
    [{ cores: 94, gibibytes: 1000 }, { gpus: 4, cores: 60, gibibytes: 96 }, 4, "cpu"],
    [{ cores: 94, gibibytes: 1000 }, { gpus: 3, cores: 47, gibibytes: 500 }, 0, undefined],
    [{ cores: 94, gibibytes: 1000, disk: 50 }, { cores: 1, gibibytes: 1 }, 3, "disk"],
  ])("on %j of pods of %j leaves %i GPUs unused", (node, pod, unused, short) => {
    const estate = estateOf(node, [pod]);
    expect(strandedIn(estate).map((one) => [one.unused, one.short])).toEqual(short ? [[unused, short]] : []);
    expect(checkCapacity(estate)).toEqual([]);
    expect(naivelyUnused(node, pod)).toBe(unused);
  });

  it("says where, what is asked for, what would fit, and the way out", () => {
    expect(messages(estateOf({ cores: 94, gibibytes: 1000 }, [{ cores: 16, gibibytes: 96 }]))).toEqual([
      "ai/projects/project-0.yaml#/jobs/job/requests/cpu 16 leaves 3 of the 8 nvidia.com/gpu of a full node of sud-inference unused: such pods use up the 94 cores that it has; at most 11750m",
    ]);
  });

  it("refuses what fits no node, once for each amount, and work only where no pool of its has such nodes", () => {
    const estate = estateOf({ cores: 94, gibibytes: 1000 }, [{ cores: 95, gibibytes: 1001 }]);
    expect(checkCapacity(estate).map(({ pointer, message }) => `${pointer} ${message}`)).toEqual([
      expect.stringMatching(
        /requests\/cpu is more cores than pods may take of a node of sud-inference: such/,
      ),
      expect.stringMatching(/requests\/memory is more memory than pods may take of a node of sud-inference/),
    ]);
    const larger = estate.environments.production?.clusters.nord?.nodeGroups.inference;
    Object.assign(larger ?? {}, { cpu: 200_000, memory: 4000 * GIBI });
    estate.ai.projects["project-0"]?.pools.push("nord-inference");
    expect(checkCapacity(estate)).toEqual([]);
    expect(strandedIn(estate).map(({ pool, unused }) => [pool, unused])).toEqual([
      ["nord-inference", 6],
      ["sud-inference", 8],
    ]);
  });

  it("refuses a service that fits the nodes of one of its pools only: the plan gives it replicas on both", () => {
    const estate = JSON.parse(sample) as Estate;
    const nord = estate.environments.production?.clusters.nord?.nodeGroups.inference;
    Object.assign(nord ?? {}, { memory: 64 * GIBI });
    expect(messages(estate).filter((message) => message.includes("never runs"))).toEqual([
      "ai/services/assistant-enseignants.yaml#/serving/requests/memory 96GiB is more memory than pods may take of a node of nord-inference: such a pod never runs; at most 64GiB",
    ]);
  });

  it("gives slices what others leave, and blames the kind that asks for more than its part", () => {
    const mig = { "1g.10gb": 3, "2g.20gb": 2 };
    const small = { slice: "1g.10gb", cores: 1, gibibytes: 8 };
    const large = { slice: "2g.20gb", cores: 4.375, gibibytes: 8 };
    // 24 × 1 + 16 × 4.375 = 94.
    expect(strandedIn(estateOf({ cores: 94, gibibytes: 1000, mig }, [small, large]))).toEqual([]);
    const more = { ...large, cores: 5 };
    const [stranded, ...others] = strandedIn(estateOf({ cores: 94, gibibytes: 1000, mig }, [small, more]));
    expect(others).toEqual([]);
    // 70 cores are left for 16, which ask for 80: 14 run.
    expect(stranded).toMatchObject({ by: "project-1 job", offered: 16, unused: 2, room: 70_000 });
  });

  it("reports what a placement one by one gives, whatever the node", () => {
    const whole = (min: number, max: number) => fc.integer({ min, max });
    fc.assert(
      fc.property(
        fc.record({
          cores: whole(8, 200),
          gibibytes: whole(64, 2000),
          disk: whole(20, 400),
          count: whole(1, 16),
        }),
        fc.record({ gpus: whole(1, 16), cores: whole(1, 32), gibibytes: whole(1, 256) }),
        (node, pod) => {
          fc.pre(pod.gpus <= node.count);
          const [stranded] = strandedIn(estateOf(node, [pod]));
          expect(stranded?.unused ?? 0).toBe(naivelyUnused(node, pod));
        },
      ),
    );
  });

  it("reports nothing of slices exactly where a full node of the hungriest of each can be placed", () => {
    const mig = { "1g.10gb": 3, "2g.20gb": 1, "1g.20gb": 1 };
    const millicores = fc.integer({ min: 100, max: 5000 });
    fc.assert(
      fc.property(millicores, millicores, millicores, (...asks) => {
        const jobs = Object.keys(mig).map((slice, index) => ({
          ...{ slice, cores: (asks[index] as number) / 1000, gibibytes: 1 },
        }));
        const asked = Object.values(mig).reduce(
          (sum, count, index) => sum + 8 * count * (asks[index] as number),
          0,
        );
        const found = strandedIn(estateOf({ cores: 94, gibibytes: 1000, mig }, jobs));
        expect(found.length === 0).toBe(asked <= 94_000);
      }),
    );
  });
});
