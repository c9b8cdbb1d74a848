import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { describe, expect, it } from "vitest";
import type { State } from "../../config/index.js";
import { planStacks } from "../../lib/placement/index.js";
import { declareStack } from "../../stacks/index.js";
import { minimalEstate, temporaryFolder } from "../support/estate.js";
import { resourcesOf, synthesizePlan } from "../support/synthesis.js";

const { estate } = minimalEstate();
const plans = planStacks(estate);

describe("the stacks of an estate", () => {
  it("are, for each cluster, the operators', the platform's and one per application, in this order", () => {
    const applications = Object.keys(estate.applications);
    expect(plans.map(({ stack }) => stack)).toEqual(
      ["production-sud", "production-nord", "recette-sud"].flatMap((cluster) =>
        ["operators", "platform", ...applications].map((name) => `${cluster}-${name}`),
      ),
    );
  });

  it("are equal whether they are synthesized alone or in one app", () => {
    const outdir = temporaryFolder();
    const app = new App({ outdir });
    for (const plan of plans) declareStack(app, plan);
    app.synth();
    for (const plan of plans) {
      const together = readFileSync(join(outdir, "stacks", plan.stack, "cdk.tf.json"), "utf8");
      expect(synthesizePlan(plan).json, plan.stack).toBe(together);
    }
  });

  it("are equal from one run to the next", () => {
    for (const plan of plans) expect(synthesizePlan(plan).json).toBe(synthesizePlan(plan).json);
  });

  it("say of every resource where in the estate it comes from", () => {
    for (const plan of plans) {
      const { json, sources } = synthesizePlan(plan);
      expect(Object.keys(sources).toSorted()).toEqual(Object.keys(resourcesOf(json)).toSorted());
      for (const pointer of Object.values(sources)) expect(pointer).toMatch(/^[a-z]+(\/[a-z0-9-]+)?\.yaml#/);
    }
  });

  it("carry no line of the estate into what Terraform reads", () => {
    const moved = minimalEstate({
      "applications/eleves.yaml": (text) => text.replace("title:", "# A remark.\ntitle:"),
    });
    expect(planStacks(moved.estate)).toEqual(plans);
  });

  it("refuse to replace or destroy what holds data", () => {
    const [plan] = planStacks(estate, { environment: "recette", only: ["eleves"] });
    const resources = Object.values(resourcesOf(plan ? synthesizePlan(plan).json : "{}"));
    const clusters = resources.filter(({ manifest }) => (manifest as { kind?: string })?.kind === "Cluster");
    expect(clusters.length).toBeGreaterThan(0);
    for (const cluster of clusters) expect(cluster.lifecycle).toEqual({ prevent_destroy: true });
  });
});

describe("the state of a stack", () => {
  const stateOf = (state: State) => {
    const [plan] = planStacks(estate, { environment: "recette", only: ["platform"] });
    if (!plan) throw new Error("no plan");
    return JSON.parse(synthesizePlan({ ...plan, state }).json).terraform.backend;
  };

  it("is kept and locked by GitLab", () => {
    expect(stateOf({ backend: "gitlab", project: "https://gitlab.example/api/v4/projects/42" })).toEqual({
      http: {
        address: "https://gitlab.example/api/v4/projects/42/terraform/state/recette-sud-platform",
        lock_address: "https://gitlab.example/api/v4/projects/42/terraform/state/recette-sud-platform/lock",
        unlock_address: "https://gitlab.example/api/v4/projects/42/terraform/state/recette-sud-platform/lock",
        lock_method: "POST",
        unlock_method: "DELETE",
        retry_wait_min: 5,
      },
    });
  });

  it("is kept in S3 with a lock file", () => {
    const { s3 } = stateOf({ backend: "s3", bucket: "state", region: "sud", endpoint: "https://s3.example" });
    expect(s3).toMatchObject({
      bucket: "state",
      key: "recette-sud-platform.tfstate",
      use_lockfile: true,
      encrypt: true,
    });
  });

  it("is kept in a schema of its own in PostgreSQL", () => {
    expect(stateOf({ backend: "postgresql", schemaPrefix: "state" })).toEqual({
      pg: { schema_name: "state_recette_sud_platform" },
    });
  });

  it("is kept in a Secret of its own in Kubernetes", () => {
    expect(stateOf({ backend: "kubernetes", namespace: "state", context: "admin" })).toEqual({
      kubernetes: { secret_suffix: "recette-sud-platform", namespace: "state", config_context: "admin" },
    });
  });

  it("is a file beside the stack where the estate says local", () => {
    expect(stateOf({ backend: "local" })).toEqual({ local: { path: "recette-sud-platform.tfstate" } });
  });
});
