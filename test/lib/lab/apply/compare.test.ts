import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differences } from "../../../../lib/lab/apply/compare.js";
import { ownedFields } from "../../../../lib/lab/apply/managed-fields.js";
import type { LiveObject } from "../../../../lib/lab/apply/types.js";

const json = fc.jsonValue({ maxDepth: 4 });
const copy = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

describe("differences", () => {
  it("are none between equal values, and some between others", () => {
    fc.assert(fc.property(json, (value) => differences(copy(value), copy(value)).length === 0));
    fc.assert(
      fc.property(json, json, (a, b) => {
        const equal = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
        expect(differences(copy(a), copy(b)).length === 0).toBe(equal);
      }),
    );
  });

  it("name the elements of a list by their keys", () => {
    const before = { containers: [{ name: "web", image: "a" }, { name: "old" }], labels: { "a.b/c": "1" } };
    const after = { containers: [{ name: "new" }, { name: "web", image: "b" }], labels: {} };
    expect(differences(before, after)).toEqual([
      { path: '.containers[name="web"].image', before: "a", after: "b" },
      { path: '.containers[name="old"]', before: { name: "old" } },
      { path: '.containers[name="new"]', after: { name: "new" } },
      { path: '.labels["a.b/c"]', before: "1" },
    ]);
  });
});

it("reads managed fields against the object that they speak of", () => {
  const live: LiveObject = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: "web",
      uid: "1",
      resourceVersion: "1",
      finalizers: ["example/keep"],
      labels: { "a.b/c": "1" },
    },
    spec: { replicas: 3, containers: [{ name: "web", image: "x", ports: [{ port: 80, protocol: "TCP" }] }] },
  };
  const fieldsV1 = {
    "f:metadata": {
      "f:labels": { ".": {}, "f:a.b/c": {} },
      "f:finalizers": { ".": {}, 'v:"example/keep"': {}, 'v:"gone"': {} },
    },
    "f:spec": {
      "f:replicas": {},
      "f:paused": {},
      "f:containers": {
        'k:{"name":"web"}': { "f:image": {}, "f:ports": { 'k:{"port":80,"protocol":"TCP"}': { ".": {} } } },
        'k:{"name":"gone"}': { "f:image": {} },
      },
    },
  };
  expect(ownedFields(live, { fieldsV1 })).toEqual([
    { path: '.metadata.labels["a.b/c"]', value: "1" },
    { path: '.metadata.finalizers[="example/keep"]', value: "example/keep" },
    { path: ".spec.replicas", value: 3 },
    { path: '.spec.containers[name="web"].image', value: "x" },
    {
      path: '.spec.containers[name="web"].ports[port=80,protocol="TCP"]',
      value: { port: 80, protocol: "TCP" },
    },
  ]);
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return { entries: entries.toSorted(([a], [b]) => (a < b ? -1 : 1)) };
}
