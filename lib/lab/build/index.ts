/** Building: every program and manifest of the lab, from the cache, from this machine or from its Go module. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import type { Report } from "../failure.js";
import { cached, cacheFolder } from "./cache.js";
import { candidates } from "./elsewhere.js";
import { goBuild, goModule, requireGo } from "./go.js";
import {
  buildKey,
  linkerFlags,
  pinnedVersion,
  type SourceChange,
  TOOLS,
  TOOLS_FOLDER,
  type Tool,
  type ToolName,
} from "./tools.js";

export interface BuildOptions {
  /** Folder of the Go modules. */
  tools?: string;
  /** Folder of the cache. */
  cache?: string;
  environment?: NodeJS.ProcessEnv;
  report?: Report;
}

/** Where a program came from. */
export interface BuiltTool {
  path: string;
  origin: "built" | "cached" | "found";
  /** What was found elsewhere and not taken, with the reasons. */
  refused: string[];
}

/** The programs, built one after another: each uses all processors. */
export async function prepareTools<Name extends ToolName>(
  names: readonly Name[],
  options: BuildOptions = {},
): Promise<Record<Name, string>> {
  const paths: [string, string][] = [];
  for (const name of names) {
    const { path, origin, refused } = await prepareTool(TOOLS[name], options);
    for (const reason of refused) options.report?.(reason);
    if (origin === "found") options.report?.(`${name}: ${path}`);
    paths.push([name, path]);
  }
  return Object.fromEntries(paths) as Record<Name, string>;
}

export async function prepareTool(
  tool: Tool,
  {
    tools = TOOLS_FOLDER,
    cache = cacheFolder(),
    environment = process.env,
    report = () => {},
  }: BuildOptions = {},
): Promise<BuiltTool> {
  const found = candidates(tool, tools, environment);
  const refused = found.flatMap(({ path, unfit }) =>
    unfit === undefined ? [] : `${path} ${unfit}: not taken`,
  );
  const fit = found.find(({ unfit }) => unfit === undefined);
  if (fit) return { path: fit.path, origin: "found", refused };
  const folder = join(tools, tool.folder);
  const flags = linkerFlags(tool, tools);
  const key = buildKey(folder, tool.package, flags, ...Object.values(tool.change ?? {}));
  let origin: BuiltTool["origin"] = "cached";
  const built = await cached(cache, tool.name, key, async (work) => {
    await requireGo(folder);
    origin = "built";
    report(`Building ${tool.name}`);
    const source = tool.change ? await changeSource(folder, tool, join(work, "main.go")) : tool.package;
    const build = { output: join(work, tool.name), source, linkerFlags: flags };
    await goBuild(folder, build, (line) => report(`Building ${tool.name}: ${line}`));
  });
  return { path: join(built, tool.name), origin, refused };
}

/** Writes the changed source of a program to `target`. */
async function changeSource(folder: string, { module = "", change }: Tool, target: string): Promise<string> {
  const { file, from, to } = change as SourceChange;
  const source = join(await goModule(folder, module, pinnedVersion(folder, module)), file);
  const parts = readFileSync(source, "utf8").split(from);
  if (parts.length !== 2) throw new Error(`${source} holds ${from} ${parts.length - 1} times, not once`);
  writeFileSync(target, parts.join(to));
  return target;
}

/** Changes with the form in which manifests are kept. */
const MANIFEST_FORMAT = "json";

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

/** Each YAML file becomes a list of objects in JSON, which is read a hundred times as fast. */
function copyManifests(source: string, target: string): void {
  for (const entry of readdirSync(source, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".yaml")) continue;
    const from = join(entry.parentPath, entry.name);
    const to = join(target, relative(source, from)).replace(/yaml$/, "json");
    const objects = parseAllDocuments(readFileSync(from, "utf8")).map(
      (document) => document.toJS() as unknown,
    );
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, JSON.stringify(objects.filter((object) => object !== null)));
  }
}

/** The objects of one file of the manifests. */
export const readManifest = <Manifest>(path: string): Manifest[] =>
  JSON.parse(readFileSync(path, "utf8")) as Manifest[];
