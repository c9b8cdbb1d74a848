/** Tools: what the lab is made of, each a pinned Go module of a folder in `tools/`. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256 } from "./digest.js";

/** What is changed in a program's only file, where no setting does it. */
export interface SourceChange {
  /** Its path in the module. */
  file: string;
  /** Must be there exactly once. */
  from: string;
  to: string;
}

/** A program that is built from a Go module. */
export interface Tool {
  /** Name of the program, e.g. `kube-apiserver`. */
  name: string;
  /** Its folder in `tools/`, with go.mod and go.sum. */
  folder: string;
  package: string;
  /** The module whose version in go.mod is the program's. Without one, it is our own. */
  module?: string;
  /** Values that the linker sets, by symbol; `{version}`, `{major}` and `{minor}` stand for the module's version. */
  symbols?: Record<string, string>;
  /** One text of the module's source that is replaced while it is compiled. */
  change?: SourceChange;
  /** How a program says its version, and where in it: only then one from elsewhere may be taken. */
  says?: { arguments: string[]; version: RegExp };
}

/** Kubernetes says the version it was linked with; Kueue does not start where it cannot parse it (DESIGN.md). */
const kubernetes = (name: string, says = ["--version"], version = /Kubernetes (v\S+)/): Tool => ({
  name,
  folder: "kubernetes",
  package: `k8s.io/kubernetes/cmd/${name}`,
  module: "k8s.io/kubernetes",
  symbols: {
    "k8s.io/component-base/version.gitVersion": "{version}",
    "k8s.io/component-base/version.gitMajor": "{major}",
    "k8s.io/component-base/version.gitMinor": "{minor}",
  },
  says: { arguments: says, version },
});

export const TOOLS = {
  supervise: { name: "supervise", folder: "supervise", package: "." },
  certify: { name: "certify", folder: "certify", package: "." },
  connections: { name: "connections", folder: "connections", package: "." },
  "connections-np-guard": { name: "connections-np-guard", folder: "connections-np-guard", package: "." },
  etcd: {
    name: "etcd",
    folder: "etcd",
    package: "go.etcd.io/etcd/server/v3",
    module: "go.etcd.io/etcd/server/v3",
    says: { arguments: ["--version"], version: /etcd Version: (\S+)/ },
  },
  "kube-apiserver": kubernetes("kube-apiserver"),
  "kube-controller-manager": kubernetes("kube-controller-manager"),
  "kube-scheduler": kubernetes("kube-scheduler"),
  kubectl: kubernetes("kubectl", ["version", "--client"], /Client Version: (v\S+)/),
  kueue: {
    name: "kueue",
    folder: "kueue",
    package: "sigs.k8s.io/kueue/cmd/kueue",
    module: "sigs.k8s.io/kueue",
    // The folder is fixed, and read even where no metrics are served: labs side by side need their own.
    change: {
      file: "cmd/kueue/main.go",
      from: '"/etc/kueue/metrics/certs"',
      to: "cfg.Webhook.CertDir",
    },
  },
  kwok: {
    name: "kwok",
    folder: "kwok",
    package: "sigs.k8s.io/kwok/cmd/kwok",
    module: "sigs.k8s.io/kwok",
    says: { arguments: ["--version"], version: /kwok version (\S+)/ },
  },
} satisfies Record<string, Tool>;
export type ToolName = keyof typeof TOOLS;
export const TOOL_NAMES = Object.keys(TOOLS) as ToolName[];

/** The `tools/` folder of this package, whether its compiled code runs or its source. */
export const TOOLS_FOLDER = join(packageFolder(import.meta.dirname), "tools");

function packageFolder(from: string): string {
  return existsSync(join(from, "package.json")) ? from : packageFolder(dirname(from));
}

/** The version of a module that a folder's go.mod pins, e.g. `v1.35.4`. */
export function pinnedVersion(folder: string, module: string): string {
  const text = readFileSync(join(folder, "go.mod"), "utf8");
  const words = text.split("\n").map((line) =>
    line
      .trim()
      .replace(/^require /, "")
      .split(" "),
  );
  const version = words.find(([path]) => path === module)?.[1];
  if (version === undefined) throw new Error(`${folder}/go.mod requires no ${module}`);
  return version;
}

/** The version that a tool must have; `undefined` for our own. */
export function toolVersion(tool: Tool, tools = TOOLS_FOLDER): string | undefined {
  return tool.module === undefined ? undefined : pinnedVersion(join(tools, tool.folder), tool.module);
}

/** What the linker is told: no debug data, and the tool's symbols. */
export function linkerFlags(tool: Tool, tools = TOOLS_FOLDER): string {
  const version = toolVersion(tool, tools) ?? "";
  const [major = "", minor = ""] = version.replace("v", "").split(".");
  const symbols = Object.entries(tool.symbols ?? {}).map(([symbol, value]) => {
    const filled = value.replace("{version}", version).replace("{major}", major).replace("{minor}", minor);
    return `-X ${symbol}=${filled}`;
  });
  return ["-s -w", ...symbols].join(" ");
}

/** Digest of all that a build depends on: the folder's files, what is asked of them, and this kind of machine. */
export function buildKey(folder: string, ...flags: string[]): string {
  const files = readdirSync(folder).toSorted();
  const contents = files.flatMap((file) => [file, readFileSync(join(folder, file), "utf8")]);
  return sha256(process.platform, process.arch, ...flags, ...contents);
}
