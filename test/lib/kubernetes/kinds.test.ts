import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { API_GROUPS } from "../../../lib/kubernetes/api-groups.js";
import { renderResource } from "../../../lib/kubernetes/index.js";
import { problemsOf } from "./fixtures.js";

const MODULES = join(import.meta.dirname, "../../../node_modules");
const BINDINGS = join(MODULES, "@cdktf/provider-kubernetes/lib");

/** Resource types that render to no object, with words of the reason that each gives. */
const REFUSED: Record<string, string> = {
  kubernetes_annotations: "patches",
  kubernetes_certificate_signing_request: "certificates.k8s.io/v1beta1",
  kubernetes_config_map_v1_data: "patches",
  kubernetes_cron_job: "batch/v1beta1",
  kubernetes_csi_driver: "storage.k8s.io/v1beta1",
  kubernetes_env: "patches",
  kubernetes_horizontal_pod_autoscaler_v2beta2: "autoscaling/v2beta2",
  kubernetes_ingress: "extensions/v1beta1",
  kubernetes_labels: "patches",
  kubernetes_node_taint: "patches",
  kubernetes_pod_disruption_budget: "policy/v1beta1",
  kubernetes_pod_security_policy: "PodSecurityPolicy",
  kubernetes_pod_security_policy_v1beta1: "PodSecurityPolicy",
  kubernetes_secret_v1_data: "patches",
  kubernetes_token_request_v1: "leaves no object",
};

/** Arguments that the provider has and that reach no object: setting one is refused. By the end of their path. */
const REFUSED_ARGUMENTS: Record<string, string> = {
  "volume[0].azure_file.secret_namespace": "a pod's secrets are those of its namespace",
  "volume[0].ceph_fs": "the provider does not send it",
  "volume[0].flex_volume.secret_ref.namespace": "a pod's secrets are those of its namespace",
  "volume[0].local": "no pod mounts one itself",
  "volume[0].rbd.secret_ref.namespace": "a pod's secrets are those of its namespace",
  "port[0].protocol": "an EndpointSlice stays TCP",
  "spec.target_cpu_utilization_percentage": "autoscaling/v2 has metrics instead",
  // The unversioned type sends autoscaling/v1, and autoscaling/v2beta2, no longer served, once one of these is set.
  "spec.behavior": "needs kubernetes_horizontal_pod_autoscaler_v2",
  "spec.metric": "needs kubernetes_horizontal_pod_autoscaler_v2",
};

/** A resource of the bindings with every argument of every block set. */
function everything(folder: string): { type: string; values: object } {
  const sources = readdirSync(join(BINDINGS, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".d.ts"))
    .map((file) => readFileSync(join(BINDINGS, folder, file), "utf8"))
    .join("\n");
  const interfaces = new Map<string, [string, string][]>();
  for (const [, name = "", body = ""] of sources.matchAll(
    /^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}/gm,
  )) {
    const found = body.matchAll(
      /#(\w+) \w+#\w+\}[\s\S]*?readonly \w+\??: ([\s\S]*?);\n(?= {4}\/\*\*| {4}readonly|$)/g,
    );
    interfaces.set(
      name,
      [...found].map(([, argument = "", type = ""]) => [argument, type]),
    );
  }
  const propertyOf = (type: string): unknown => {
    const [, element = "", list] = /^(\w+)(\[\])?/.exec(type) ?? [];
    const block = interfaces.get(element);
    if (block) return [Object.fromEntries(block.map(([argument, inner]) => [argument, propertyOf(inner)]))];
    if (type.startsWith("{")) return { k: "1" };
    if (element.startsWith("boolean")) return true;
    const scalar = element === "number" ? 1 : "1";
    return list ? [scalar] : scalar;
  };
  const config = [...interfaces.keys()].find((name) =>
    sources.includes(`${name} extends cdktf.TerraformMetaArguments`),
  );
  const type = /tfResourceType = "(\w+)"/.exec(sources)?.[1] ?? "";
  const [values] = propertyOf(config ?? "") as [object];
  return { type, values };
}

const resources = readdirSync(BINDINGS, { withFileTypes: true })
  .filter(
    (entry) =>
      entry.isDirectory() &&
      !entry.name.startsWith("data-") &&
      !["provider", "manifest"].includes(entry.name),
  )
  .map(({ name }) => everything(name));

describe("every resource of the bindings", () => {
  it("is read, with its blocks: 81 types besides kubernetes_manifest", () => {
    expect(resources).toHaveLength(81);
    expect(JSON.stringify(resources).length).toBeGreaterThan(200_000);
  });

  it.each(resources.map(({ type, values }) => [type, values] as const))("%s", (type, values) => {
    const reason = REFUSED[type];
    if (reason !== undefined) {
      expect(problemsOf(() => renderResource(type, values))).toEqual([
        { address: type, path: "", message: expect.stringContaining(reason) },
      ]);
      return;
    }
    const refused = new Set<string>();
    try {
      expect(renderResource(type, values)).toMatchObject({ metadata: { name: "1" } });
    } catch (error) {
      for (const { path, message } of (error as { problems: { path: string; message: string }[] }).problems) {
        const known = Object.keys(REFUSED_ARGUMENTS).find((end) => path.endsWith(end));
        refused.add(known === undefined ? `${path}: ${message}` : known);
      }
    }
    expect([...refused].filter((path) => !(path in REFUSED_ARGUMENTS))).toEqual([]);
  });
});

describe("API groups", () => {
  it("are those of the client's request paths", () => {
    const served: Record<string, { namespaced: string[]; cluster: string[] }> = {};
    const folder = join(MODULES, "@kubernetes/client-node/dist/gen/apis");
    const known = new Set(
      Object.values(API_GROUPS).flatMap((group) => `${group.namespaced} ${group.cluster}`.split(" ")),
    );
    for (const file of readdirSync(folder).filter((name) => name.endsWith("Api.js"))) {
      const source = readFileSync(join(folder, file), "utf8");
      for (const [request] of source.matchAll(/async create\w+\([\s\S]*?\n {4}\}/g)) {
        const path = /localVarPath = '([^']+)'/.exec(request)?.[1] ?? "";
        const model = /serialize\(body, "(\w+)"/.exec(request)?.[1] ?? "";
        // A request on a named object (a scale, an eviction) makes none.
        if (model === "" || path.includes("{name}") || !known.has(model)) continue;
        const [, root, first, second] = path.split("/");
        const apiVersion = root === "api" ? first : `${first}/${second}`;
        served[`${apiVersion}`] ??= { namespaced: [], cluster: [] };
        served[`${apiVersion}`]?.[path.includes("{namespace}") ? "namespaced" : "cluster"].push(model);
      }
    }
    const written = Object.fromEntries(
      Object.entries(served).map(([apiVersion, { namespaced, cluster }]) => [
        apiVersion,
        { namespaced: namespaced.sort().join(" "), cluster: cluster.sort().join(" ") },
      ]),
    );
    expect(written).toEqual(API_GROUPS);
  });
});
