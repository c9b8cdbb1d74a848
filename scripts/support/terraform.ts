/** Runs Terraform or OpenTofu, whichever is on PATH, inside the folder of one stack. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
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
  /** Addresses of the resources that `plan.tfplan` deletes or replaces, with their types. */
  removals(folder: string): Promise<{ address: string; type: string; values: unknown }[]>;
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
  return {
    binary,
    async init(folder) {
      await invoke(folder, "init", "-input=false", "-no-color");
    },
    async plan(folder) {
      return changesOf(await invoke(folder, "plan", "-input=false", "-json", "-out=plan.tfplan"));
    },
    async removals(folder) {
      const { lines } = await invoke(folder, "show", "-json", "plan.tfplan");
      const plan = JSON.parse(lines.join("\n")) as {
        resource_changes?: {
          address: string;
          type: string;
          change: { actions: string[]; before: unknown };
        }[];
      };
      return (plan.resource_changes ?? [])
        .filter(({ change }) => change.actions.includes("delete"))
        .map(({ address, type, change }) => ({ address, type, values: change.before }));
    },
    async apply(folder) {
      return changesOf(await invoke(folder, "apply", "-input=false", "-json", "plan.tfplan"));
    },
  };
}

interface Output {
  lines: string[];
}

/** Runs to the end, also when Ctrl-C asks Terraform to stop: it releases its lock and saves its state itself. */
async function execute(binary: string, folder: string, args: string[]): Promise<Output> {
  const child = spawn(binary, args, {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { TF_PLUGIN_CACHE_DIR: PLUGIN_CACHE, ...process.env, TF_IN_AUTOMATION: "1" },
  });
  const lines: string[] = [];
  const errors: string[] = [];
  createInterface(child.stdout).on("line", (line) => lines.push(line));
  createInterface(child.stderr).on("line", (line) => errors.push(line));
  const code = await untilClosed(child);
  if (code === 0) return { lines };
  const said = [...diagnostics(lines), ...errors].join("\n") || lines.slice(-20).join("\n");
  throw new Failure(
    NO_PROVIDER.test(said)
      ? `${folder}: a provider cannot be had from here. Put hashicorp/kubernetes and hashicorp/helm into a file system mirror and name it in the file that TF_CLI_CONFIG_FILE points to, then run this again.\n${said}`
      : `${folder}: ${binary} ${args[0]} failed (exit code ${code}).\n${said}`,
  );
}

/** While Terraform runs, Ctrl-C is its to answer: the terminal sends it the same signal. */
async function untilClosed(child: ChildProcess): Promise<number | null> {
  const others = process.listeners("SIGINT");
  const wait = () => process.stderr.write("Waiting for Terraform to stop and to release its lock.\n");
  process.removeAllListeners("SIGINT");
  process.on("SIGINT", wait);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
  } finally {
    process.removeListener("SIGINT", wait);
    for (const listener of others) process.on("SIGINT", listener);
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

const diagnostics = (lines: string[]): string[] =>
  messages(lines).flatMap(({ diagnostic }) =>
    diagnostic?.severity === "error"
      ? [[diagnostic.address, diagnostic.summary, diagnostic.detail].filter(Boolean).join(": ")]
      : [],
  );

function changesOf({ lines }: Output): Changes {
  const summary = messages(lines).findLast(({ type }) => type === "change_summary");
  return summary?.changes ?? { add: 0, change: 0, remove: 0 };
}
