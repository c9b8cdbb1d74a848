/** One stack, two roads: what an apply makes of it, and what the real Terraform provider made of it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { expect, it } from "vitest";
import type { KubernetesObject } from "../../lib/kubernetes/index.js";
import { readLive } from "../../lib/lab/apply/plan.js";
import { Resources } from "../../lib/lab/apply/resources.js";
import { describe, referenceTo } from "../../lib/lab/apply/types.js";
import { applyStacks } from "../../lib/lab/index.js";
import { declareStack } from "../../scripts/support/declared.js";
import { eventually, TestLab } from "../support/applied-lab.js";
import { minimalEstate } from "../support/estate.js";

const CLUSTER = { environment: "production", cluster: "sud" };
const read = (name: string) => readFileSync(join(import.meta.dirname, "../fixtures/terraform", name), "utf8");

it("holds the same objects with the same fields as after Terraform", async () => {
  const lab = await TestLab.start(minimalEstate().estate, CLUSTER);
  const stack = declareStack({ stack: "production-sud-siecle", dependsOn: [] }, read("siecle.tf.json"));
  const result = await applyStacks(lab.server, CLUSTER, [stack], { mayLose: () => undefined });
  expect(result.failed).toEqual([]);
  const recorded = JSON.parse(read("applied-objects.json")) as KubernetesObject[];
  const resources = await Resources.discoverAll(lab.server, recorded);
  const look = async () =>
    Promise.all(
      recorded.map(async (expected) => {
        const live = await readLive(lab.server, resources, referenceTo(expected));
        return live ? fieldsOf(live) : describe(referenceTo(expected));
      }),
    );
  const expected = recorded.map(fieldsOf);
  // Controllers add what is theirs a moment later: a revision, a finalizer.
  await eventually(async () => isDeepStrictEqual(await look(), expected) || undefined).catch(() => {});
  expect(await look()).toEqual(expected);
});

type Fields = Record<string, unknown>;

/** Server bookkeeping that the recording left out as well. Source: README.md beside it. */
const BOOKKEEPING = [
  "creationTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
];

/** The fields of an object, less what the server gives to each anew. */
function fieldsOf({ status: _, ...object }: KubernetesObject): Fields {
  const { metadata, ...content } = withoutBehaviour(object);
  const named = Object.entries(metadata).filter(([key]) => !BOOKKEEPING.includes(key));
  const text = JSON.stringify({ ...content, metadata: Object.fromEntries(named) });
  return JSON.parse(text, (key, value) => (GIVEN.test(key) ? `(${key})` : value)) as Fields;
}

/** Addresses, ports and volumes that a server chooses. */
const GIVEN = /^(?:clusterIPs?|nodePort|volumeName)$/;

/**
 * The provider sends an autoscaler's empty `behavior`, into which the server writes what the controller does without
 * one, too; rendering leaves it out.
 */
function withoutBehaviour(object: KubernetesObject): KubernetesObject {
  if (object.kind !== "HorizontalPodAutoscaler") return object;
  const { behavior: _, ...spec } = object.spec as Fields;
  return { ...object, spec };
}
