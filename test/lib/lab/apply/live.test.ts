import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentDigest, covers, sentOver } from "../../../../lib/lab/apply/live.js";
import type { LiveObject } from "../../../../lib/lab/apply/types.js";

const json = fc.jsonValue({ maxDepth: 4 });

const deployment = (spec: object): LiveObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "a", uid: "1", resourceVersion: "7" },
  spec,
});

describe("covering", () => {
  it("holds for a value and itself, and for a map that has more", () => {
    fc.assert(fc.property(json, (value) => covers(value, JSON.parse(JSON.stringify(value)))));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), fc.dictionary(fc.string(), json), (map, more) =>
        covers({ ...more, ...map }, map),
      ),
    );
  });

  it.each([
    ["another value", { a: 1 }, { a: 2 }],
    ["a missing field", { a: 1 }, { a: 1, b: 1 }],
    ["a missing empty field", { a: 1 }, { a: 1, b: {} }],
    ["a longer list", { a: [1, 2] }, { a: [1] }],
    ["another order", { a: [1, 2] }, { a: [2, 1] }],
    ["the same amount written otherwise", { cpu: "1" }, { cpu: "1000m" }],
    ["a list for a map", { a: [] }, { a: {} }],
  ])("does not hold for %s", (_, live, declared) => {
    expect(covers(live, declared)).toBe(false);
  });
});

describe("what is sent over a live object", () => {
  const object = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: { replicas: 2 },
  };
  const ignored = [["spec", "replicas"]];

  const owned = (live: LiveObject): LiveObject => ({
    ...live,
    metadata: {
      ...live.metadata,
      managedFields: [
        { manager: "transhumance", operation: "Apply", fieldsV1: { "f:spec": { "f:replicas": {} } } },
      ],
    },
  });

  it("has the live value of what is left to a controller, while it is still ours", () => {
    const sent = sentOver({ object, ignored }, owned(deployment({ replicas: 5 })));
    expect(sent).toEqual({ ...object, spec: { replicas: 5 } });
    expect(object.spec.replicas).toBe(2);
  });

  it("says nothing of it once a controller has taken it", () => {
    expect(sentOver({ object, ignored }, deployment({ replicas: 5 }))).toEqual({ ...object, spec: {} });
  });

  it("is the declaration where nothing is ignored or nothing is live", () => {
    expect(sentOver({ object }, deployment({ replicas: 5 }))).toBe(object);
    expect(sentOver({ object, ignored }, undefined)).toBe(object);
  });
});

describe("the digest of what an apply can change", () => {
  const owning = (spec: object, fields: object): LiveObject => {
    const live = deployment(spec);
    const entry = { manager: "transhumance", operation: "Apply" as const, fieldsV1: { "f:spec": fields } };
    return { ...live, metadata: { ...live.metadata, managedFields: [entry] } };
  };
  const paused = { "f:paused": {} };
  const before = contentDigest(owning({ paused: true, replicas: 1 }, paused));

  it("stays where a controller wrote what is its own", () => {
    const live = owning({ paused: true, replicas: 2 }, paused);
    const later = { ...live, metadata: { ...live.metadata, resourceVersion: "8" }, status: { replicas: 2 } };
    expect(contentDigest(later)).toBe(before);
  });

  it("changes with our values, and with what is ours", () => {
    expect(contentDigest(owning({ paused: false, replicas: 1 }, paused))).not.toBe(before);
    const more = owning({ paused: true, replicas: 1 }, { ...paused, "f:replicas": {} });
    expect(contentDigest(more)).not.toBe(before);
    expect(contentDigest(deployment({ paused: true }))).not.toBe(before);
  });
});
