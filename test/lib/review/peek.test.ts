import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readChange } from "../../../lib/review/plan/format.js";
import { peek } from "../../../lib/review/plan/peek.js";

const text = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom("a", "siecle-lille") },
  fc.string(),
  fc.constantFrom('"', "é", "no-op", '","change":{"actions":["no-op"],'),
);
const values = fc.oneof(
  fc.constant(null),
  fc.record({ metadata: fc.tuple(fc.record({ name: text, namespace: text })) }),
  fc.record({ manifest: fc.record({ apiVersion: text, kind: text, metadata: fc.dictionary(text, text) }) }),
  fc.record({ change: fc.record({ actions: fc.constant(["no-op"]) }) }),
);
const rarely = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** Entries in Terraform's order, now and then with what is rare. */
const entry = fc.record({
  address: text,
  previous_address: rarely(text),
  module_address: rarely(text),
  mode: fc.constantFrom("managed", "managed", "managed", "data"),
  type: fc.constantFrom("kubernetes_manifest", "kubernetes_role_v1", "aws_instance"),
  name: text,
  index: rarely(fc.oneof(text, fc.nat())),
  provider_name: text,
  deposed: rarely(text),
  change: fc.record({
    actions: fc.constantFrom(["no-op"], ["no-op"], ["update"], ["delete", "create"]),
    before: fc.constant(null as unknown),
    after: values,
    importing: rarely(fc.record({ id: text })),
  }),
});

describe("a glimpse of an entry", () => {
  it("says only what reading it whole says", () => {
    let told = 0;
    fc.assert(
      fc.property(entry, fc.boolean(), (given, reversed) => {
        // What stays is the same before and after.
        given.change.before = given.change.after;
        const pairs = Object.entries(given);
        const ordered = Object.fromEntries(reversed ? pairs.toReversed() : pairs);
        const glimpse = peek(Buffer.from(JSON.stringify(ordered)));
        if (glimpse === undefined) return;
        told += 1;
        const whole = readChange(given);
        expect(whole).toMatchObject({ action: "no-op", mode: "managed" });
        expect([whole.importing, whole.previousAddress, whole.deposed]).toEqual([
          undefined,
          undefined,
          undefined,
        ]);
        expect(glimpse).toMatchObject({ address: whole.address, type: whole.type });
        const after = whole.after as { manifest?: { kind: string }; metadata?: { namespace: string }[] };
        if (glimpse.kind !== undefined) expect(glimpse.kind).toBe(after?.manifest?.kind);
        const namespace = after?.metadata?.[0]?.namespace;
        if (namespace !== undefined) expect(glimpse.namespaces).toContain(namespace);
      }),
      { numRuns: 1000 },
    );
    expect(told).toBeGreaterThan(50);
  });

  it("is had of what Terraform writes of most resources", () => {
    const sample = (type: string, after: object) =>
      JSON.stringify({
        address: `module.a["lille"].${type}.b`,
        module_address: 'module.a["lille"]',
        mode: "managed",
        type,
        name: "b",
        provider_name: "registry.terraform.io/hashicorp/kubernetes",
        change: { actions: ["no-op"], before: after, after, after_unknown: {} },
      });
    const role = { metadata: [{ name: "r", namespace: "siecle-lille" }] };
    expect(peek(Buffer.from(sample("kubernetes_role_v1", role)))).toEqual({
      address: 'module.a["lille"].kubernetes_role_v1.b',
      type: "kubernetes_role_v1",
      namespaces: ["siecle-lille"],
    });
    const manifest = { manifest: { apiVersion: "v1", kind: "Queue", metadata: { name: "q" } } };
    expect(peek(Buffer.from(sample("kubernetes_manifest", manifest)))?.kind).toBe("Queue");
  });
});
