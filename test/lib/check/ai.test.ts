import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Estate } from "../../../config/index.js";
import { checkEstate, warnEstate } from "../../../lib/check/index.js";
import { aiEstate } from "../../support/ai-estate.js";
import type { Edit } from "../../support/estate.js";

const BURST = join(import.meta.dirname, "../../fixtures/small-burst.yaml");

describe("the check of services and projects", () => {
  const problems = (edits: Record<string, Edit>) =>
    checkEstate(aiEstate(edits).load(), "2026-11-24").map(({ path, message }) => `${path} ${message}`);

  it("finds nothing wrong with the small estate", () => {
    expect(problems({})).toEqual([]);
  });

  it("warns of GPU nodes that any pod may land on", () => {
    const warnings = (edits: Record<string, Edit>) => {
      const { estate, locate } = aiEstate(edits).load();
      return warnEstate({ estate: estate as Estate, locate, today: "2026-11-24" }).flatMap(
        ({ path, message }) => (message.includes("taint") ? [path] : []),
      );
    };
    const effect = (name: string): Record<string, Edit> => ({
      "environments/production.yaml": (text) => text.replaceAll("effect: NoSchedule", `effect: ${name}`),
    });
    expect(warnings({})).toEqual([]);
    expect(warnings(effect("NoExecute"))).toEqual([]);
    expect(warnings(effect("PreferNoSchedule"))).toEqual([
      "clusters.sud.nodeGroups.inference.gpus",
      "clusters.sud.nodeGroups.slices.gpus",
      "clusters.nord.nodeGroups.inference.gpus",
    ]);
  });

  it("warns of GPUs of no pool, which no queue shares", () => {
    const warnings = (labels: string) => {
      const edit: Edit = (text) =>
        text.replace(
          / {6}general:/,
          `      spare: { nodesPerZone: 1, cpu: "94", memory: 1000GiB, gpus: { product: NVIDIA-L4, count: 4 }${labels} }\n      general:`,
        );
      const { estate, locate } = aiEstate({ "environments/production.yaml": edit }).load();
      return warnEstate({ estate: estate as Estate, locate, today: "2026-11-24" }).flatMap(
        ({ path, message }) => (message.includes("no pool") ? [path] : []),
      );
    };
    expect(warnings("")).toEqual(["clusters.sud.nodeGroups.spare.gpus"]);
    expect(warnings(', labels: { transhumance.example/burst: "true" }')).toEqual([]);
  });

  it("warns of what AI is declared with, and no operator brings", () => {
    const warnings = (edits: Record<string, Edit>) => {
      const { estate, locate } = aiEstate(edits).load();
      return warnEstate({ estate: estate as Estate, locate, today: "2026-11-24" }).flatMap(
        ({ file, message }) => (message.includes("operator") ? [`${basename(file)} ${message}`] : []),
      );
    };
    expect(warnings({})).toEqual([
      "nord-inference.yaml needs clusterqueues.kueue.x-k8s.io, which no operator brings",
      "sud-slices.yaml needs NVIDIA's MIG manager, which no operator brings",
      "assistant-enseignants.yaml needs scaledobjects.keda.sh, which no operator brings",
    ]);
    const bring =
      (crd: string): Edit =>
      (text) =>
        text.replace("crds:\n", `crds:\n  - ${crd}\n`);
    expect(warnings({ "operators/cloudnative-pg.yaml": bring("scaledobjects.keda.sh") })).toHaveLength(2);
    const onBurstAlone: Edit = (text) => `${bring("scaledobjects.keda.sh")(text)}clusters: burst\n`;
    expect(warnings({ "operators/cloudnative-pg.yaml": onBurstAlone })).toHaveLength(3);
  });

  it("warns of a project that is over, and that plans still give a queue to", () => {
    const edit: Edit = (text) => text.replace(/until: .*/, "until: 2026-11-27");
    const { estate, locate } = aiEstate({ "ai/projects/evaluation-modeles.yaml": edit }).load();
    const on = (today: string) =>
      warnEstate({ estate: estate as Estate, locate, today }).filter(({ path }) => path === "until");
    expect(on("2026-11-27")).toEqual([]);
    expect(on("2026-11-28").map(({ message }) => message)).toEqual([
      "is over, and plans still start from 2026-11-23: its queue stays open",
    ]);
  });

  it("says what a use has stopped since the day that plans start from, and nothing before that", () => {
    const edit: Edit = (text) => text.replace("from: 2026-09-01", "from: 2026-09-01\n    until: 2026-11-28");
    const loaded = aiEstate({ "ai/uses/assistance-enseignants.yaml": edit }).load();
    const on = (day: string) => checkEstate(loaded, day).map(({ path, message }) => `${path} ${message}`);
    expect(on("2026-11-28")).toEqual([]);
    expect(on("2026-11-29")).toEqual([
      "use permits it no more since 2026-11-29, and plans still start from 2026-11-23: no version of assistance-enseignants is in force on 2026-11-29",
    ]);
  });

  it("refuses a project in an environment that does not admit its data", () => {
    const edit: Edit = (text) => text.replace(/dataClasses: .*/, "dataClasses: [synthetic, personal]");
    expect(problems({ "environments/production.yaml": edit })).toContain(
      "pools[0] is in production, which does not admit public data",
    );
  });

  it("refuses a service that has the name of an application", () => {
    const text = aiEstate().read("ai/services/assistant-enseignants.yaml");
    expect(problems({ "ai/services/portail.yaml": () => text })).toEqual([
      " is the name of applications/portail.yaml as well",
    ]);
  });

  it.each([
    ["kube-system", "is a namespace of Kubernetes as well"],
    ["monitoring", "is a namespace of the platform's metrics as well"],
    ["cnpg-system", "is a namespace of operator cloudnative-pg as well"],
  ])("refuses a service whose namespace would be one of the platform's: %s", (name, expected) => {
    const text = aiEstate().read("ai/services/tuteur-revisions.yaml");
    expect(problems({ [`ai/services/${name}.yaml`]: () => text })).toEqual([` ${expected}`]);
  });

  it("refuses a project that has the namespace from which another's jobs leave the platform", () => {
    const text = aiEstate().read("ai/projects/reconnaissance-copies.yaml");
    const edits: Record<string, Edit> = {
      "ai/burst.yaml": () => readFileSync(BURST, "utf8").replace("enabled: false", "enabled: true"),
      "ai/projects/burst-reconnaissance-copies.yaml": () => text,
    };
    expect(problems(edits)).toContain(" is a namespace of burst-reconnaissance-copies as well");
  });

  it("refuses slices that no node of the pools offers", () => {
    const edit: Edit = (text) => text.replace("slice: 2g.20gb, gpuHours", "slice: 3g.40gb, gpuHours");
    expect(problems({ "ai/projects/evaluation-modeles.yaml": edit })).toEqual([
      "jobs.suite is offered by none of sud-inference, sud-slices",
    ]);
  });

  it("refuses a job of which one pod holds more than a node has", () => {
    const edit: Edit = (text) => text.replace("gpus: 4,", "gpus: 16,");
    expect(problems({ "ai/projects/reconnaissance-copies.yaml": edit })).toEqual([
      "jobs.training is more than one node of sud-inference has: a pod runs on one node",
    ]);
  });

  it.each([
    ["ai/services/tuteur-revisions.yaml", "model: mistral", "model: mistrol", "model names nothing"],
    [
      "ai/services/tuteur-revisions.yaml",
      "[sud-inference",
      "[sud-inferenc",
      "serving.pools[0] names nothing",
    ],
    ["ai/services/tuteur-revisions.yaml", "pupilsFrom: 4e\n", "", "pupilsFrom goes with pupils"],
    ["ai/services/tuteur-revisions.yaml", "share: 1,", "share: 1.7,", "chat.share is too large"],
    ["ai/services/tuteur-revisions.yaml", "share: 1,", "share: 0.7,", "must have shares that sum to 1"],
    [
      "ai/services/assistant-enseignants.yaml",
      "  concurrency:",
      "  slice: 1g.11gb\n  concurrency:",
      "serving.slice is offered by none of sud-inference, nord-inference",
    ],
    ["ai/pools/sud-slices.yaml", "production", "productoin", "environment names nothing"],
    ["ai/pools/sud-slices.yaml", "290000", "-290000", "order.nodePrice is too small"],
    [
      "ai/throughput/mistral-small-24b-h100.yaml",
      "gpu: h100-80gb",
      "gpu: h100\nslice: 1g.10gb",
      "gpu names nothing",
    ],
    ["ai/throughput/mistral-small-24b-h100.yaml", "mistral-small-24b\n", "mistral\n", "model names nothing"],
    ["environments/production.yaml", "2g.20gb: 2", "2g.21gb: 2", "mig has profiles that NVIDIA H100"],
    ["ai/gpus/h100-80gb.yaml", "memory: 80GiB", "memory: 80GO", "memory is no DataSize"],
    ["ai/gpus/h100-80gb.yaml", "most: 2, ", "most: 20, ", "is too large"],
    [
      "ai/gpus/h100-80gb.yaml",
      "starts: [0, 4]",
      "starts: [0, 6]",
      "starts has an instance of 4 memory slices end",
    ],
    [
      "ai/pools/sud-inference.yaml",
      "leadTime: 180d",
      "leadTime: six months",
      "order.leadTime is no Duration",
    ],
  ])("tells what is wrong once, not what follows from it: %s, %s", (file, right, wrong, expected) => {
    const found = problems({ [file]: (text) => text.replace(right, wrong) });
    expect(found).toEqual([expect.stringContaining(expected)]);
  });

  it("tells what several files have wrong in one run, each once", () => {
    const service = "ai/services/tuteur-revisions.yaml";
    const faults: Record<string, Edit> = {
      [service]: (text) =>
        text.replace("model: mistral", "model: mistrol").replace("share: 1,", "share: 0.7,"),
      "ai/pools/nord-inference.yaml": (text) => text.replace("gpu: h100-80gb", "gpu: h100"),
      "ai/projects/reconnaissance-copies.yaml": (text) =>
        text.replace("[sud-inference]", "[sud]").replace("gpuHours: 900", "gpuHours: -900"),
    };
    expect(problems(faults)).toEqual([
      expect.stringContaining("gpu names nothing"),
      expect.stringContaining("pools[0] names nothing"),
      expect.stringContaining("jobs.training.gpuHours is too small"),
      expect.stringContaining("model names nothing"),
      expect.stringContaining("demand.profiles must have shares that sum to 1"),
    ]);
  });

  it("asks where people sign in who use services", () => {
    const edit: Edit = (text) => text.replace(/signIn:\n( .*\n)+/, "");
    expect(problems({ "environments/production.yaml": edit })).toEqual([
      " serves assistant-enseignants, tuteur-revisions, and does not say where people sign in",
    ]);
  });

  it("asks where metrics are, by which services scale", () => {
    const edit: Edit = (text) => text.replace(/metrics:.*\n/, "");
    expect(problems({ "platform.yaml": edit })[0]).toContain("is scaled by metrics");
  });
});
