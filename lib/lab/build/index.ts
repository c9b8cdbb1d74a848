/** Building: every program and manifest of the lab, from the cache, from this machine or from its Go module. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cached, cacheFolder } from "./cache.js";
import { candidates } from "./elsewhere.js";
import { goBuild, goModule, requireGo } from "./go.js";
import type { BuildOptions } from "./options.js";
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

export { prepareManifests, readManifest } from "./manifests.js";
export type { BuildOptions } from "./options.js";

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
