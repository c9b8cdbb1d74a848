// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform's templates are plain text here
import { describe, expect, it } from "vitest";
import {
  isDataBearing,
  type KubernetesObject,
  objectId,
  renderResource,
  renderStack,
} from "../../../lib/kubernetes/index.js";
import { fixture, problemsOf, renderOne } from "./fixtures.js";

const pod = (container: object, spec: object = {}) => ({
  metadata: { name: "it" },
  spec: { ...spec, container: { name: "c", image: "i", ...container } },
});
const containerOf = (object: KubernetesObject) =>
  (object.spec as { containers: Record<string, unknown>[] }).containers[0] ?? {};

describe("secret data", () => {
  it("is base64 in Kubernetes, and binary data is already", () => {
    const secret = renderOne("kubernetes_secret_v1", {
      metadata: { name: "s" },
      data: { text: "é", empty: "", number: 12, absent: null },
      binary_data: { raw: "AAEC" },
      type: "example.invalid/x",
      wait_for_service_account_token: false,
    });
    expect(secret.data).toEqual({ text: "w6k=", empty: "", number: "MTI=", raw: "AAEC" });
    expect(secret.type).toBe("example.invalid/x");
  });

  it("is Opaque unless said otherwise, and may be write-only", () => {
    const secret = renderOne("kubernetes_secret", {
      metadata: { name: "s" },
      data_wo: { a: "b" },
      data_wo_revision: 1,
    });
    expect(secret).toMatchObject({ type: "Opaque", data: { a: "Yg==" } });
  });

  it("is never quoted in an error", () => {
    for (const data of [{ password: ["hunter2"] }, { password: { a: "hunter2" } }, "hunter2"]) {
      const problems = problemsOf(() =>
        renderResource("kubernetes_secret_v1", { metadata: { name: "s" }, data }),
      );
      expect(JSON.stringify(problems)).not.toContain("hunter2");
    }
  });
});

describe("values are converted as Terraform and the provider convert them", () => {
  it.each([
    ["8080", 8080],
    ["http", "http"],
    [8080, 8080],
  ])("a port %j becomes %j", (port, expected) => {
    const rendered = containerOf(
      renderOne("kubernetes_pod_v1", pod({ liveness_probe: { tcp_socket: { port } } })),
    );
    expect(rendered.livenessProbe).toMatchObject({ tcpSocket: { port: expected } });
  });

  it.each([
    ["0644", 0o644],
    ["0", 0],
    ["777", 0o777],
    ["00400", 0o400],
  ])("a file mode %j is octal", (mode, expected) => {
    const volume = { name: "v", config_map: { name: "c", default_mode: mode } };
    const { volumes } = renderOne("kubernetes_pod_v1", pod({}, { volume })).spec as { volumes: unknown };
    expect(volumes).toMatchObject([{ configMap: { defaultMode: expected } }]);
  });

  it("text becomes numbers and booleans, and numbers and booleans become text", () => {
    const object = renderOne(
      "kubernetes_pod_v1",
      pod(
        { stdin: "true", env: { name: "N", value: 1e21 }, args: [1, true] },
        { termination_grace_period_seconds: "7" },
      ),
    );
    expect(containerOf(object)).toMatchObject({ stdin: true, args: ["1", "true"] });
    expect(containerOf(object).env).toEqual([{ name: "N", value: "1000000000000000000000" }]);
    expect(object.spec).toMatchObject({ terminationGracePeriodSeconds: 7 });
  });

  it("keeps what labels and data are called, whatever that is", () => {
    const labels = JSON.parse('{"__proto__": "a", "constructor": "b", "//": "c", "metadata_name": "d"}');
    const { metadata } = renderOne("kubernetes_namespace_v1", { metadata: { name: "n", labels } });
    expect(Object.entries(metadata.labels ?? {})).toEqual(Object.entries(labels));
  });

  it("sends runAsNonRoot: false for a container whose security context does not say", () => {
    const container = containerOf(
      renderOne("kubernetes_pod_v1", pod({ security_context: { privileged: false } })),
    );
    expect(container.securityContext).toMatchObject({ runAsNonRoot: false, allowPrivilegeEscalation: true });
  });
});

describe("an argument that maps to nothing is refused by name", () => {
  it.each([
    ["containr", { containr: [], nam: "x" }, "spec.container.nam", 'did you mean "name"?'],
    [
      "Kubernetes spelling",
      { imagePullPolicy: "Always" },
      "spec.container.imagePullPolicy",
      'did you mean "image_pull_policy"?',
    ],
    ["a typo", { volume_mouns: [{ a: 1 }] }, "spec.container.volume_mouns", 'did you mean "volume_mount"?'],
    [
      "nothing near",
      { xyzzyplugh: 1 },
      "spec.container.xyzzyplugh",
      "is no argument of V1Container; allowed: args, command, env",
    ],
    [
      "a prototype key",
      JSON.parse('{"__proto__": {"a": 1}}'),
      "spec.container.__proto__",
      "is no argument of V1Container",
    ],
    [
      "two blocks for one",
      { security_context: [{}, {}] },
      "spec.container.security_context",
      "is a list of 2, where one block is allowed",
    ],
    [
      "text for a block",
      { security_context: "x" },
      "spec.container.security_context",
      'is the string "x", where a block is allowed',
    ],
    ["text for a list", { args: "x" }, "spec.container.args", 'is the string "x", where a list is allowed'],
    [
      "a block for text",
      { image: { a: 1 } },
      "spec.container.image",
      "is a block, where one value is allowed",
    ],
    [
      "text for a map",
      { resources: { limits: "x" } },
      "spec.container.resources.limits",
      "where a map is allowed",
    ],
    [
      "text for a number",
      { port: [{ container_port: "http" }] },
      "spec.container.port[0].container_port",
      'is the string "http", where a number is allowed',
    ],
    [
      "a fraction",
      { port: [{}, { container_port: 80.5 }] },
      "spec.container.port[1].container_port",
      "is 80.5, where a whole number of int32 is allowed",
    ],
    [
      "text for a boolean",
      { tty: "yes" },
      "spec.container.tty",
      'is the string "yes", where true or false is allowed',
    ],
  ])("%s", (_, container, path, message) => {
    expect(
      problemsOf(() => renderResource("kubernetes_pod_v1", pod(container), "kubernetes_pod_v1.it")),
    ).toContainEqual({
      address: "kubernetes_pod_v1.it",
      path,
      message: expect.stringContaining(message),
    });
  });

  it.each(["0800", "rw-r--r--", "1777", "-1"])("a file mode %j", (default_mode) => {
    const values = pod({}, { volume: [{ name: "v", secret: { secret_name: "s", default_mode } }] });
    const [problem] = problemsOf(() => renderResource("kubernetes_pod_v1", values));
    expect(problem).toMatchObject({
      path: "spec.volume[0].secret.default_mode",
      message: expect.stringContaining("octal"),
    });
  });

  it("unless it is empty, as plans and states write what is not set", () => {
    const values = {
      metadata: [{ name: "n", uid: "u", generation: 1 }],
      speck: [],
      other: null,
      more: "",
      id: "n",
    };
    expect(renderResource("kubernetes_namespace_v1", values)).toEqual({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "n" },
    });
  });

  it("with every other problem of the resource", () => {
    const values = { metadata: { nam: "n" }, spec: { a: 1 }, b: 2, api_version: "v2", kind: "x" };
    const paths = problemsOf(() => renderResource("kubernetes_pod_v1", values)).map(({ path }) => path);
    expect(paths).toEqual(["metadata.nam", "spec.a", "b", "api_version", "kind", "metadata.name"]);
  });

  it.each([null, undefined, 1, "x", []])("values %j", (values) => {
    expect(problemsOf(() => renderResource("kubernetes_pod_v1", values))).toHaveLength(1);
  });
});

describe("a manifest", () => {
  const manifest = { apiVersion: "x.example.invalid/v1", kind: "X", metadata: { name: "x" } };

  it("is sent as it is, less nulls", () => {
    const spec = { a: null, b: [null, { c: null, d: {} }], e: "", f: [], g: 0, h: false, "//": "kept" };
    expect(
      renderOne("kubernetes_manifest", {
        manifest: { ...manifest, spec },
        wait: { rollout: true },
        computed_fields: ["x"],
      }),
    ).toEqual({
      ...manifest,
      spec: { b: [{ d: {} }], e: "", f: [], g: 0, h: false, "//": "kept" },
    });
  });

  it.each([
    [{ manifest: { ...manifest, kind: "" } }, "manifest.kind"],
    [{ manifest: { ...manifest, apiVersion: null } }, "manifest.apiVersion"],
    [{ manifest: { ...manifest, metadata: {} } }, "manifest.metadata.name"],
    [{ manifest: { ...manifest, status: {} } }, "manifest.status"],
    [{ manifest: "x" }, "manifest"],
    [{}, "manifest"],
  ])("%j is refused", (values, path) => {
    expect(problemsOf(() => renderResource("kubernetes_manifest", values))).toMatchObject([{ path }]);
  });

  it("nested without end is refused", () => {
    let spec: unknown = "x";
    for (let depth = 0; depth < 100_000; depth++) spec = depth % 2 ? [spec] : { spec };
    const values = { manifest: { ...manifest, spec } };
    expect(problemsOf(() => renderResource("kubernetes_manifest", values))[0]?.message).toContain(
      "nested deeper",
    );
    expect(problemsOf(() => renderOne("kubernetes_manifest", values))[0]?.message).toContain("nested deeper");
  });
});

describe("a stack", () => {
  it("keeps its order, and lists what is not Kubernetes", () => {
    const { objects, others } = renderStack({
      resource: {
        random_id: { a: {} },
        kubernetes_namespace_v1: { z: { metadata: { name: "z" } }, a: { metadata: { name: "a" } } },
        kubectl_manifest: { b: {} },
      },
    });
    expect(objects.map(({ address }) => address)).toEqual([
      "kubernetes_namespace_v1.z",
      "kubernetes_namespace_v1.a",
    ]);
    expect(others).toEqual(["random_id.a", "kubectl_manifest.b"]);
  });

  it("may write blocks as lists, and leave everything out", () => {
    const resource = [
      { kubernetes_namespace_v1: [{ n: [{ metadata: [{ name: "n" }] }] }] },
      { random_id: { a: {} } },
    ];
    expect(renderStack({ resource })).toMatchObject({
      objects: [{ address: "kubernetes_namespace_v1.n" }],
      others: ["random_id.a"],
    });
    expect(renderStack({})).toEqual({ objects: [], releases: [], others: [] });
  });

  it.each([
    null,
    [],
    "x",
    1,
    { resource: 1 },
    { resource: { kubernetes_pod_v1: "x" } },
    { resource: { kubernetes_pod_v1: { a: 1 } } },
  ])("%j is refused", (stack) => {
    expect(problemsOf(() => renderStack(stack)).length).toBeGreaterThan(0);
  });

  it("is not changed by rendering", () => {
    const stack = fixture("siecle.tf.json");
    const before = JSON.stringify(stack);
    renderStack(stack);
    expect(JSON.stringify(stack)).toBe(before);
  });

  it("of 12,000 resources is complete", () => {
    const { resource } = fixture<{ resource: Record<string, Record<string, object>> }>("siecle.tf.json");
    const many: Record<string, Record<string, object>> = {};
    for (const [type, named] of Object.entries(resource)) {
      const copies: Record<string, object> = {};
      many[type] = copies;
      for (let copy = 0; copy < 172; copy++) {
        for (const [name, values] of Object.entries(named)) {
          const text = JSON.stringify(values).replace(
            /(?<=kubernetes_namespace_v1\.[\w-]+-namespace)/g,
            `-${copy}`,
          );
          copies[`${name}-${copy}`] = JSON.parse(text);
        }
      }
    }
    expect(renderStack({ resource: many }).objects).toHaveLength(12_040);
  });
});

describe("what an object is", () => {
  const object = (apiVersion: string, kind: string, namespace?: string) =>
    ({
      apiVersion,
      kind,
      metadata: { name: "web", ...(namespace === undefined ? {} : { namespace }) },
    }) as KubernetesObject;

  it.each([
    ["apps/v1 Deployment siecle-lille/web", object("apps/v1", "Deployment", "siecle-lille")],
    ["v1 Namespace web", object("v1", "Namespace")],
    [
      "batch/v1 Job x/gen-*",
      {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { generateName: "gen-", namespace: "x" },
      } as unknown as KubernetesObject,
    ],
  ])("%s", (id, it) => {
    expect(objectId(it)).toBe(id);
  });

  it.each([
    ["v1", "PersistentVolumeClaim", true],
    ["apps/v1", "StatefulSet", true],
    ["postgresql.cnpg.io/v1", "Cluster", true],
    ["postgresql.cnpg.io/v1", "Database", true],
    ["postgresql.cnpg.io/v1", "Pooler", false],
    ["cluster.x-k8s.io/v1beta1", "Cluster", false],
    ["apps/v1", "Deployment", false],
    ["v1", "Namespace", false],
  ])("%s %s holds data: %s", (apiVersion, kind, expected) => {
    expect(isDataBearing(object(apiVersion, kind))).toBe(expected);
  });

  it("a Namespace holds data when the caller knows so", () => {
    expect(isDataBearing(object("v1", "Namespace"), { namespaceHoldsData: true })).toBe(true);
    expect(isDataBearing(object("v1", "ConfigMap"), { namespaceHoldsData: true })).toBe(false);
  });
});
