/** The cache of built programs, with a small Go module in the place of the real parts. */
import { type ChildProcess, spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { type BuildOptions, prepareTool } from "../../lib/lab/build/index.js";
import { temporaryFolder } from "../support/estate.js";
import { eventually } from "../support/lab.js";

const BUILD = pathToFileURL(join(import.meta.dirname, "../../dist/lib/lab/build/index.js")).href;

/** A program that says its version, in a folder of tools of its own. */
const TOOL = {
  name: "hello",
  folder: "hello",
  package: ".",
  module: "example.org/version",
  symbols: { "main.version": "{version}" },
  says: { arguments: ["--version"], version: /hello (v\S+)/ },
};

const MAIN = `package main

var version string

func main() { println("hello", version) }
`;

function options(): Required<Pick<BuildOptions, "tools" | "cache">> & { environment: NodeJS.ProcessEnv } {
  const folder = temporaryFolder();
  const tools = join(folder, "tools");
  mkdirSync(join(tools, "hello"), { recursive: true });
  writeFileSync(join(tools, "hello/main.go"), MAIN);
  mkdirSync(join(tools, "version"));
  writeFileSync(join(tools, "version/go.mod"), "module example.org/version\n");
  const pin = "require example.org/version v1.2.3\n\nreplace example.org/version => ../version\n";
  writeFileSync(join(tools, "hello/go.mod"), `module hello\n\ngo 1.25.0\n\n${pin}`);
  return { tools, cache: join(folder, "cache"), environment: { PATH: "" } };
}

/** A script in the place of a program, in a folder of its own. */
function script(name: string, text: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

/** Runs code against the built library in a process of its own, with other variables. */
function inProcess(
  code: string,
  env: NodeJS.ProcessEnv = {},
): { child: ChildProcess; output: Promise<string> } {
  const text = `import { prepareTool } from ${JSON.stringify(BUILD)};\n${code}`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", text], {
    env: { ...process.env, ...env },
  });
  const output = new Promise<string>((resolve) => {
    let all = "";
    const add = (chunk: Buffer) => {
      all += chunk.toString();
    };
    child.stdout?.on("data", add);
    child.stderr?.on("data", add);
    child.once("close", () => resolve(all));
  });
  return { child, output };
}

const building = (from: object) =>
  `console.log((await prepareTool(${JSON.stringify(TOOL)}, ${JSON.stringify(from)})).origin)`;

describe("a program", () => {
  it("is built the first time, and taken from the cache from then on", async () => {
    const from = options();
    expect((await prepareTool(TOOL, from)).origin).toBe("built");
    expect((await prepareTool(TOOL, from)).origin).toBe("cached");
  });

  it("is built by one of two builds at once; the other waits for it", async () => {
    const from = options();
    const runs = [inProcess(building(from)), inProcess(building(from))];
    const outputs = await Promise.all(runs.map(({ output }) => output));
    expect(outputs.map((output) => output.trim()).toSorted()).toEqual(["built", "cached"]);
  });

  it("is built again after a build that was killed", async () => {
    const from = options();
    const go = script("go", 'case "$1" in env) echo go1.25.0;; *) sleep 60;; esac');
    const { child, output } = inProcess(building(from), { PATH: `${go}:${process.env.PATH}` });
    await eventually(
      () => workFolders(from.cache),
      (count) => count === 1,
      30,
    );
    child.kill("SIGKILL");
    await output;
    expect((await prepareTool(TOOL, from)).origin).toBe("built");
    expect(workFolders(from.cache)).toBe(0);
  });

  const damages: [string, (program: string) => void][] = [
    ["was cut short", (program) => truncateSync(program, 1000)],
    ["was changed", (program) => appendFileSync(program, "more")],
    ["was deleted", (program) => rmSync(program)],
    ["lost its inventory", (program) => rmSync(join(dirname(program), "inventory.json"))],
    ["has a broken inventory", (program) => writeFileSync(join(dirname(program), "inventory.json"), "{")],
  ];
  it.each(damages)("is built again where it %s", async (_, damage) => {
    const from = options();
    const { path } = await prepareTool(TOOL, from);
    const whole = readFileSync(path);
    damage(path);
    expect((await prepareTool(TOOL, from)).origin).toBe("built");
    expect(readFileSync(path).equals(whole)).toBe(true);
  });

  it("is another one when its source changes, and the old one stays", async () => {
    const from = options();
    const before = await prepareTool(TOOL, from);
    writeFileSync(join(from.tools, "hello/main.go"), MAIN.replace('"hello"', '"bonjour"'));
    const after = await prepareTool(TOOL, from);
    expect(after.origin).toBe("built");
    expect(after.path).not.toBe(before.path);
    expect((await prepareTool(TOOL, { ...from })).origin).toBe("cached");
  });

  it("that does not compile leaves nothing in the cache, and its compiler's words are told", async () => {
    const from = options();
    writeFileSync(join(from.tools, "hello/main.go"), "package main\n\nfunc main() { nothing() }\n");
    await expect(prepareTool(TOOL, from)).rejects.toThrow(/undefined: nothing/);
    expect(readdirSync(from.cache)).toEqual([]);
  });

  it("is taken from KUBEBUILDER_ASSETS or PATH where its version is the pinned one, and only there", async () => {
    const from = options();
    const fit = script("hello", "echo hello v1.2.3");
    const old = script("hello", "echo hello v1.2.2");
    const mute = script("hello", "exit 1");
    const environment = { KUBEBUILDER_ASSETS: old, PATH: `${mute}:${fit}` };
    expect(await prepareTool(TOOL, { ...from, environment })).toEqual({
      path: join(fit, "hello"),
      origin: "found",
      refused: [
        `${join(old, "hello")} is v1.2.2, not v1.2.3: not taken`,
        `${join(mute, "hello")} does not say its version: not taken`,
      ],
    });
    expect((await prepareTool(TOOL, { ...from, environment: { PATH: old } })).origin).toBe("built");
  });
});

describe("a machine", () => {
  it.each([
    ["without Go", "", "there is no `go` on PATH"],
    ["with a Go that is too old", "echo go1.24.9", "Go go1.24.9 is too old"],
  ])("%s is told so, and what to do", async (_, text, message) => {
    const path = text === "" ? temporaryFolder() : script("go", text);
    const { output } = inProcess(building(options()), { PATH: path });
    expect(await output).toContain(message);
    expect(await output).toContain("The lab builds its parts with Go 1.25 or newer: install it");
  });
});

const workFolders = (cache: string): number => {
  try {
    return readdirSync(cache).filter((name) => name.endsWith(".work")).length;
  } catch {
    return 0;
  }
};
