/** What Terraform itself says of a stack: the most that it can say with the providers that are at hand. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { temporaryFolder } from "./estate.js";

export interface Reading {
  /** `validate` checks every argument against the providers' schemas, `get` the configuration's syntax. */
  by: "validate" | "get";
  /** Words of Terraform where it refuses the stack; empty where it does not. */
  refusal: string;
  /** Providers without which it could not validate. */
  missing: string[];
}

/** Where Terraform looks by itself. Source: Terraform, «CLI Configuration File», implied local mirrors. */
const IMPLIED = [
  join(homedir(), ".terraform.d/plugins"),
  join(homedir(), ".local/share/terraform/plugins"),
  "/usr/local/share/terraform/plugins",
  "/usr/share/terraform/plugins",
];

/** File system mirrors and the cache that TF_CLI_CONFIG_FILE names, that of TF_PLUGIN_CACHE_DIR, then the implied ones. */
export function pluginFolders(environment: NodeJS.ProcessEnv = process.env): string[] {
  const file = environment.TF_CLI_CONFIG_FILE;
  const text = file !== undefined && existsSync(file) ? readFileSync(file, "utf8") : "";
  const mirrors = [...text.matchAll(/filesystem_mirror\s*\{[^}]*?\bpath\s*=\s*"([^"]+)"/g)];
  // A cache is laid out as a mirror is.
  const caches = [...text.matchAll(/^\s*plugin_cache_dir\s*=\s*"([^"]+)"/gm)];
  const { TF_PLUGIN_CACHE_DIR: cache } = environment;
  return [
    ...[...mirrors, ...caches].map(([, path]) => path as string),
    ...(cache === undefined ? [] : [cache]),
    ...IMPLIED,
  ];
}

/**
 * Has Terraform read the text of a `cdk.tf.json`. It validates where a folder holds all its providers, and else gets its
 * modules, which reads the whole configuration. Throws where Terraform is not installed: nothing was read then.
 */
export function readByTerraform(json: string, folders = pluginFolders(), binary = "terraform"): Reading {
  const stack = temporaryFolder();
  writeFileSync(join(stack, "cdk.tf.json"), json);
  const run = (...args: string[]): string => {
    const { error, status, stdout, stderr } = spawnSync(binary, [...args, "-no-color"], {
      cwd: stack,
      encoding: "utf8",
    });
    if (error !== undefined)
      throw new Error(
        `${binary} cannot be run (${(error as NodeJS.ErrnoException).code}): no stack was read by it. Put Terraform 1.11 on PATH${process.env.CI ? "; the image of this CI job lacks it" : ""}.`,
      );
    return status === 0 ? "" : `${stdout}${stderr}`;
  };
  const sources = sourcesIn(json);
  const complete = folders.find((folder) => missingIn(folder, sources).length === 0);
  if (complete === undefined) {
    const missing = sources.filter((source) =>
      folders.every((folder) => missingIn(folder, [source]).length > 0),
    );
    return { by: "get", refusal: run("get"), missing: missing.length > 0 ? missing : sources };
  }
  const refusal = run("init", "-backend=false", "-input=false", `-plugin-dir=${complete}`) || run("validate");
  return { by: "validate", refusal, missing: [] };
}

/** `hashicorp/aws` and the like; a name alone is HashiCorp's. Source: Terraform, «Provider Requirements». */
function sourcesIn(json: string): string[] {
  const { terraform } = JSON.parse(json) as {
    terraform: { required_providers: Record<string, { source: string }> };
  };
  return Object.values(terraform.required_providers).map(({ source }) =>
    source.includes("/") ? source : `hashicorp/${source}`,
  );
}

/** A mirror has a folder for each provider, under the name of the registry that it stands for. */
const missingIn = (folder: string, sources: readonly string[]): string[] =>
  sources.filter((source) => !existsSync(join(folder, "registry.terraform.io", source)));
