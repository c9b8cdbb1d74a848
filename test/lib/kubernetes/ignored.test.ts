import { expect, it } from "vitest";
import { ignoredPaths, type RenderedObject } from "../../../lib/kubernetes/index.js";

const address = "kubernetes_deployment_v1.web";
const rendered: RenderedObject[] = [
  {
    address,
    object: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: { replicas: 2, revisionHistoryLimit: 3, template: { spec: { containers: [{ image: "x" }] } } },
    },
  },
  {
    address: "kubernetes_manifest.other",
    object: { apiVersion: "a/v1", kind: "B", metadata: { name: "c" } },
  },
];
const stack = (...ignore: string[]) => ({
  resource: { kubernetes_deployment_v1: { web: { lifecycle: { ignore_changes: ignore } } } },
});

it("turns what Terraform ignores into paths of the object", () => {
  const found = ignoredPaths(stack("spec[0].replicas", "spec[0].revision_history_limit"), rendered);
  expect([...found]).toEqual([
    [
      address,
      [
        ["spec", "replicas"],
        ["spec", "revisionHistoryLimit"],
      ],
    ],
  ]);
});

it.each(["spec[0].replica", "spec[0].template[0].spec[0].container[0].image", "all", "spec[*]"])(
  "refuses %s, which leads to no field",
  (attribute) => {
    expect(() => ignoredPaths(stack(attribute), rendered)).toThrow(`"${attribute}" leads to no field`);
  },
);
