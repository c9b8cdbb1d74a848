import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Estate } from "../../config/index.js";
import { renderStack } from "../../lib/kubernetes/index.js";
import {
  inLayers,
  type ProjectPlan,
  planStacks,
  type RunningPlan,
  shareOut,
} from "../../lib/placement/index.js";
import { aiEstate } from "../support/ai-estate.js";
import { type Edit, minimalEstate } from "../support/estate.js";
import { compare, synthesizeEstate, synthesizePlan } from "../support/synthesis.js";

/** What these tests read of objects. */
interface Declared {
  kind: string;
  metadata: { name: string };
  data: Record<string, string>;
  rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
  spec: {
    cohortName?: string;
    preemption?: object;
    resourceGroups?: {
      flavors: { name: string; resources: { name: string; nominalQuota: string }[] }[];
    }[];
    template: {
      metadata: { labels: Record<string, string> };
      spec: {
        nodeSelector: object;
        volumes: { image?: { reference: string } }[];
        containers: { resources: { limits: Record<string, string> } }[];
      };
    };
    minReplicaCount?: number;
    maxReplicaCount?: number;
    triggers?: { name?: string; metadata?: Record<string, string> }[];
  };
}

const planOf = (estate: Estate, stack: string) => {
  const plan = planStacks(estate).find((one) => one.stack === stack);
  if (!plan) throw new Error(`no stack ${stack}`);
  return plan;
};
const objectsOf = (estate: Estate, stack: string): Declared[] =>
  renderStack(JSON.parse(synthesizePlan(planOf(estate, stack)).json)).objects.map(
    ({ object }) => object as unknown as Declared,
  );
const names = (objects: Declared[], kind: string) =>
  objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
const one = (objects: Declared[], kind: string, name?: string): Declared => {
  const found = objects.find((o) => o.kind === kind && (name === undefined || o.metadata.name === name));
  if (!found) throw new Error(`no ${kind} ${name ?? ""}`);
  return found;
};

const { estate } = aiEstate();
const small = synthesizeEstate(minimalEstate().estate);
const before = synthesizeEstate(estate);

/** Nominal quota by queue, flavor and resource. */
function nominal(objects: Declared[]): Record<string, string> {
  return Object.fromEntries(
    objects
      .filter(({ kind }) => kind === "ClusterQueue")
      .flatMap(({ metadata, spec }) =>
        (spec.resourceGroups ?? []).flatMap(({ flavors }) =>
          flavors.flatMap(({ name, resources }) =>
            resources.map((held) => [`${metadata.name} ${name} ${held.name}`, held.nominalQuota]),
          ),
        ),
      ),
  );
}

describe("an environment without GPU pools", () => {
  it("has the same stacks, byte for byte, as without any AI in the estate", () => {
    const of = (stacks: typeof before) =>
      Object.fromEntries(Object.entries(stacks).filter(([stack]) => stack.startsWith("recette-")));
    expect(of(before)).toEqual(of(small));
  });
});

describe("a cluster with GPU pools", () => {
  it("adds stacks and changes none of the others", () => {
    const added = Object.keys(before).filter((stack) => !(stack in small));
    expect(added.toSorted()).toEqual([
      "production-nord-ai",
      "production-nord-assistant-enseignants",
      "production-sud-ai",
      "production-sud-assistant-enseignants",
      "production-sud-evaluation-modeles",
      "production-sud-reconnaissance-copies",
      "production-sud-tuteur-revisions",
    ]);
    const { added: resources, removed, changed } = compare(small, before);
    expect({ removed, changed }).toEqual({ removed: [], changed: [] });
    expect(resources.every((key) => added.includes(key.split("/")[0] ?? ""))).toBe(true);
  });

  it("is applied after the platform, and before its services and projects", () => {
    const layers = inLayers(planStacks(estate, { environment: "production", cluster: "sud" }));
    const at = (stack: string) => layers.findIndex((layer) => layer.some((plan) => plan.stack === stack));
    expect(at("production-sud-platform")).toBeLessThan(at("production-sud-ai"));
    expect(at("production-sud-ai")).toBeLessThan(at("production-sud-assistant-enseignants"));
    expect(at("production-sud-assistant-enseignants")).toBe(at("production-sud-evaluation-modeles"));
  });

  it("says of every resource where it comes from", () => {
    const plans = planStacks(estate, { environment: "production" }).filter(({ kind }) =>
      ["ai", "inference-service", "project"].includes(kind),
    );
    for (const plan of plans) {
      const { json, sources } = synthesizePlan(plan);
      const resources = Object.entries(JSON.parse(json).resource as Record<string, object>).flatMap(
        ([type, byName]) => Object.keys(byName).map((name) => `${type}.${name}`),
      );
      expect(resources.filter((address) => !(address in sources))).toEqual([]);
    }
  });
});

describe("the queues of a cluster", () => {
  const objects = objectsOf(estate, "production-sud-ai");

  it("give production all of its pools, and teams those of innovation by their weights", () => {
    expect(nominal(objects)).toEqual({
      "production sud-inference nvidia.com/gpu": "48",
      "production sud-slices nvidia.com/mig-1g.10gb": "0",
      "production sud-slices nvidia.com/mig-2g.20gb": "0",
      "innovation-plateforme sud-inference nvidia.com/gpu": "0",
      "innovation-plateforme sud-slices nvidia.com/mig-1g.10gb": "24",
      "innovation-plateforme sud-slices nvidia.com/mig-2g.20gb": "16",
      "innovation-scolarite sud-inference nvidia.com/gpu": "0",
    });
  });

  it("give production what its services may hold of innovation's pools, so that no team takes it back", () => {
    const { estate: sliced } = aiEstate({
      "ai/services/assistant-enseignants.yaml": (text) =>
        text
          .replace("pools: [sud-inference, nord-inference]", "pools: [sud-slices]\n  slice: 1g.10gb")
          .replace("min: 2, max: 12", "min: 2, max: 5")
          .replace(/^survives: .*$/m, "survives: { node: true, cluster: false }"),
    });
    expect(nominal(objectsOf(sliced, "production-sud-ai"))).toMatchObject({
      "production sud-slices nvidia.com/mig-1g.10gb": "5",
      "innovation-plateforme sud-slices nvidia.com/mig-1g.10gb": "19",
      "innovation-plateforme sud-slices nvidia.com/mig-2g.20gb": "16",
    });
  });

  it("let a queue take back its own from whoever borrowed it", () => {
    for (const { spec } of objects.filter(({ kind }) => kind === "ClusterQueue")) {
      expect(spec.cohortName).toBe(names(objects, "Cohort")[0]);
      expect(spec.preemption).toEqual({
        reclaimWithinCohort: "Any",
        borrowWithinCohort: { policy: "Never" },
        withinClusterQueue: "LowerPriority",
      });
    }
  });

  it("are in a cohort that has no quota of its own", () => {
    expect(one(objects, "Cohort").spec).not.toHaveProperty("resourceGroups");
  });

  it("never promise more than the nodes have, whatever the pools and weights", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500 }),
        fc.dictionary(fc.string(), fc.double({ min: 0.01, max: 100, noNaN: true }), { minKeys: 1 }),
        (count, weights) => {
          const parts = shareOut(count, weights);
          expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(count);
          expect(Object.values(parts).every((part) => Number.isInteger(part) && part >= 0)).toBe(true);
        },
      ),
    );
  });

  it("cut cards as the node group says, under its name", () => {
    const text = minimalLayouts(estate);
    expect(text["mig-configs"].slices).toEqual([
      { devices: "all", "mig-enabled": true, "mig-devices": { "1g.10gb": 3, "2g.20gb": 2 } },
    ]);
    expect(text["mig-configs"].inference).toEqual([{ devices: "all", "mig-enabled": false }]);
  });
});

function minimalLayouts(of: Estate) {
  const cnpg = Object.values(of.operators)[0];
  const operators = { ...of.operators, "gpu-operator": { ...cnpg, namespace: "gpu-operator" } };
  const objects = objectsOf({ ...of, operators } as Estate, "production-sud-ai");
  return JSON.parse(one(objects, "ConfigMap").data["config.yaml"] ?? "");
}

describe("an inference service", () => {
  const objects = objectsOf(estate, "production-sud-assistant-enseignants");
  const deployment = one(objects, "Deployment");

  it("is queued as production, on the nodes of its pool, with its model by digest", () => {
    const { metadata, spec } = deployment.spec.template;
    expect(metadata.labels["kueue.x-k8s.io/queue-name"]).toBe("production");
    expect(spec.nodeSelector).toEqual({ "transhumance.example/node-group": "inference" });
    expect(spec.volumes[0]?.image?.reference).toMatch(/@sha256:[0-9a-f]{64}$/);
    expect(spec.containers[0]?.resources.limits["nvidia.com/gpu"]).toBe("1");
  });

  it("names the use that permits it, and its version", () => {
    expect(deployment.spec.template.metadata.labels).toMatchObject({
      "transhumance.example/use": "assistance-enseignants",
      "transhumance.example/use-version": "1",
      "transhumance.example/oversight": "reviewed",
    });
  });

  it("opens only to academies that have trained enough people, on the primary cluster", () => {
    expect(names(objects, "HTTPRoute")).toEqual(["lille", "nantes"]);
    expect(names(objectsOf(estate, "production-nord-assistant-enseignants"), "HTTPRoute")).toEqual([]);
  });

  it("scales by its queue and its cache within what the estate says", () => {
    const { spec } = one(objects, "ScaledObject");
    expect([spec.minReplicaCount, spec.maxReplicaCount]).toEqual([2, 12]);
    expect(spec.triggers?.map(({ name }) => name)).toEqual(["queue", "cache"]);
    // Metrics that are lost at the peak do not read as calm.
    expect(spec.triggers?.map(({ metadata }) => metadata?.ignoreNullValues)).toEqual(["false", "false"]);
  });

  it("goes to zero only in hours without demand, in each time zone that it is open in", () => {
    const asleep = aiEstate({
      "ai/services/assistant-enseignants.yaml": (text) => text.replace("min: 2", "min: 0"),
      "ai/training.yaml": (text) => text.replace("teachers: 15", "teachers: 90"),
    }).estate;
    const { awake } = (planOf(asleep, "production-sud-assistant-enseignants") as { running?: RunningPlan })
      .running as RunningPlan;
    expect(awake).toEqual([
      { timeZone: "Europe/Paris", from: "04:30", to: "23:00" },
      { timeZone: "Indian/Reunion", from: "04:30", to: "23:00" },
    ]);
  });

  it("has nothing in its namespace while no version of its use is in force", () => {
    const objects = objectsOf(estate, "production-sud-tuteur-revisions");
    expect(names(objects, "Namespace")).toEqual(["tuteur-revisions"]);
    expect(names(objects, "Deployment")).toEqual([]);
    expect(names(objects, "HTTPRoute")).toEqual([]);
  });

  it("is called by its declared consumers, whose namespaces open to it, and no other", () => {
    const consumed = synthesizeEstate(
      aiEstate({
        "ai/services/assistant-enseignants.yaml": (text) =>
          text.replace("demand:", "consumers: [portail]\ndemand:"),
      }).estate,
    );
    const { added, removed, changed } = compare(before, consumed);
    expect({ removed, changed }).toEqual({ removed: [], changed: [] });
    expect(added.map((key) => key.replace(/_[0-9A-F]{8}$/, "")).toSorted()).toEqual([
      "production-nord-assistant-enseignants/kubernetes_network_policy_v1.service_from-portail_policy",
      "production-nord-portail/kubernetes_network_policy_v1.release_tenant_to-assistant-enseignants_policy",
      "production-sud-assistant-enseignants/kubernetes_network_policy_v1.service_from-portail_policy",
      "production-sud-portail/kubernetes_network_policy_v1.release_tenant_to-assistant-enseignants_policy",
    ]);
  });
});

describe("the routes of an inference service", () => {
  const stack = "production-sud-assistant-enseignants";
  const objects = objectsOf(estate, stack);

  it("each have a policy that lets only people of the academy pass for whom the service is", () => {
    const routes = names(objects, "HTTPRoute");
    expect(routes.length).toBeGreaterThan(0);
    expect(names(objects, "SecurityPolicy")).toEqual(routes);
    const [academy = ""] = routes;
    expect(one(objects, "SecurityPolicy", academy).spec).toEqual({
      targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: academy }],
      jwt: {
        providers: [
          {
            name: "sign-in",
            issuer: "https://login.example",
            audiences: ["ai"],
            remoteJWKS: { uri: "https://login.example/keys" },
          },
        ],
      },
      authorization: {
        defaultAction: "Deny",
        rules: [
          {
            name: "people-of-the-academy",
            action: "Allow",
            principal: {
              jwt: {
                provider: "sign-in",
                claims: [
                  { name: "groups", valueType: "StringArray", values: [`academie:${academy}`] },
                  { name: "profile", valueType: "String", values: ["teacher"] },
                ],
              },
            },
          },
        ],
      },
    });
  });

  it("come after their policy, so that none is open for a moment", () => {
    const { json } = synthesizePlan(planOf(estate, stack));
    const manifests = Object.values(
      (
        JSON.parse(json) as {
          resource: Record<string, Record<string, { manifest: Declared; depends_on?: string[] }>>;
        }
      ).resource.kubernetes_manifest ?? {},
    );
    const routes = manifests.filter(({ manifest }) => manifest.kind === "HTTPRoute");
    expect(routes.length).toBeGreaterThan(0);
    for (const { depends_on } of routes) expect(depends_on?.join()).toContain("sign-in-");
  });

  it("are none where nobody can sign in", () => {
    const edit: Edit = (text) => text.replace(/signIn:\n( .*\n)+/, "");
    const without = objectsOf(aiEstate({ "environments/production.yaml": edit }).estate, stack);
    expect(names(without, "HTTPRoute")).toEqual([]);
    expect(names(without, "Deployment")).toEqual(["engine"]);
  });
});

describe("a project", () => {
  const objects = objectsOf(estate, "production-sud-reconnaissance-copies");

  it("reaches GPUs through its team's queue", () => {
    expect(one(objects, "LocalQueue").spec).toEqual({
      clusterQueue: "innovation-scolarite",
      stopPolicy: "None",
    });
  });

  it("brings templates of its jobs, queued and by their priority", () => {
    const { data } = one(objects, "ConfigMap");
    const labels = Object.fromEntries(
      Object.entries(data).map(([name, text]) => [name, JSON.parse(text).metadata.labels]),
    );
    const queue = { "kueue.x-k8s.io/queue-name": "innovation" };
    expect(labels).toEqual({
      "training.json": { ...queue, "kueue.x-k8s.io/priority-class": "interruptible" },
      "evaluation.json": { ...queue, "kueue.x-k8s.io/priority-class": "not-interruptible" },
    });
  });

  it("keeps its jobs off pools that its team's queue has for another project", () => {
    const l4: Record<string, Edit> = {
      "environments/production.yaml": (text) =>
        text.replace(
          / {6}slices:/,
          '      small: { nodesPerZone: 1, cpu: "94", memory: 300GiB, gpus: { product: NVIDIA-L4, count: 4 } }\n      slices:',
        ),
      "ai/gpus/l4-24gb.yaml": () =>
        "illustrative: true\ntitle: L4\nproduct: NVIDIA-L4\nmemory: 24GiB\nwatts: 72\nidleWatts: 16\n",
      "ai/pools/sud-small.yaml": () =>
        aiEstate()
          .read("ai/pools/sud-slices.yaml")
          .replace("nodeGroup: slices", "nodeGroup: small")
          .replace("gpu: h100-80gb", "gpu: l4-24gb"),
    };
    const other =
      (team: string): Edit =>
      () =>
        aiEstate()
          .read("ai/projects/reconnaissance-copies.yaml")
          .replace(/team: .*/, `team: ${team}`)
          .replace(/pools: .*/, "pools: [sud-small]");
    const affinities = (edits: Record<string, Edit>, project = "reconnaissance-copies") => {
      const { data } = one(
        objectsOf(aiEstate({ ...l4, ...edits }).estate, `production-sud-${project}`),
        "ConfigMap",
      );
      return Object.values(data).map((text) => JSON.parse(text).spec.template.spec.affinity);
    };
    const away = (group: string) => ({
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            {
              matchExpressions: [
                { key: "transhumance.example/node-group", operator: "NotIn", values: [group] },
              ],
            },
          ],
        },
      },
    });
    const twin = { "ai/projects/petites-copies.yaml": other("scolarite") };
    expect(affinities(twin)).toEqual([away("small"), away("small")]);
    expect(affinities(twin, "petites-copies")).toEqual([away("inference"), away("inference")]);
    expect(affinities({ "ai/projects/petites-copies.yaml": other("plateforme") })).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("lets its team make Jobs and nothing else", () => {
    const role = one(objectsOf(estate, "production-sud-ai"), "ClusterRole", "project-member");
    const writes = role.rules.filter(
      ({ verbs }) => !verbs.every((v) => ["get", "list", "watch"].includes(v)),
    );
    expect(writes).toEqual([{ apiGroups: ["batch"], resources: ["jobs"], verbs: ["create", "delete"] }]);
  });

  it("lets its team forward the ports of notebooks, and only of projects that have some", () => {
    const role = one(objectsOf(estate, "production-sud-ai"), "ClusterRole", "notebook-visitor");
    expect(role.rules).toEqual([
      { apiGroups: [""], resources: ["pods/portforward"], verbs: ["create", "get"] },
    ]);
    expect(names(objects, "RoleBinding")).not.toContain("notebooks");
    const withNotebooks = objectsOf(estate, "production-sud-evaluation-modeles");
    expect(one(withNotebooks, "RoleBinding", "notebooks")).toMatchObject({
      roleRef: { kind: "ClusterRole", name: "notebook-visitor" },
    });
  });

  it.each([
    ["after its end", "ai/projects/reconnaissance-copies.yaml", /until: .*/, "until: 2026-11-01"],
    [
      "without its use",
      "ai/uses/recherche-developpement.yaml",
      "from: 2026-09-01",
      "from: 2026-08-01\n    until: 2026-08-31",
    ],
  ])("stands still %s, and leaves its share to others", (_, file, from, to) => {
    const edit: Edit = (text) => text.replace(from, to);
    const plan = planOf(
      aiEstate({ [file]: edit }).estate,
      "production-sud-reconnaissance-copies",
    ) as ProjectPlan;
    expect(plan.open).toBe(false);
  });
});
