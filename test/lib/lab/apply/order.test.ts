import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wavesOf } from "../../../../lib/lab/apply/order.js";
import type { DeclaredObject, DeclaredStack } from "../../../../lib/lab/apply/types.js";

const object = (apiVersion: string, kind: string, name: string, spec?: object): DeclaredObject => ({
  object: { apiVersion, kind, metadata: { name, namespace: "a" }, ...(spec ? { spec } : {}) },
});
const stack = (name: string, dependsOn: string[], ...objects: DeclaredObject[]): DeclaredStack => ({
  stack: name,
  dependsOn,
  objects,
});
const names = (stacks: DeclaredStack[]) =>
  wavesOf(stacks).map((wave) => wave.map((declared) => declared.object.metadata.name));

describe("order of an apply", () => {
  it("is definitions, then by stack: policies of admission, namespaces, what governs them, what starts pods", () => {
    const stacks = [
      stack(
        "application",
        ["platform"],
        object("apps/v1", "Deployment", "web", { template: {} }),
        object("batch/v1", "CronJob", "nightly", { jobTemplate: {} }),
        object("v1", "LimitRange", "limits"),
        object("v1", "Namespace", "siecle"),
      ),
      stack(
        "platform",
        [],
        object("v1", "Namespace", "gateway"),
        object("v1", "Pod", "probe"),
        object("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", "images"),
        object("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding", "images-everywhere"),
      ),
      stack("other", ["platform"], object("v1", "ConfigMap", "settings")),
      stack("late", ["other"], object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "clusters")),
    ];
    expect(names(stacks)).toEqual([
      ["clusters"],
      ["images", "images-everywhere"],
      ["gateway"],
      ["probe"],
      ["siecle"],
      ["limits", "settings"],
      ["web", "nightly"],
    ]);
  });

  it("holds every object once, and none before what its stack depends on", () => {
    const links = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20 });
    fc.assert(
      fc.property(links, (pairs) => {
        const stacks = Array.from({ length: 8 }, (_, index) => {
          const before = pairs.filter(([a, b]) => Math.max(a, b) === index && a !== b);
          const dependsOn = before.map(([a, b]) => `${Math.min(a, b)}`);
          return stack(`${index}`, dependsOn, object("v1", "ConfigMap", `${index}`));
        });
        const waves = names(stacks);
        expect(waves.flat().toSorted()).toEqual(stacks.map((one) => one.stack));
        const waveOf = (name: string) => waves.findIndex((wave) => wave.includes(name));
        for (const { stack: name, dependsOn } of stacks) {
          for (const before of dependsOn) expect(waveOf(before)).toBeLessThan(waveOf(name));
        }
      }),
    );
  });

  it("is refused where stacks wait for each other, or two declare one object", () => {
    expect(() => wavesOf([stack("a", ["b"]), stack("b", ["a"])])).toThrow("a → b → a");
    const twice = [
      stack("a", [], object("autoscaling/v1", "HorizontalPodAutoscaler", "web")),
      stack("b", [], object("autoscaling/v2", "HorizontalPodAutoscaler", "web")),
    ];
    expect(() => wavesOf(twice)).toThrow("HorizontalPodAutoscaler a/web is declared in a and in b");
  });
});
