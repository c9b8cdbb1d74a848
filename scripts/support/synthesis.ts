/** Synthesis of many stacks: spread over workers, and only those whose inputs changed. */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { Piscina } from "piscina";
import type { Estate, EstatePointer, LoadedEstate, Position } from "../../config/index.js";
import { planStacks, type StackPlan } from "../../lib/placement/index.js";
import { type Finding, policiesOf } from "../../lib/policy/index.js";
import type { CheckedEstate } from "./estate.js";
import { filesBelow, readIfThere, sha256, writeFileAtomically, writeJson } from "./files.js";
import { Progress } from "./progress.js";
import type { RenderingCounts, RenderingTask, Rules } from "./rendering-worker.js";
import type { SynthesisTask } from "./synthesis-worker.js";

/** Terraform's files of all stacks, in CDKTF's layout. */
export const OUTPUT = "cdktf.out";

const BUILT_CODE = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const INSTALLED = join(BUILT_CODE, "..", "node_modules", ".package-lock.json");

/** More workers bring little, since the estate is read by one, and cost 100 MB each (docs/decisions/0008). */
const MOST_WORKERS = 3;
/** Megabytes. A stack of 600 resources needs a fifth of it; without a bound V8 lets garbage grow instead of collecting it. */
const WORKER_MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 48 };

/** What a stack was made from, kept beside it; equal digests mean that nothing is to be done. */
interface Fingerprint {
  /** Digest of the plan and of the code. */
  inputs: string;
  /** Digest of `cdk.tf.json`. */
  output: string;
  /** Digest of `provenance.json`. */
  provenance: string;
  /** Where the places that `provenance.json` names were when it was written. */
  positions: Record<EstatePointer, Position>;
  /** What `objects.yaml` holds, once it is rendered from this output, and by which rules it was judged. */
  rendered?: RenderingCounts & { digest: string };
}

export type Provenance = Record<string, { pointer: EstatePointer } & Position>;

export interface SynthesisResult {
  /** Stacks that were built again. */
  built: string[];
  /** Stacks whose inputs had not changed. */
  reused: string[];
  /** Folders of stacks that left the declaration but keep state, or the plan that empties them. */
  orphans: string[];
}

export const stackFolder = (output: string, stack: string) => join(output, "stacks", stack);

/** Digest of all that the output depends on besides the plan: the built code and the installed packages. */
function digestOfCode(): string {
  const files = ["config", "constructs", "lib", "stacks"].flatMap((folder) =>
    filesBelow(join(BUILT_CODE, folder)),
  );
  return sha256(readIfThere(INSTALLED) ?? "", ...files.map((file) => readFileSync(file, "utf8")));
}

/** Runs a worker's task for each item, several at once. */
async function spread<Task, Result>(
  worker: "synthesis-worker.js" | "rendering-worker.js",
  title: string,
  tasks: Task[],
  done: (task: Task, result: Result) => void,
  workerData?: Rules,
): Promise<void> {
  if (tasks.length === 0) return;
  const progress = new Progress(title);
  const filename = join(dirname(fileURLToPath(import.meta.url)), worker);
  const maxThreads = Math.min(availableParallelism(), tasks.length, MOST_WORKERS);
  const pool = new Piscina({ filename, maxThreads, workerData, resourceLimits: WORKER_MEMORY });
  let finished = 0;
  try {
    await Promise.all(
      tasks.map(async (task) => {
        done(task, await pool.run(task));
        finished += 1;
        progress.update(finished, tasks.length);
      }),
    );
    progress.finish(`${title}: ${tasks.length} of ${tasks.length}`);
  } catch (error) {
    progress.fail();
    throw error;
  } finally {
    await pool.destroy();
  }
}

/** Synthesizes those stacks of `plans` that changed, and writes where each resource comes from. */
export async function synthesizeStacks(
  { estate, locate }: CheckedEstate,
  plans: StackPlan[],
  output = OUTPUT,
): Promise<SynthesisResult> {
  removeLeftovers(output);
  const code = digestOfCode();
  const inputs = new Map(plans.map((plan) => [plan.stack, sha256(code, JSON.stringify(plan))]));
  const stale = plans.filter(({ stack }) => !isFresh(stackFolder(output, stack), inputs.get(stack)));
  const tasks = stale.map((plan): SynthesisTask => ({ plan, folder: stackFolder(output, plan.stack) }));
  await spread(
    "synthesis-worker.js",
    "Synthesizing stacks",
    tasks,
    ({ plan, folder }, found: Record<string, EstatePointer>) => {
      writeFingerprint(folder, {
        inputs: inputs.get(plan.stack) ?? "",
        output: sha256(readFileSync(join(folder, "cdk.tf.json"))),
        ...writeProvenance(folder, found, locate),
      });
    },
  );
  const fresh = plans.filter((plan) => !stale.includes(plan));
  for (const { stack } of fresh) refreshProvenance(stack, output, locate);
  const names = (of: StackPlan[]) => of.map(({ stack }) => stack);
  return {
    built: names(stale),
    reused: names(fresh),
    orphans: writeManifest(planStacks(estate), plans, output),
  };
}

/** Renders and judges the stacks where that was not done yet for their output and these rules; counts by stack. */
export async function renderStacks(
  estate: Estate,
  plans: StackPlan[],
  output = OUTPUT,
): Promise<Map<string, RenderingCounts>> {
  const { platform, environments } = estate;
  const data: Rules = { policies: policiesOf(estate), estate: { platform, environments } };
  const rules = sha256(JSON.stringify(data));
  const tasks = plans
    .map(({ stack, environment, cluster }): RenderingTask => {
      return { folder: stackFolder(output, stack), stack, environment, cluster };
    })
    .filter(({ folder }) => {
      const digest = digestOfRendering(folder, rules);
      return digest === undefined || digest !== readFingerprint(folder)?.rendered?.digest;
    });
  const done = ({ folder }: RenderingTask, counts: RenderingCounts) => {
    const fingerprint = readFingerprint(folder);
    const digest = digestOfRendering(folder, rules);
    if (fingerprint && digest) writeFingerprint(folder, { ...fingerprint, rendered: { ...counts, digest } });
  };
  await spread("rendering-worker.js", "Rendering objects", tasks, done, data);
  return new Map(
    plans.flatMap(({ stack }) => {
      const rendered = readFingerprint(stackFolder(output, stack))?.rendered;
      return rendered ? [[stack, rendered]] : [];
    }),
  );
}

/** Digest of what rendering wrote and of the rules that it was judged by; undefined where a file is missing. */
function digestOfRendering(folder: string, rules: string): string | undefined {
  const [objects, findings] = ["objects.yaml", "findings.json"].map((file) =>
    readIfThere(join(folder, file)),
  );
  return objects === undefined || findings === undefined ? undefined : sha256(objects, findings, rules);
}

/** Writes CDKTF's manifest of all stacks; what left the declaration leaves it too. Returns what is kept. */
function writeManifest(estate: StackPlan[], synthesized: StackPlan[], output: string): string[] {
  const all = [...new Map([...estate, ...synthesized].map((plan) => [plan.stack, plan])).values()];
  const declared = new Set(all.map(({ stack }) => stack));
  const present = existsSync(join(output, "stacks"))
    ? readdirSync(join(output, "stacks")).filter((name) => !name.startsWith("."))
    : [];
  const orphans: string[] = [];
  for (const stack of present.filter((name) => !declared.has(name))) {
    const folder = stackFolder(output, stack);
    if (readdirSync(folder).some((file) => file.endsWith(".tfstate") || file === "plan.facts.json"))
      orphans.push(folder);
    else rmSync(folder, { recursive: true });
  }
  const stacks = all
    .filter(({ stack }) => existsSync(join(stackFolder(output, stack), "cdk.tf.json")))
    .map(({ stack, dependsOn }) => [
      stack,
      {
        name: stack,
        constructPath: stack,
        workingDirectory: `stacks/${stack}`,
        synthesizedStackPath: `stacks/${stack}/cdk.tf.json`,
        annotations: [],
        dependencies: dependsOn,
      },
    ]);
  const manifest = { version: "0.21.0", stacks: Object.fromEntries(stacks) };
  writeJson(join(output, "manifest.json"), manifest);
  return orphans;
}

function isFresh(folder: string, inputs: string | undefined): boolean {
  const fingerprint = readFingerprint(folder);
  const holds = (file: string, digest: string) =>
    existsSync(join(folder, file)) && sha256(readFileSync(join(folder, file))) === digest;
  return (
    fingerprint !== undefined &&
    fingerprint.inputs === inputs &&
    holds("cdk.tf.json", fingerprint.output) &&
    holds("provenance.json", fingerprint.provenance)
  );
}

function readFingerprint(folder: string): Fingerprint | undefined {
  return readJson<Fingerprint>(join(folder, "fingerprint.json"));
}

function writeFingerprint(folder: string, fingerprint: Fingerprint): void {
  writeJson(join(folder, "fingerprint.json"), fingerprint);
}

/** Where the resources of a synthesized stack come from, by Terraform address. */
export function readProvenance(stack: string, output = OUTPUT): Provenance {
  return readJson<Provenance>(join(stackFolder(output, stack), "provenance.json")) ?? {};
}

/** What the policies say of a rendered stack, before any waiver. */
export function readFindings(stack: string, output = OUTPUT): Finding[] {
  return readJson<Finding[]>(join(stackFolder(output, stack), "findings.json")) ?? [];
}

/** Writes where each resource comes from; what a fingerprint says of it. */
function writeProvenance(
  folder: string,
  sources: Record<string, EstatePointer>,
  locate: LoadedEstate["locate"],
): Pick<Fingerprint, "provenance" | "positions"> {
  const positions = locateAll(Object.values(sources), locate);
  const provenance = Object.fromEntries(
    Object.entries(sources).map(([address, pointer]) => [address, { pointer, ...positions[pointer] }]),
  );
  const text = `${JSON.stringify(provenance, null, 2)}\n`;
  writeFileAtomically(join(folder, "provenance.json"), text);
  return { provenance: sha256(text), positions };
}

/** Positions are looked up anew each time: they move while the stack stays the same. */
function refreshProvenance(stack: string, output: string, locate: LoadedEstate["locate"]): void {
  const folder = stackFolder(output, stack);
  const fingerprint = readFingerprint(folder);
  if (!fingerprint) return;
  const pointers = Object.keys(fingerprint.positions) as EstatePointer[];
  if (isDeepStrictEqual(locateAll(pointers, locate), fingerprint.positions)) return;
  const sources = Object.entries(readProvenance(stack, output)).map(([address, { pointer }]) => [
    address,
    pointer,
  ]);
  writeFingerprint(folder, {
    ...fingerprint,
    ...writeProvenance(folder, Object.fromEntries(sources), locate),
  });
}

const locateAll = (pointers: EstatePointer[], locate: LoadedEstate["locate"]): Fingerprint["positions"] =>
  Object.fromEntries([...new Set(pointers)].map((pointer) => [pointer, locate(pointer)]));

/** A file that is missing or broken counts as none: what it speaks of is made again. */
function readJson<Content>(path: string): Content | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Content;
  } catch {
    return undefined;
  }
}

/** Folders of an interrupted run; those of a run that goes on beside this one stay. */
function removeLeftovers(output: string): void {
  const stacks = join(output, "stacks");
  if (!existsSync(stacks)) return;
  for (const name of readdirSync(stacks).filter((entry) => entry.startsWith("."))) {
    const pid = Number(/\.(\d+)\.tmp$/.exec(name)?.[1]);
    if (!isRunning(pid)) rmSync(join(stacks, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
