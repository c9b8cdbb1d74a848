import { describe, expect, it } from "vitest";
import { manifest, planned, reviewChanges, said } from "../../support/review.js";

/** An object as a `kubernetes_manifest`, before and after. */
const object = (name: string, before: object | null, after: object | null, extra: object = {}) =>
  planned({
    type: "kubernetes_manifest",
    name,
    before: before && manifest(before),
    after: after && manifest(after),
    ...extra,
  });

const namespace = (name: string, labels: object = {}) => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels },
});
const policy = (spec: object, name = "web", inside = "siecle-lille") => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name, namespace: inside },
  spec: { podSelector: {}, policyTypes: ["Ingress"], ...spec },
});
const role = (rules: object[], kind = "Role") => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind,
  metadata: { name: "r", ...(kind === "Role" ? { namespace: "siecle-lille" } : {}) },
  rules,
});
const binding = (subject: object, roleKind = "Role", name = "r") => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "RoleBinding",
  metadata: { name: "b", namespace: "siecle-lille" },
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: roleKind, name },
  subjects: [subject],
});
const group = { kind: "Group", name: "dsi-lille" };
const deployment = (spec: object = {}, pod: object = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "siecle-lille" },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "web", image: "r.example/web:1" }], ...pod },
    },
    ...spec,
  },
});
const limited = (memory: string) => ({ containers: [{ name: "web", resources: { limits: { memory } } }] });
const claim = (size: string) => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "files", namespace: "siecle-lille" },
  spec: { resources: { requests: { storage: size } } },
});
const cluster = (spec: object) => ({
  apiVersion: "postgresql.cnpg.io/v1",
  kind: "Cluster",
  metadata: { name: "database", namespace: "siecle-lille" },
  spec: { instances: 2, storage: { size: "10Gi" }, ...spec },
});

const first = (...changes: object[]) => said(reviewChanges(changes))[0];

describe("data at risk", () => {
  it("names claims that no plan lists", () => {
    const cache = {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: "cache", namespace: "siecle-lille" },
      spec: { replicas: 2, volumeClaimTemplates: [{ metadata: { name: "data" } }] },
    };
    const report = reviewChanges([
      object("ns", namespace("siecle-lille"), null),
      object("cache", cache, null),
    ]);
    expect(said(report)[0]).toContain("2 claims that no plan lists: data-cache-0 and data-cache-1");
    expect(report.findings[0]?.subjects.map(({ name }) => name)).toContain(
      "v1 PersistentVolumeClaim siecle-lille/data-cache-1",
    );
  });
  it("sees objects that go with their namespace though they stay in the plan", () => {
    expect(
      first(
        object("ns", namespace("siecle-lille"), null),
        object("files", claim("1Gi"), claim("1Gi"), { actions: ["no-op"] }),
      ),
    ).toContain("PersistentVolumeClaim files (1Gi)");
  });
  it("sees what shrinks", () =>
    expect(first(object("files", claim("20Gi"), claim("10Gi")))).toBe(
      "storage-shrunk: PersistentVolumeClaim files shrinks from 20Gi to 10Gi",
    ));
  it("sees databases that are deleted", () =>
    expect(first(object("db", cluster({}), null))).toContain(
      "data-deleted: Cluster database (10Gi) is deleted, with its 2 claims",
    ));
  it("sees backups that are kept for less long", () =>
    expect(
      first(
        object(
          "db",
          cluster({ backup: { retentionPolicy: "30d" } }),
          cluster({ backup: { retentionPolicy: "7d" } }),
        ),
      ),
    ).toContain("keeps backups for 7 days instead of 30"));
  it("sees definitions that go", () =>
    expect(
      first(
        object(
          "crd",
          {
            apiVersion: "apiextensions.k8s.io/v1",
            kind: "CustomResourceDefinition",
            metadata: { name: "x.y" },
          },
          null,
        ),
      ),
    ).toContain("definition-deleted"));
  it("knows databases of other providers", () => {
    const report = reviewChanges([
      planned({
        type: "aws_db_instance",
        name: "main",
        actions: ["delete", "create"],
        before: { engine: "a" },
        after: { engine: "b" },
        change: { replace_paths: [["engine"]] },
      }),
    ]);
    expect(said(report)[0]).toBe(
      "stateful-resource-removed: aws_db_instance.main is deleted and made anew because of engine",
    );
  });
});

describe("backups", () => {
  const store = (name: string, path: string, retentionPolicy = "30d") => ({
    apiVersion: "barmancloud.cnpg.io/v1",
    kind: "ObjectStore",
    metadata: { name, namespace: "siecle-lille" },
    spec: { configuration: { destinationPath: path }, retentionPolicy },
  });
  it("that move to another bucket are one finding", () => {
    const moved = ["backup", "primary-backup"].map((name) =>
      object(name, store(name, `s3://old/${name}`), store(name, `s3://new/${name}`)),
    );
    expect(said(reviewChanges(moved))).toEqual([
      "backup-moved: ObjectStore saves to s3://new/*, no longer to s3://old/*",
    ]);
    expect(said(reviewChanges(moved.slice(1)))).toEqual([
      "backup-moved: ObjectStore primary-backup saves to s3://new/primary-backup, no longer to s3://old/primary-backup",
    ]);
  });
  it("that are kept for less long are one finding", () => {
    const shorter = ["backup", "primary-backup"].map((name) =>
      object(name, store(name, "s3://b"), store(name, "s3://b", "7d")),
    );
    expect(said(reviewChanges(shorter))).toEqual([
      "backup-weakened: ObjectStore keeps backups for 7 days instead of 30",
    ]);
  });
});

describe("exposure", () => {
  const closed = policy({});
  it.each([
    [
      "the internet",
      policy({ ingress: [{ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }] }),
      "open-to-internet",
    ],
    [
      "the internet in halves",
      policy({
        ingress: [{ from: [{ ipBlock: { cidr: "0.0.0.0/1" } }, { ipBlock: { cidr: "128.0.0.0/1" } }] }],
      }),
      "open-to-internet",
    ],
    ["everyone, by a rule without peers", policy({ ingress: [{}] }), "open-to-internet"],
    [
      "a private network",
      policy({ ingress: [{ from: [{ ipBlock: { cidr: "10.1.0.0/16" } }] }] }),
      "reach-widened",
    ],
    ["calls to anywhere", policy({ policyTypes: ["Ingress"] }), undefined],
  ])("%s", (_, after, rule) => {
    const found = first(object("p", closed, after));
    if (rule === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(new RegExp(`^${rule}: `));
  });
  it("is none where the same is said in other words", () => {
    const [a, b] = [{ ipBlock: { cidr: "10.0.0.0/8" } }, { ipBlock: { cidr: "10.2.0.0/16" } }];
    expect(
      first(object("p", policy({ ingress: [{ from: [a] }] }), policy({ ingress: [{ from: [a, b] }] }))),
    ).toBeUndefined();
    expect(
      first(
        object("p", policy({ ingress: [{ from: [b] }] }), null),
        object("q", null, policy({ ingress: [{ from: [b] }] }, "other")),
      ),
    ).toBeUndefined();
  });
  it("lets in no more who was let in, unless they are gone with their namespace", () => {
    const from = (name: string) => ({
      from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } }],
    });
    const closing = object("p", policy({ ingress: [from("lsu")] }), closed);
    const lsu = (after: object | null) =>
      object("n", namespace("lsu"), after, after === null ? {} : { actions: ["no-op"] });
    const told = (after: object | null) =>
      said(
        reviewChanges([closing, lsu(after), object("d", deployment(), deployment(), { actions: ["no-op"] })]),
      ).filter((text) => text.startsWith("reach-lost"));
    expect(told(namespace("lsu"))).toEqual([
      "reach-lost: pods of web can no longer be reached from lsu on all ports",
    ]);
    expect(told(null)).toEqual([]);
  });
  it("is the loss of the last policy", () =>
    expect(first(object("p", closed, null))).toMatch(/^isolation-lost: /));
  it("is one academy reaching another", () => {
    const from = { from: [{ namespaceSelector: { matchLabels: { "x/academy": "lyon" } } }] };
    const found = said(
      reviewChanges([
        object(
          "a",
          namespace("siecle-lille", { "x/academy": "lille" }),
          namespace("siecle-lille", { "x/academy": "lille" }),
          { actions: ["no-op"] },
        ),
        object(
          "b",
          namespace("siecle-lyon", { "x/academy": "lyon" }),
          namespace("siecle-lyon", { "x/academy": "lyon" }),
          { actions: ["no-op"] },
        ),
        object("p", closed, policy({ ingress: [from] })),
      ]),
    );
    expect(found[0]).toMatch(/^academy-crossing: .*siecle-lyon, of another academy/);
  });
  it("is a security group of a cloud", () => {
    const open = (cidr: string) => ({ type: "ingress", cidr_blocks: [cidr] });
    expect(
      said(
        reviewChanges([
          planned({
            type: "aws_security_group_rule",
            name: "r",
            before: open("10.0.0.0/8"),
            after: open("0.0.0.0/0"),
          }),
        ]),
      )[0],
    ).toMatch(/^open-to-internet: /);
  });
});

describe("privilege", () => {
  const rule = (verbs: string[], resources: string[], apiGroups = [""]) => ({ apiGroups, resources, verbs });
  const bound = object("b", binding(group), binding(group), { actions: ["no-op"] });
  const read = rule(["get"], ["pods"]);
  it.each([
    ["every verb", rule(["*"], ["pods"]), "privilege-escalated"],
    ["every resource", rule(["get"], ["*"]), "privilege-escalated"],
    ["impersonation", rule(["impersonate"], ["users"]), "privilege-escalated"],
    ["binding", rule(["bind"], ["clusterroles"], ["rbac.authorization.k8s.io"]), "privilege-escalated"],
    ["secrets", rule(["list"], ["secrets"]), "privilege-sensitive"],
    ["entering pods", rule(["create"], ["pods/exec"]), "privilege-sensitive"],
    ["one named secret", { ...rule(["get"], ["secrets"]), resourceNames: ["a"] }, "privilege-widened"],
    ["more reading", rule(["get"], ["services"]), "privilege-widened"],
  ])("of %s", (_, gained, id) => {
    expect(first(bound, object("r", role([read]), role([read, gained])))).toMatch(
      new RegExp(`^${id}: Group dsi-lille can now `),
    );
  });
  it("is none where another role gave it before, or where rules only change their order", () => {
    expect(
      first(
        bound,
        object(
          "r",
          role([read, rule(["*"], ["pods"])]),
          role([rule(["*"], ["pods"]), rule(["list"], ["pods"])]),
        ),
      ),
    ).toBeUndefined();
  });
  it("of everybody, and of cluster-admin", () => {
    expect(
      first(
        object("r", role([read]), role([read]), { actions: ["no-op"] }),
        object("b", null, binding({ kind: "Group", name: "system:authenticated" })),
      ),
    ).toMatch(/^privilege-everyone: /);
    expect(first(object("b", null, binding(group, "ClusterRole", "cluster-admin")))).toMatch(
      /^privilege-escalated: .*everything/,
    );
  });
  it("of a cloud's policy", () => {
    const text = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });
    expect(
      said(reviewChanges([planned({ type: "aws_iam_policy", name: "p", after: { policy: text } })]))[0],
    ).toMatch(/^privilege-escalated: /);
  });
});

describe("outage", () => {
  it.each([
    [
      "a replaced workload, with its cause",
      object("d", deployment(), deployment({ selector: { matchLabels: { app: "other" } } }), {
        actions: ["delete", "create"],
        change: { replace_paths: [["spec", 0, "selector"]] },
      }),
      "workload-replaced: Deployment web is deleted and made anew because of spec.selector",
    ],
    [
      "a single replica",
      object("d", deployment(), deployment({ replicas: 1 })),
      "replicas-reduced: Deployment web goes from 3 to a single replica",
    ],
    [
      "less memory",
      object("d", deployment({}, limited("2Gi")), deployment({}, limited("1Gi"))),
      "memory-lowered: Deployment web may take less memory: web 2Gi → 1Gi",
    ],
    [
      "lost spread",
      object("d", deployment({}, { topologySpreadConstraints: [{}] }), deployment()),
      "spread-lost: Deployment web is no longer spread over zones or nodes",
    ],
    [
      "a host that nothing serves",
      object(
        "r",
        {
          apiVersion: "gateway.networking.k8s.io/v1",
          kind: "HTTPRoute",
          metadata: { name: "web", namespace: "x" },
          spec: { hostnames: ["a.example"] },
        },
        null,
      ),
      "route-removed: a.example is no longer served by HTTPRoute web",
    ],
  ])("%s", (_, change, message) => expect(first(change)).toBe(message));
});

describe("differences that come back", () => {
  it("are named with their cure", () => {
    const declared = { apiVersion: "x.example/v1", kind: "Thing", metadata: { name: "a" }, spec: { a: 1 } };
    const side = (extra: object) => ({
      manifest: declared,
      object: { ...declared, spec: { a: 1, ...extra } },
    });
    const { findings } = reviewChanges([
      planned({
        type: "kubernetes_manifest",
        name: "t",
        before: side({ filled: "x" }),
        after: side({ filled: "y" }),
      }),
    ]);
    expect(findings[0]).toMatchObject({ rule: "difference-returns", severity: "note" });
    expect(findings[0]?.message).toContain('computedFields`: ["spec.filled"]');
  });
});

describe("the same change in many academies", () => {
  const names = ["lille", "lyon", "nice", "nantes", "paris", "reims"];
  const scaled = names.map((name) => {
    const labels = { "x/academy": name };
    const at = (replicas: number) => ({
      ...deployment({ replicas }),
      metadata: { name: "web", namespace: `siecle-${name}`, labels },
    });
    return object(name, at(3), at(name === "nice" ? 1 : 5));
  });
  it("is one line with all names, and the one that differs stands out", () => {
    const { changes, findings } = reviewChanges(scaled);
    expect(changes.map(({ members, standsOut }) => [members.length, standsOut ?? false])).toEqual([
      [5, false],
      [1, true],
    ]);
    expect(findings.map(({ message, subjects }) => [message, subjects.length])).toEqual([
      ["Deployment web goes from 3 to a single replica", 1],
    ]);
  });
  it("stands out only where most do otherwise", () => {
    const stopped = (befores: number[]) =>
      befores.map((before, index) => {
        const name = names[index] ?? "";
        const at = (replicas: number) => ({
          ...deployment({ replicas }),
          metadata: { name: "web", namespace: `siecle-${name}`, labels: { "x/academy": name } },
        });
        return object(name, at(before), at(1));
      });
    const outstanding = (befores: number[]) =>
      reviewChanges(stopped(befores)).findings.map(({ standsOut }) => standsOut ?? false);
    expect(outstanding([3, 3, 3, 3, 3, 4])).toEqual([true, false]);
    expect(outstanding([3, 3, 3, 4, 5, 6])).toEqual([false, false, false, false]);
  });
  it("is one line in a namespace that they share, too", () => {
    const shared = object(
      "ns",
      namespace("pooled", { "x/academy": "shared" }),
      namespace("pooled", { "x/academy": "shared" }),
      {
        actions: ["no-op"],
      },
    );
    const settings = (name: string, level: string) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `settings-${name}`, namespace: "pooled", labels: { "x/academy": name } },
      data: { level },
    });
    const changed = names.map((name) => object(name, settings(name, "low"), settings(name, "high")));
    const { changes } = reviewChanges([shared, ...changed]);
    expect(changes.map(({ name, members }) => [name, members.length])).toEqual([["pooled/settings-*", 6]]);
  });
});
