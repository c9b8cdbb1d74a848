import fc from "fast-check";
import { expect, it } from "vitest";
import { formatEntries, type InventoryEntry, parseEntries } from "../../../../lib/lab/apply/inventory.js";
import { identityOf } from "../../../../lib/lab/apply/types.js";

const word = fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}[a-z0-9]$/);
const entry: fc.Arbitrary<InventoryEntry> = fc
  .record({ apiVersion: word, kind: word, name: word, namespace: fc.option(word), digest: fc.option(word) })
  .map(({ namespace, digest, ...reference }) => ({
    reference: { ...reference, ...(namespace === null ? {} : { namespace }) },
    ...(digest === null ? {} : { digest }),
  }));

it("reads what it wrote", () => {
  fc.assert(
    fc.property(fc.array(entry), (list) => {
      const entries = new Map(list.map((one) => [identityOf(one.reference), one]));
      expect(parseEntries(formatEntries(entries))).toEqual(entries);
    }),
  );
});

it("knows an object under every version of its group", () => {
  const named = { kind: "HorizontalPodAutoscaler", namespace: "siecle-lille", name: "web" };
  expect(identityOf({ apiVersion: "autoscaling/v1", ...named })).toBe(
    identityOf({ apiVersion: "autoscaling/v2", ...named }),
  );
  expect(identityOf({ apiVersion: "other/v1", ...named })).not.toBe(
    identityOf({ apiVersion: "autoscaling/v1", ...named }),
  );
});
