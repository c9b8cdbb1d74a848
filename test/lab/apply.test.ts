import { beforeAll, describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../lib/kubernetes/index.js";
import {
  type ApplyResult,
  type DeclaredStack,
  diffStacks,
  LossRefused,
  ledgerRule,
} from "../../lib/lab/index.js";
import { declared, eventually, TestLab, versionsOf } from "../support/applied-lab.js";
import { minimalEstate } from "../support/estate.js";

const CLUSTER = { environment: "production", cluster: "sud" };
const DEPLOYMENT = "/apis/apps/v1/namespaces/eleves-lille/deployments/web";
const POLICY = "/apis/networking.k8s.io/v1/namespaces/eleves-lille/networkpolicies/default-deny";
const SETTINGS = "/api/v1/namespaces/eleves-lille/configmaps/settings";
const MERGE = "application/merge-patch+json";

const { estate } = minimalEstate();
const stacks = declared(estate, CLUSTER);
const all = stacks.flatMap(({ objects }) => objects);
let lab: TestLab;

beforeAll(async () => {
  lab = await TestLab.start(estate, CLUSTER);
});

const counts = ({ created, changed, deleted, unchanged, failed }: ApplyResult) => ({
  created: created.length,
  changed: changed.length,
  deleted: deleted.length,
  unchanged: unchanged.length,
  failed,
});

const NOTHING = { created: 0, changed: 0, deleted: 0, failed: [] };

/** The stacks, and one more with objects of a test's own. */
const withStack = (...objects: KubernetesObject[]): DeclaredStack[] => [
  ...stacks,
  { stack: "production-sud-extra", dependsOn: [], objects: objects.map((object) => ({ object })) },
];

const inNamespace = (name: string): KubernetesObject[] => [
  { apiVersion: "v1", kind: "Namespace", metadata: { name } },
  { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings", namespace: name }, data: { a: "1" } },
];

const claim = (namespace: string): KubernetesObject => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "files", namespace },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
});

describe("applying an estate", () => {
  it("creates all that is declared, then changes nothing", async () => {
    expect(counts(await lab.apply(estate))).toEqual({ ...NOTHING, created: all.length, unchanged: 0 });
    const before = await settled();
    expect(before.size).toBe(all.length);
    expect(counts(await lab.apply(estate))).toEqual({ ...NOTHING, unchanged: all.length });
    expect(versionsOf(await lab.live(stacks))).toEqual(before);
  });

  it("changes nothing either where it asks the server about every object", async () => {
    const before = await settled();
    await forgetInventories();
    expect(counts(await lab.apply(estate))).toEqual({ ...NOTHING, unchanged: all.length });
    const after = versionsOf(await lab.live(stacks));
    const written = [...after].filter(([identity, version]) => before.get(identity) !== version);
    // Definitions with defaults below `status`: the server stores the same object anew for every apply that it gets.
    expect(written.filter(([identity]) => !/^Gateway(?:Class)?\.gateway/.test(identity))).toEqual([]);
  });
});

describe("changes by hand", () => {
  it("are told apart from the platform's own, and taken back", async () => {
    await lab.ask("PATCH", `${POLICY}?fieldManager=marie`, { spec: { policyTypes: ["Ingress"] } }, MERGE);
    await lab.ask("PATCH", `${DEPLOYMENT}?fieldManager=marie`, { spec: { paused: true } }, MERGE);
    await lab.ask("DELETE", SETTINGS);
    const before = versionsOf(await lab.live(stacks));
    const diff = await diffStacks(lab.server, CLUSTER, stacks, ledgerRule(estate));
    expect(diff.create).toEqual(["v1 ConfigMap eleves-lille/settings"]);
    expect(diff.change).toEqual([
      {
        object: "networking.k8s.io/v1 NetworkPolicy eleves-lille/default-deny",
        fields: [{ path: ".spec.policyTypes[1]", after: "Egress" }],
      },
    ]);
    expect(diff.byHand.map(({ object, manager, fields }) => ({ object, manager, fields }))).toEqual([
      {
        object: "apps/v1 Deployment eleves-lille/web",
        manager: "marie",
        fields: [{ path: ".spec.paused", value: true }],
      },
      {
        object: "networking.k8s.io/v1 NetworkPolicy eleves-lille/default-deny",
        manager: "marie",
        fields: [{ path: ".spec.policyTypes", value: ["Ingress"] }],
      },
    ]);
    expect({ ...diff, create: [], change: [], byHand: [] }).toEqual({
      create: [],
      change: [],
      delete: [],
      refused: [],
      byHand: [],
      failed: [],
    });
    expect(
      versionsOf(await lab.live(stacks)).get("NetworkPolicy.networking.k8s.io eleves-lille/default-deny"),
    ).toBe(before.get("NetworkPolicy.networking.k8s.io eleves-lille/default-deny"));

    const { created, changed } = await lab.apply(estate);
    expect(created).toEqual(["v1 ConfigMap eleves-lille/settings"]);
    expect(changed).toEqual(["networking.k8s.io/v1 NetworkPolicy eleves-lille/default-deny"]);
    const policy = await lab.ask("GET", POLICY);
    expect(policy.spec).toMatchObject({ policyTypes: ["Ingress", "Egress"] });
  });

  it("of what is left to a controller stay, as in Terraform", async () => {
    await lab.ask("PATCH", `${DEPLOYMENT}/scale?fieldManager=autoscaler`, { spec: { replicas: 4 } }, MERGE);
    expect(counts(await lab.apply(estate))).toMatchObject(NOTHING);
    await forgetInventories();
    expect(counts(await lab.apply(estate))).toMatchObject(NOTHING);
    expect((await lab.ask("GET", DEPLOYMENT)).spec).toMatchObject({ replicas: 4 });
  });
});

describe("controllers that write meanwhile", () => {
  it("change neither what a diff says nor what an apply says that it changed", async () => {
    await forgetInventories();
    let busy = true;
    const scaling = (async () => {
      for (let replicas = 1; busy; replicas = (replicas % 5) + 1) {
        await lab.ask("PATCH", `${DEPLOYMENT}/scale?fieldManager=autoscaler`, { spec: { replicas } }, MERGE);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    try {
      for (let round = 0; round < 5; round += 1) {
        const { create, change, failed } = await diffStacks(lab.server, CLUSTER, stacks, ledgerRule(estate));
        expect({ create, change, failed }).toEqual({ create: [], change: [], failed: [] });
      }
      expect(counts(await lab.apply(estate))).toMatchObject(NOTHING);
    } finally {
      busy = false;
      await scaling;
    }
  });
});

describe("what left the declaration", () => {
  it("is deleted, and nothing else", async () => {
    const before = versionsOf(await lab.live(stacks));
    expect((await lab.apply(estate, withStack(...inNamespace("extra")))).created).toHaveLength(2);
    const result = await lab.apply(estate);
    expect(result.deleted).toEqual(["v1 ConfigMap extra/settings", "v1 Namespace extra"]);
    expect(counts(result)).toMatchObject({ created: 0, changed: 0, failed: [] });
    const after = await lab.live(stacks);
    expect([...after.keys()].toSorted()).toEqual([...before.keys()].toSorted());
    expect((await lab.attempt("GET", "/api/v1/namespaces/extra")).status).toBe(404);
  });

  it("stays where it holds data, with all that is in its namespace, and nothing is applied", async () => {
    await lab.apply(estate, withStack(...inNamespace("held"), claim("held")));
    const refused = lab.apply(estate, [
      ...stacks,
      {
        stack: "production-sud-new",
        dependsOn: [],
        objects: inNamespace("new").map((object) => ({ object })),
      },
    ]);
    await expect(refused).rejects.toThrow(LossRefused);
    await expect(refused).rejects.toThrow(
      /Namespace held: holds data.*\n.*PersistentVolumeClaim held\/files: holds data/,
    );
    expect((await lab.attempt("GET", "/api/v1/namespaces/new")).status).toBe(404);
    expect((await lab.ask("GET", "/api/v1/namespaces/held/configmaps/settings")).data).toEqual({ a: "1" });
    await lab.ask("DELETE", "/api/v1/namespaces/held/persistentvolumeclaims/files");
    expect((await lab.apply(estate)).deleted).toContain("v1 Namespace held");
  });

  it("is left to whoever made it anew", async () => {
    await lab.apply(estate, withStack(...inNamespace("taken")));
    const path = "/api/v1/namespaces/taken/configmaps/settings";
    await lab.ask("DELETE", path);
    const [, theirs] = inNamespace("taken");
    await lab.ask("POST", "/api/v1/namespaces/taken/configmaps?fieldManager=marie", theirs);
    const result = await lab.apply(estate, withStack(...inNamespace("taken").slice(0, 1)));
    expect(result.deleted).toEqual([]);
    expect((await lab.ask("GET", path)).data).toEqual({ a: "1" });
    await lab.apply(estate);
  });
});

describe("what the server refuses", () => {
  it("fails alone, with the server's reason; the rest is applied", async () => {
    const [namespace, settings] = inNamespace("wrong") as [KubernetesObject, KubernetesObject];
    const result = await lab.apply(
      estate,
      withStack(
        namespace,
        { ...settings, dta: { a: "1" } },
        { apiVersion: "example.org/v1", kind: "Unknown", metadata: { name: "a" } },
        { apiVersion: "v1", kind: "Namespace", metadata: { name: "No_Name" } },
        { ...settings, metadata: { name: "inside", namespace: "No_Name" } },
      ),
    );
    expect(result.created).toEqual(["v1 Namespace wrong"]);
    expect(Object.fromEntries(result.failed.map(({ object, reason }) => [object, reason]))).toEqual({
      "v1 ConfigMap wrong/settings": expect.stringContaining("dta"),
      "example.org/v1 Unknown a": expect.stringContaining("serves no Unknown"),
      "v1 Namespace No_Name": expect.stringContaining("Invalid value"),
      "v1 ConfigMap No_Name/inside": expect.stringContaining("its namespace"),
    });
    expect((await lab.apply(estate)).deleted).toEqual(["v1 Namespace wrong"]);
  });

  it("by a policy passes in the apply that changes the policy, and is told where the new one refuses it, too", async () => {
    const [namespace, settings] = inNamespace("judged") as [KubernetesObject, KubernetesObject];
    const demanding = (value: string) => [namespace, ...policyOn("judged", `object.data.a == "${value}"`)];
    await lab.apply(estate, withStack(...demanding("2")));
    const refused = () => lab.attempt("POST", "/api/v1/namespaces/judged/configmaps?dryRun=All", settings);
    await eventually(async () => (await refused()).body.message?.includes("denied request") || undefined);

    const passes = await lab.apply(estate, withStack(...demanding("1"), settings));
    expect(passes).toMatchObject({ created: ["v1 ConfigMap judged/settings"], failed: [] });

    const stays = await lab.apply(estate, withStack(...demanding("3"), { ...settings, data: { a: "4" } }));
    expect(stays.failed).toEqual([
      { object: "v1 ConfigMap judged/settings", reason: expect.stringContaining('object.data.a == "3"') },
    ]);
    await lab.apply(estate);
  });

  it("to change is made anew where it holds no data", async () => {
    const job = (image: string): KubernetesObject => ({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "once", namespace: "job" },
      spec: {
        suspend: true,
        template: { spec: { restartPolicy: "Never", containers: [{ name: "a", image }] } },
      },
    });
    const [namespace] = inNamespace("job") as [KubernetesObject];
    await lab.apply(estate, withStack(namespace, job("a:1")));
    const first = await lab.ask("GET", "/apis/batch/v1/namespaces/job/jobs/once");
    expect((await lab.apply(estate, withStack(namespace, job("a:2")))).changed).toEqual([
      "batch/v1 Job job/once",
    ]);
    const second = await lab.ask("GET", "/apis/batch/v1/namespaces/job/jobs/once");
    expect(second.metadata.uid).not.toBe(first.metadata.uid);
    await lab.apply(estate);
  });
});

it("refuses a cluster that holds another one's objects", async () => {
  const other = { environment: "production", cluster: "nord" };
  await expect(diffStacks(lab.server, other, [], () => undefined)).rejects.toThrow("production/sud");
});

/** A policy that refuses ConfigMaps of a namespace of which an expression is not true. */
function policyOn(namespace: string, expression: string): KubernetesObject[] {
  const apiVersion = "admissionregistration.k8s.io/v1";
  const metadata = { name: `test-${namespace}` };
  return [
    {
      apiVersion,
      kind: "ValidatingAdmissionPolicy",
      metadata,
      spec: {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: [""],
              apiVersions: ["v1"],
              operations: ["CREATE", "UPDATE"],
              resources: ["configmaps"],
            },
          ],
        },
        validations: [{ expression, message: `is not true: ${expression}` }],
      },
    },
    {
      apiVersion,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata,
      spec: {
        policyName: metadata.name,
        validationActions: ["Deny"],
        matchResources: {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
        },
      },
    },
  ];
}

/** Versions once controllers have written all that they have to say. */
async function settled(): Promise<Map<string, string>> {
  let before = versionsOf(await lab.live(stacks));
  return eventually(async () => {
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const now = versionsOf(await lab.live(stacks));
    const changed = [...now].some(([identity, version]) => before.get(identity) !== version);
    before = now;
    return changed ? undefined : now;
  }, 60_000);
}

async function forgetInventories(): Promise<void> {
  await lab.ask("DELETE", "/api/v1/namespaces/transhumance/configmaps");
}
