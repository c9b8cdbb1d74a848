/** Runs Terraform or OpenTofu, whichever is on PATH, inside the folder of one stack. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { StateVersion } from "../../lib/attestation/index.js";
import { Failure } from "./failure.js";

const BINARIES = ["terraform", "tofu"] as const;

/** Providers are large and the same for all stacks: one copy, outside the repository. */
const PLUGIN_CACHE = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
  "transhumance",
  "terraform",
);

/** What Terraform says when it looked for a provider in vain. Source: `terraform init` of Terraform 1.11, OpenTofu 1.9. */
const NO_PROVIDER =
  /Failed to (?:query available provider packages|install provider|resolve provider packages)/;

export const LOCK_FILE = ".terraform.lock.hcl";

export interface Changes {
  add: number;
  change: number;
  remove: number;
}

interface Message {
  type?: string;
  changes?: Changes;
  diagnostic?: { severity: string; summary: string; detail?: string; address?: string };
}

export interface Terraform {
  /** `terraform` or `tofu`. */
  binary: string;
  init(folder: string): Promise<void>;
  /** Writes `plan.tfplan`; what would change. */
  plan(folder: string): Promise<Changes>;
  /** Writes `plan.tfplan` as JSON to a file; it holds secrets. */
  show(folder: string, file: string): Promise<void>;
  /** Which state there is now. */
  stateVersion(folder: string): Promise<StateVersion>;
  /** Applies `plan.tfplan`. */
  apply(folder: string): Promise<Changes>;
}

/** Finds the binary; ends the command where there is none. */
export function findTerraform(): Terraform {
  const binary = BINARIES.find((name) => spawnSync(name, ["version"], { stdio: "ignore" }).status === 0);
  if (binary === undefined) {
    throw new Failure(
      "Neither terraform nor tofu is on PATH: install one of them (1.6 or later), then run this again.",
    );
  }
  mkdirSync(PLUGIN_CACHE, { recursive: true });
  const invoke = (folder: string, ...args: string[]) => execute(binary, folder, args);
  const inits = new Map<string, Promise<unknown>>();
  let lastInit: Promise<unknown> = Promise.resolve();
  return {
    binary,
    async init(folder) {
      // Once is enough for a command: an apply asks twice for each stack.
      const before = inits.get(folder);
      if (before !== undefined) return void (await before);
      // A lock file that came with a plan is kept as it is: the plan was made with those providers.
      const lock = existsSync(join(folder, LOCK_FILE)) ? ["-lockfile=readonly"] : [];
      const init = () => invoke(folder, "init", "-input=false", "-no-color", ...lock);
      // One by one: Terraform's plugin cache cannot be written by two at once.
      const mine = lastInit.then(init, init);
      lastInit = mine;
      inits.set(folder, mine);
      await mine;
    },
    async plan(folder) {
      return changesOf(await invoke(folder, "plan", "-input=false", "-json", "-out=plan.tfplan"));
    },
    async show(folder, file) {
      await execute(binary, folder, ["show", "-json", "plan.tfplan"], file);
    },
    async stateVersion(folder) {
      const { lines } = await invoke(folder, "state", "pull");
      const { lineage = "", serial = 0 } = JSON.parse(lines.join("\n") || "{}") as Partial<StateVersion>;
      return { lineage, serial };
    },
    async apply(folder) {
      return changesOf(await invoke(folder, "apply", "-input=false", "-json", "plan.tfplan"));
    },
  };
}

interface Output {
  lines: string[];
}

/** Runs to the end, also when it is asked to stop. `into` names a file for what is printed, which may be large. */
async function execute(binary: string, folder: string, args: string[], into?: string): Promise<Output> {
  if (isStopping) throw new Failure(`${folder}: interrupted before ${binary} ${args[0]}.`);
  const output = into === undefined ? "pipe" : openSync(into, "w", 0o600);
  const child = spawn(binary, args, {
    cwd: folder,
    stdio: ["ignore", output, "pipe"],
    env: { TF_PLUGIN_CACHE_DIR: PLUGIN_CACHE, ...process.env, TF_IN_AUTOMATION: "1" },
    detached: true,
  });
  if (typeof output === "number") closeSync(output);
  const lines: string[] = [];
  const errors: string[] = [];
  if (child.stdout) createInterface(child.stdout).on("line", (line) => lines.push(line));
  if (child.stderr) createInterface(child.stderr).on("line", (line) => errors.push(line));
  const code = await untilClosed(child);
  if (code === 0) return { lines };
  const said = [...diagnostics(lines), ...errors].join("\n") || lines.slice(-20).join("\n");
  throw new Failure(
    NO_PROVIDER.test(said)
      ? `${folder}: a provider cannot be had from here. Put hashicorp/kubernetes and hashicorp/helm into a file system mirror and name it in the file that TF_CLI_CONFIG_FILE points to, then run this again.\n${said}`
      : `${folder}: ${binary} ${args[0]} failed (exit code ${code}).\n${said}`,
  );
}

/**
 * Terraforms at work. Each is in a process group of its own, so that Ctrl-C reaches it once, through us: at the first
 * it releases its lock and saves its state, a second would end it at once.
 */
const atWork = new Set<ChildProcess>();
const SIGNALS = ["SIGINT", "SIGTERM"] as const;
let others: [NodeJS.Signals, NodeJS.SignalsListener][] = [];
let isStopping = false;

function stop(): void {
  process.stderr.write("Waiting for Terraform to stop and to release its lock.\n");
  if (!isStopping) for (const child of atWork) child.kill("SIGINT");
  isStopping = true;
}

async function untilClosed(child: ChildProcess): Promise<number | null> {
  if (atWork.size === 0) {
    others = SIGNALS.flatMap((signal) =>
      (process.listeners(signal) as NodeJS.SignalsListener[]).map((listener): (typeof others)[number] => [
        signal,
        listener,
      ]),
    );
    for (const signal of SIGNALS) process.removeAllListeners(signal).on(signal, stop);
  }
  atWork.add(child);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
  } finally {
    atWork.delete(child);
    if (atWork.size === 0) {
      for (const signal of SIGNALS) process.removeListener(signal, stop);
      for (const [signal, listener] of others) process.on(signal, listener);
    }
  }
}

function messages(lines: string[]): Message[] {
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Message];
    } catch {
      return [];
    }
  });
}

/** What went wrong, once each: a cluster that cannot be reached is the same error for every resource. */
function diagnostics(lines: string[]): string[] {
  const errors = new Map<string, string[]>();
  for (const { diagnostic } of messages(lines)) {
    if (diagnostic?.severity !== "error") continue;
    const error = [diagnostic.summary, diagnostic.detail].filter(Boolean).join(": ");
    errors.set(error, [...(errors.get(error) ?? []), ...(diagnostic.address ? [diagnostic.address] : [])]);
  }
  return [...errors].map(([error, [first, ...more]]) => {
    const others = more.length === 0 ? "" : ` and ${more.length} more`;
    return first === undefined ? error : `${first}${others}: ${error}`;
  });
}

function changesOf({ lines }: Output): Changes {
  const summary = messages(lines).findLast(({ type }) => type === "change_summary");
  return summary?.changes ?? { add: 0, change: 0, remove: 0 };
}
