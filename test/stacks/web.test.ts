import { describe, expect, it } from "vitest";
import { planStacks } from "../../lib/placement/index.js";
import { minimalEstate } from "../support/estate.js";
import { type Resources, resourcesOf, synthesizePlan } from "../support/synthesis.js";

/** One stack of the application that has a database and secrets, with one academy in service. */
function stack(cluster: string, edit?: (text: string) => string): Resources {
  const { estate } = minimalEstate(edit ? { "applications/eleves.yaml": edit } : {}).write(
    "migrations/eleves.yaml",
    "illustrative: true\ninstallations:\n  lille: { stage: staged, since: 2026-10-05 }\n",
  );
  const [plan] = planStacks(estate, { environment: "production", cluster, only: ["eleves"] });
  if (!plan) throw new Error("no plan");
  return resourcesOf(synthesizePlan(plan).json);
}

const ofType = (resources: Resources, type: string) =>
  Object.entries(resources).filter(([address]) => address.startsWith(`${type}.`));

interface Spec {
  replicas?: string;
  template: {
    metadata: { annotations: Record<string, string> };
    spec: { container: { env?: unknown; env_from?: unknown; volume_mount: { mount_path: string }[] }[] };
  };
}
const deployment = (resources: Resources) => {
  const found = ofType(resources, "kubernetes_deployment_v1")[0]?.[1] as { spec: Spec } | undefined;
  if (!found) throw new Error("no Deployment");
  return found.spec;
};

describe("a web application", () => {
  it("has no replicas of its own beside its autoscaler", () => {
    const resources = stack("sud");
    expect(ofType(resources, "kubernetes_horizontal_pod_autoscaler_v2")).toHaveLength(1);
    expect(deployment(resources).replicas).toBeUndefined();
  });

  it("runs nothing on a standby, so that it starts afresh once the standby is the primary", () => {
    const resources = stack("nord");
    expect(ofType(resources, "kubernetes_deployment_v1")).toEqual([]);
    expect(ofType(resources, "kubernetes_horizontal_pod_autoscaler_v2")).toEqual([]);
    expect(ofType(resources, "kubernetes_service_v1").length).toBeGreaterThan(0);
  });

  it("reads its secrets from files and none from variables", () => {
    const [container] = deployment(stack("sud")).template.spec.container;
    expect(JSON.stringify([container?.env, container?.env_from])).not.toContain("secret_");
    expect(container?.volume_mount.map(({ mount_path }) => mount_path)).toContain(
      "/run/secrets/database-app",
    );
  });

  it("starts again when its settings change, and not when they only move", () => {
    const parameters = (settings: string) => (text: string) =>
      `${text.replace(/^parameters:.*\n(?: .*\n)*/m, "")}\nparameters: { common: { ${settings} } }\n`;
    const [one, moved, other] = ["A: 1, B: 2", "B: 2, A: 1", "A: 1, B: 3"].map(
      (settings) => deployment(stack("sud", parameters(settings))).template.metadata.annotations,
    );
    expect(moved).toEqual(one);
    expect(other).not.toEqual(one);
  });
});
