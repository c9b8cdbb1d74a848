/** conftest, a peer of the review: built once from the Go module proxy into a cache outside of the repository. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const VERSION = "v0.71.1";
const CACHE = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
  "transhumance",
  `conftest-${VERSION}`,
);

/** Path of the binary. Throws where it is neither built nor can be built. */
export function findConftest(tell: (progress: string) => void): string {
  const binary = join(CACHE, "conftest");
  if (existsSync(binary)) return binary;
  if (spawnSync("go", ["version"], { stdio: "ignore" }).status !== 0) {
    throw new Error(
      "Go is needed to build conftest, the peer of this bench: install it, then run this again.",
    );
  }
  tell(`building conftest ${VERSION}, once`);
  mkdirSync(CACHE, { recursive: true });
  execFileSync("go", ["install", `github.com/open-policy-agent/conftest@${VERSION}`], {
    env: { ...process.env, GOBIN: CACHE, GOFLAGS: "-mod=mod" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return binary;
}

/** Three rules that the review has as well: data deleted, open to the internet, every verb. */
const RULES = `package main
import rego.v1

deny contains msg if {
  some r in input.resource_changes
  "delete" in r.change.actions
  r.type in {"kubernetes_persistent_volume_claim_v1", "kubernetes_stateful_set_v1", "kubernetes_namespace_v1"}
  msg := sprintf("data is deleted: %s", [r.address])
}

deny contains msg if {
  some r in input.resource_changes
  r.type == "kubernetes_network_policy_v1"
  walk(r.change.after, [_, "0.0.0.0/0"])
  msg := sprintf("open to the internet: %s", [r.address])
}

deny contains msg if {
  some r in input.resource_changes
  r.type in {"kubernetes_role_v1", "kubernetes_cluster_role_v1"}
  walk(r.change.after, [path, "*"])
  "verbs" in path
  msg := sprintf("every verb: %s", [r.address])
}
`;

/** Judges a plan; seconds from start to end. */
export function runConftest(binary: string, folder: string, plan: string): number {
  const rules = join(folder, "rules");
  mkdirSync(rules, { recursive: true });
  writeFileSync(join(rules, "review.rego"), RULES);
  const started = performance.now();
  const { status, stderr } = spawnSync(binary, ["test", "--policy", rules, "--output", "json", plan], {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0 && status !== 1)
    throw new Error(`conftest ended with ${status}: ${stderr.slice(0, 1000)}`);
  return (performance.now() - started) / 1000;
}
