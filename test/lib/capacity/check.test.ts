import { describe, expect, it } from "vitest";
import { type Estate, loadEstate } from "../../../config/index.js";
import { checkCapacity, warnCapacity } from "../../../lib/capacity/index.js";
import { DEFAULT_ESTATE } from "../../../scripts/support/options.js";

const sample = JSON.stringify(loadEstate(DEFAULT_ESTATE).estate);

/** What the check says of the sample estate where a value, named by its path in `ai`, is another. */
function findings(path: string, value: unknown) {
  const estate = JSON.parse(sample) as Estate;
  const keys = path.split(" ");
  const last = keys.pop() as string;
  // biome-ignore lint/suspicious/noExplicitAny: what is written here is what types forbid.
  keys.reduce((parent: any, key) => parent[key], estate.ai)[last] = value;
  return checkCapacity(estate).map(({ pointer, message }) => `${pointer} ${message}`);
}

const point = { concurrency: 50, tokensPerSecond: 33, timeToFirstToken: { average: 0.6, p95: 1 } };
const mistral = "throughput mistral-small-24b-h100 latency 1";

describe("the check of capacity", () => {
  it("accepts the sample, and an estate without AI", () => {
    const estate = JSON.parse(sample) as Estate;
    expect(checkCapacity(estate)).toEqual([]);
    const ai = { gpus: {}, pools: {}, models: {}, throughput: {}, services: {}, projects: {}, uses: {} };
    expect(checkCapacity({ ...estate, ai, environments: {} })).toEqual([]);
  });

  it.each([
    ["pools sud-slices cluster", "est", /pools\/sud-slices.*names no cluster of production/],
    ["pools sud-slices nodeGroup", "general", /names no node group with GPUs/],
    ["pools nord-inference gpu", "h200-141gb", /is NVIDIA-H200, and the nodes/],
    ["pools sud-slices nodeGroup", "inference", /is the node group of sud-\w+ already/],
    ["pools sud-inference deliveries third-zone on", "2026-09-01", /is not after `since`/],
    ["pools sud-inference deliveries third-zone nodes", -7, /takes away more nodes than there are/],
    ["services tuteur-revisions serving gpus", 16, /is more than one node of sud-inference has/],
    [
      "services assistant-enseignants serving gpus",
      16,
      /is more than one node of (?:sud|nord)-inference has/,
    ],
    ["services assistant-enseignants serving concurrency", 5000, /has no room: 44 GiB of weights/],
    ["models llama-3-1-8b context", 600_000, /would not let the engine start: one request of 600000/],
    ["services tuteur-revisions serving context", 40_000, /is more than mistral-small-24b can take/],
    ["services tuteur-revisions serving context", 600, /tokens are more than the engine takes/],
    ["services resume-dossiers serving concurrency", 5000, /has no room: 9 GiB of weights/],
    [
      "services tuteur-revisions survives cluster",
      true,
      /all its pools are in one cluster of their environment/,
    ],
    ["services tuteur-revisions precision", "int4", /is no precision that mistral-small-24b is kept in/],
    ["services tuteur-revisions dataClass", "personal", /dataClass is permitted by no version/],
    [
      "services assistant-enseignants serving replicas",
      { min: 1, max: 11 },
      /max is less than the 12 replicas/,
    ],
    ["uses accompagnement-eleves versions 1 until", "2026-10-01", /ends 2026-10-01/],
    ["projects evaluation-modeles dataClass", "sensitive", /projects\/evaluation-modeles.*sensitive data/],
    [mistral, { ...point, tokensPerSecond: 99 }, /is more than at the lower concurrency/],
    [mistral, { ...point, timeToFirstToken: { average: 1, p95: 0.1 } }, /is below the average/],
    [mistral, { ...point, concurrency: 10 }, /comes after 10/],
  ])("refuses %s: %j, once", (path, value, expected) => {
    const found = findings(path, value).filter((finding) => !finding.includes("services/recherche"));
    expect(found).toEqual([expect.stringMatching(expected)]);
  });

  it("refuses to survive the loss of a cluster by pools of another environment", () => {
    const estate = JSON.parse(sample) as Estate;
    const { production, recette } = estate.environments;
    const { inference } = production?.clusters.nord?.nodeGroups ?? {};
    Object.assign(recette?.clusters.sud?.nodeGroups ?? {}, { inference });
    Object.assign(estate.ai.pools["nord-inference"] ?? {}, { environment: "recette", cluster: "sud" });
    expect(checkCapacity(estate)).toMatchObject([
      {
        pointer: "ai/services/assistant-enseignants.yaml#/survives/cluster",
        message: "cannot hold: all its pools are in one cluster of their environment",
      },
    ]);
  });

  it("refuses a job whose pods no pool ever holds together, and counts the nodes that come before its project ends", () => {
    const refused = (pods: number, gpus: number, change: object = {}) => {
      const estate = JSON.parse(sample) as Estate;
      const { training } = estate.ai.projects["reconnaissance-copies"]?.jobs ?? {};
      Object.assign(training ?? {}, { pods, gpus });
      Object.assign(estate.ai.projects["reconnaissance-copies"] ?? {}, change);
      return checkCapacity(estate).map(({ pointer, allowed }) => `${pointer}: ${allowed}`);
    };
    // Six nodes of eight GPUs, and three more from September 2027 on.
    const at = "ai/projects/reconnaissance-copies.yaml#/jobs/training/pods";
    const pools = "on one of sud-inference, nord-inference";
    expect(refused(9, 8)).toEqual([]);
    expect(refused(10, 8)).toEqual([`${at}: at most 9 ${pools}`]);
    expect(refused(18, 3)).toEqual([]);
    expect(refused(19, 3)).toEqual([`${at}: at most 18 ${pools}`]);
    expect(refused(7, 8, { until: "2027-08-31" })).toEqual([`${at}: at most 6 ${pools}`]);
  });

  it("warns of a delivery from the day on that it comes", () => {
    const warned = (today: string) => {
      const estate = JSON.parse(sample) as Estate;
      estate.platform.today = today;
      return warnCapacity(estate).map(({ pointer, message }) => `${pointer} ${message}`);
    };
    expect(warned("2027-08-31")).toEqual([]);
    expect(warned("2027-09-01")).toEqual([
      "ai/pools/sud-inference.yaml#/deliveries/third-zone/on has come: the plan counts these nodes, and quotas do not until the environment describes them",
    ]);
  });

  it("warns of replicas that leave no GPU for one more, which a rollout needs, or that no GPU is left for", () => {
    const warned = (min: number, gpus: number) => {
      const estate = JSON.parse(sample) as Estate;
      const { serving } = estate.ai.services["resume-dossiers"] ?? {};
      if (!serving) throw new Error("the sample is another one");
      Object.assign(serving, { gpus, replicas: { min, max: min } });
      return warnCapacity(estate).flatMap(({ pointer, message, allowed }) =>
        pointer.includes("/replicas/min") ? [`${pointer} ${message}; ${allowed}`] : [],
      );
    };
    const at = "ai/services/resume-dossiers.yaml#/serving/replicas/min";
    // Of 48 GPUs the assistant keeps two.
    expect(warned(45, 1)).toEqual([]);
    expect(warned(46, 1)).toEqual([
      `${at} leaves none of the 48 × nvidia.com/gpu of sud-inference for one replica more: no rollout there ends; at most 45`,
    ]);
    expect(warned(10, 4)).toEqual([]);
    expect(warned(12, 4)).toEqual([
      `${at} makes 50 × nvidia.com/gpu that services keep of sud-inference, which has 48: some replicas never run; at most 10`,
    ]);
    expect(warned(0, 4)).toEqual([]);
  });

  it("warns of work that is not interruptible where production's peak leaves too few of its GPUs", () => {
    const estate = JSON.parse(sample) as Estate;
    const { "sud-inference": pool } = estate.ai.pools;
    if (pool) pool.deliveries = { end: { on: "2026-11-01", nodes: -4 } };
    const { evaluation } = estate.ai.projects["reconnaissance-copies"]?.jobs ?? {};
    if (evaluation) evaluation.gpuHours = 6 * 730;
    const warned = () => warnCapacity(estate).filter(({ pointer }) => pointer.includes("ai/projects/"));
    expect(warned()).toMatchObject([
      {
        pointer: "ai/projects/reconnaissance-copies.yaml#/jobs/evaluation",
        message: expect.stringMatching(
          /^has no GPUs of its own.* in 2026-Q4 production's peak leaves too few$/,
        ),
      },
    ]);
    if (evaluation) evaluation.interruptible = true;
    expect(warned()).toEqual([]);
  });

  it("permits what a version permits again once a later one has ended", () => {
    const estate = JSON.parse(sample) as Estate;
    const { versions } = estate.ai.uses["instruction-dossiers"] ?? {};
    const [first] = Object.values(versions ?? {});
    if (!versions || !first) throw new Error("no version");
    versions["2"] = { ...first, dataClasses: ["public"], from: "2026-11-01", until: "2026-12-31" };
    expect(checkCapacity(estate)).toEqual([]);
    versions["2"] = { ...first, dataClasses: ["public"], from: "2026-11-01" };
    expect(checkCapacity(estate)).toMatchObject([
      { message: expect.stringContaining("version 1 stays, version 2 is in force and stays") },
    ]);
  });

  it("shows the value that no use permits", () => {
    const estate = JSON.parse(sample) as Estate;
    const service = estate.ai.services["tuteur-revisions"];
    if (service) service.dataClass = "personal";
    expect(checkCapacity(estate).map(({ value }) => value)).toEqual(["personal"]);
  });

  it.each([
    ["slices", {}, /slices\/gpus\/mig does not reach the nodes: without the label nvidia\.com\/mig\.config/],
    ["slices", { "nvidia.com/mig.config": "slice" }, /mig\.config names no layout that is declared/],
    [
      "general",
      { "nvidia.com/mig.config": "general" },
      /general\/labels\/\S+ names no layout that is declared/,
    ],
  ])("refuses nodes of %s whose label names no layout: %j", (group, labels, expected) => {
    const estate = JSON.parse(sample) as Estate;
    Object.assign(estate.environments.production?.clusters.sud?.nodeGroups[group] ?? {}, { labels });
    const found = checkCapacity(estate).map(({ pointer, message }) => `${pointer} ${message}`);
    expect(found).toEqual([expect.stringMatching(expected)]);
  });

  it("refuses a mix of slices that fits no card, and shows some that do", () => {
    const estate = JSON.parse(sample) as Estate;
    const { gpus } = estate.environments.production?.clusters.sud?.nodeGroups.slices ?? {};
    if (gpus) gpus.mig = { "3g.40gb": 2, "1g.10gb": 1 };
    const [finding] = checkCapacity(estate);
    expect(finding?.message).toMatch(/does not fit one NVIDIA H100/);
    expect(finding?.allowed).toMatch(/× 3g\.40gb/);
  });
});
