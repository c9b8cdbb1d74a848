import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type KubernetesObject, renderStack } from "../../../lib/kubernetes/index.js";

const FIXTURES = join(import.meta.dirname, "../../fixtures/terraform");
const read = (file: string) => JSON.parse(readFileSync(join(FIXTURES, file), "utf8"));
const identity = ({ kind, metadata }: KubernetesObject) =>
  `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;

const rendered = renderStack(read("siecle.tf.json")).objects.map(({ object }) => object);
const applied = new Map(
  (read("applied-objects.json") as KubernetesObject[]).map((object) => [identity(object), object]),
);
const both = rendered.filter((object) => applied.has(identity(object)));

describe("what is rendered from siecle.tf.json", () => {
  it.each(both.map((object) => [identity(object), object] as const))(
    "is what the provider sent: %s",
    (name, object) => {
      expect(applied.get(name)).toMatchObject(object);
    },
  );

  it("is all that was applied, but for the claims that a StatefulSet's controller made", () => {
    const names = new Set(rendered.map(identity));
    expect([...applied.keys()].filter((name) => !names.has(name))).toEqual([
      "PersistentVolumeClaim siecle-paris/data-cache-0",
      "PersistentVolumeClaim siecle-lyon/data-cache-0",
    ]);
  });
});
