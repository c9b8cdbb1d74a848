/** Programs that this machine has already: in KUBEBUILDER_ASSETS or on PATH, taken where their version is the pinned one. */
import { execFileSync } from "node:child_process";
import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Tool, toolVersion } from "./tools.js";

const ASK_AT_MOST = 5_000;

/** A program found elsewhere: taken, or why not. */
export interface Candidate {
  path: string;
  /** Why it is not taken. */
  unfit?: string;
}

/** The candidates for a tool in order of preference; those after one that fits are not looked at. */
export function candidates(
  tool: Tool,
  tools: string,
  environment: NodeJS.ProcessEnv = process.env,
): Candidate[] {
  if (tool.says === undefined) return [];
  const wanted = toolVersion(tool, tools) ?? "";
  const folders = [environment.KUBEBUILDER_ASSETS ?? "", ...(environment.PATH ?? "").split(delimiter)];
  const found: Candidate[] = [];
  const seen = new Set<string>();
  for (const folder of new Set(folders.filter((name) => name !== ""))) {
    const path = join(folder, tool.name);
    if (!isProgram(path) || seen.has(realpathSync(path))) continue;
    seen.add(realpathSync(path));
    const unfit = whyUnfit(path, tool.says, wanted);
    found.push({ path, ...(unfit === undefined ? {} : { unfit }) });
    if (unfit === undefined) break;
  }
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function whyUnfit(path: string, says: NonNullable<Tool["says"]>, wanted: string): string | undefined {
  let answer: string;
  try {
    answer = execFileSync(path, says.arguments, { encoding: "utf8", timeout: ASK_AT_MOST, stdio: "pipe" });
  } catch {
    return "does not say its version";
  }
  const version = says.version.exec(answer)?.[1]?.replace(/^v?/, "v");
  if (version === undefined) return "does not say its version";
  return version === wanted.replace(/^v?/, "v") ? undefined : `is ${version}, not ${wanted}`;
}
