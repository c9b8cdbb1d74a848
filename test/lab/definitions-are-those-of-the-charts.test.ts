/** The definitions that the lab installs are those that the estate's charts bring: same names, same versions. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { loadEstate, type Operator } from "../../config/index.js";
import type { KubernetesObject } from "../../lib/kubernetes/index.js";
import { readManifest } from "../../lib/lab/build/index.js";
import { pinnedVersion, TOOLS_FOLDER } from "../../lib/lab/build/tools.js";
import { prepareManifests } from "../../lib/lab/index.js";
import { DEFAULT_ESTATE } from "../../scripts/support/options.js";

const SOURCES = join(TOOLS_FOLDER, "manifests");
/** Their definitions are in no Go module that can be pinned (docs/decisions/0011). */
const WITHOUT_MODULE = ["rook-ceph", "gpu-operator"];

const operators = Object.entries(loadEstate(DEFAULT_ESTATE).estate?.operators ?? {}).filter(
  ([name, { crds }]) => crds.length > 0 && !WITHOUT_MODULE.includes(name),
);
/** Names of definitions, by Go module. */
let defined: Map<string, Set<string>>;

beforeAll(async () => {
  const manifests = await prepareManifests();
  const modules = Object.keys(parse(readFileSync(join(SOURCES, "sources.yaml"), "utf8")) as object);
  defined = new Map(modules.map((module) => [module, definedBelow(join(manifests, module))]));
});

function definedBelow(folder: string): Set<string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".json"),
  );
  const objects = files.flatMap((file) => readManifest<KubernetesObject>(join(folder, file)));
  return new Set(
    objects.filter(({ kind }) => kind === "CustomResourceDefinition").map(({ metadata: { name } }) => name),
  );
}

/** Modules that hold a definition of the operator. */
const modulesOf = ({ crds }: Operator): string[] =>
  [...defined].filter(([, names]) => crds.some((name) => names.has(name))).map(([module]) => module);

/** Tags of the images, without the `v` that some put before them. */
const versionsIn = ({ images }: Operator): string[] =>
  images.map((image) => (/:v?([^:@]+)@/.exec(image)?.[1] ?? "").replace(/^v/, ""));

it.each(operators)("the lab has every definition of %s", (_, operator) => {
  const known = new Set([...defined.values()].flatMap((names) => [...names]));
  expect(operator.crds.filter((name) => !known.has(name))).toEqual([]);
});

it.each(operators)("the definitions of %s are of the version that its chart installs", (name, operator) => {
  // Gateway API comes with the gateway's chart, and has versions of its own.
  const own = modulesOf(operator).filter((module) => module !== "sigs.k8s.io/gateway-api");
  expect(own, name).toHaveLength(1);
  const pinned = pinnedVersion(SOURCES, own[0] ?? "").replace(/^v/, "");
  expect(versionsIn(operator)).toContain(pinned);
});

it("Kueue and KWOK run with the manifests of their own version", () => {
  for (const [tool, module] of [
    ["kueue", "sigs.k8s.io/kueue"],
    ["kwok", "sigs.k8s.io/kwok"],
  ] as const) {
    expect(pinnedVersion(SOURCES, module)).toBe(pinnedVersion(join(TOOLS_FOLDER, tool), module));
  }
});
