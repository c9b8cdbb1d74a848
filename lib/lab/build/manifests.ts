/** Manifests: the objects that Go modules bring as YAML, kept in the cache as the lab reads them. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { isJson } from "../../kubernetes/index.js";
import { cached, cacheFolder } from "./cache.js";
import { goModule, requireGo } from "./go.js";
import type { BuildOptions } from "./options.js";
import { buildKey, pinnedVersion, TOOLS_FOLDER } from "./tools.js";

/** Changes with the form in which manifests are kept. */
const MANIFEST_FORMAT = "json without descriptions";

/** Folders of each Go module that `tools/manifests/sources.yaml` names. */
type Sources = Record<string, string[]>;

/** A folder with the manifests, `<module>/<path in it>.json` for each YAML file: lists of objects. */
export async function prepareManifests({
  tools = TOOLS_FOLDER,
  cache = cacheFolder(),
  report = () => {},
}: BuildOptions = {}): Promise<string> {
  const folder = join(tools, "manifests");
  const sources = parse(readFileSync(join(folder, "sources.yaml"), "utf8")) as Sources;
  return cached(cache, "manifests", buildKey(folder, MANIFEST_FORMAT), async (work) => {
    await requireGo(folder);
    for (const [module, folders] of Object.entries(sources)) {
      report(`Fetching the manifests of ${module}`);
      const source = await goModule(folder, module, pinnedVersion(folder, module));
      for (const part of folders) copyManifests(join(source, part), join(work, module, part));
    }
  });
}

/** The objects of one file of the manifests. */
export const readManifest = <Manifest>(path: string): Manifest[] =>
  JSON.parse(readFileSync(path, "utf8")) as Manifest[];

/** Each YAML file becomes a list of objects in JSON, which is read a hundred times as fast. */
function copyManifests(source: string, target: string): void {
  for (const entry of readdirSync(source, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".yaml")) continue;
    const from = join(entry.parentPath, entry.name);
    const to = join(target, relative(source, from)).replace(/yaml$/, "json");
    const objects = parseAllDocuments(readFileSync(from, "utf8"))
      .map((document) => document.toJS() as unknown)
      .filter(isJson);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, JSON.stringify(objects.map(lean)));
  }
}

/**
 * A definition without the texts for `kubectl explain`: two thirds of it, which the API server would digest whenever a
 * lab starts anew.
 */
const lean = (object: Record<string, unknown>): unknown =>
  object.kind === "CustomResourceDefinition" ? withoutDescriptions(object) : object;

/** Values that a schema quotes: `description` is a key like any other in them. */
const QUOTED_VALUES = new Set(["default", "enum", "example"]);

function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (!isJson(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, element]) => key !== "description" || typeof element !== "string")
      .map(([key, element]) => [key, QUOTED_VALUES.has(key) ? element : withoutDescriptions(element)]),
  );
}
