import { describe, expect, it } from "vitest";
import { type KubernetesObject, renderResource, renderStack } from "../../../lib/kubernetes/index.js";
import { fixture, renderOne, withoutEmpty } from "./fixtures.js";

interface Recording {
  title: string;
  type: string;
  /** As a stack declares it. */
  values: object;
  /** As `terraform plan` shows it, where recorded. */
  planned?: object;
  /** What hashicorp/kubernetes 2.38.0 posted, less `creationTimestamp` and `status`. */
  sent: KubernetesObject;
}

const recordings = fixture<Recording[]>("provider-sends.json");
const named = recordings.map((recording) => [recording.title, recording] as const);
const planned = fixture<{ address: string; type: string; values: object }[]>("planned-values.json");
const stack = renderStack(fixture("siecle.tf.json"));

/** The provider never sends an EndpointSlice's protocol; rendering says what the server makes of that. */
function asServed(object: KubernetesObject): unknown {
  const ports = (object.ports as object[] | undefined)?.map((port) => ({ protocol: "TCP", ...port }));
  return withoutEmpty(object.kind === "EndpointSlice" ? { ...object, ports } : object);
}

describe("a resource becomes what the provider sends", () => {
  it.each(named)("%s", (_, { type, values, sent }) => {
    expect(withoutEmpty(renderOne(type, values))).toEqual(asServed(sent));
  });
});

describe("a planned resource becomes what the declared one does", () => {
  it.each(named.filter(([, recording]) => recording.planned !== undefined))("%s", (_, recording) => {
    expect(renderResource(recording.type, recording.planned)).toEqual(
      renderOne(recording.type, recording.values),
    );
  });

  it("for all 70 resources of siecle.tf.json", () => {
    const objects = new Map(stack.objects.map(({ address, object }) => [address, object]));
    expect(planned).toHaveLength(70);
    for (const { address, type, values } of planned) {
      expect(renderResource(type, values, address), address).toEqual(objects.get(address));
    }
  });
});
