/** The life of a lab, as its user lives it. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import type { LabStatus } from "../../lib/lab/index.js";
import { transhumance } from "../support/command.js";
import { SMALL_ESTATE, temporaryFolder } from "../support/estate.js";
import { clientOf, eventually, processesOf } from "../support/lab.js";

const folder = temporaryFolder();
const lab = (command: string, ...args: string[]) => {
  const options = command === "logs" ? args : ["--environment", "recette", ...args];
  return transhumance(folder, ["lab", command, "--estate", SMALL_ESTATE, ...options]);
};
const json = <Result>(command: string, ...args: string[]): Result => {
  const { stdout, stderr } = lab(command, ...args, "--json");
  try {
    return JSON.parse(stdout) as Result;
  } catch {
    throw new Error(stderr);
  }
};
const namespace = (name: string) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
const PARTS = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok", "kueue"];

afterAll(() => {
  lab("down", "--wipe");
  transhumance(folder, ["lab", "down", "--wipe", "--estate", SMALL_ESTATE, "--environment", "production"]);
});

describe("a lab", () => {
  it("was never up: status and down say so", () => {
    const status = lab("status");
    expect(status.stdout).toContain("was never up: run `transhumance lab up`");
    expect(status.status).toBe(1);
    expect(json("down")).toEqual({ wasRunning: false, wiped: false });
  });

  it("is up with every part ready, and each part has its log", () => {
    const status = json<LabStatus>("up");
    expect(status).toMatchObject({ environment: "recette", cluster: "sud", running: true, ready: true });
    expect(status.parts.map(({ name, ready }) => [name, ready])).toEqual(PARTS.map((name) => [name, true]));
    for (const part of PARTS) expect(lab("logs", part, "--environment", "recette").stdout).not.toBe("");
    expect(lab("logs", "kubelet", "--environment", "recette").stderr).toContain(
      `there is no log of "kubelet" in ${status.folder}; allowed: ${PARTS.join(", ")}`,
    );
    expect(lab("status").status).toBe(0);
  });

  it("that is up stays as it is when it is brought up again", () => {
    const pids = ({ parts }: LabStatus) => parts.map(({ pid }) => pid);
    const before = json<LabStatus>("status");
    expect(pids(json<LabStatus>("up"))).toEqual(pids(before));
  });

  it("lives beside the lab of another cluster", () => {
    const other = transhumance(folder, [
      ...["lab", "up", "--json", "--estate", SMALL_ESTATE],
      ...["--environment", "production", "--cluster", "nord"],
    ]);
    const { ready, server } = JSON.parse(other.stdout) as LabStatus;
    expect(ready).toBe(true);
    const mine = json<LabStatus>("status");
    expect(mine.ready).toBe(true);
    expect(mine.server).not.toBe(server);
    const down = [
      "lab",
      "down",
      "--estate",
      SMALL_ESTATE,
      "--environment",
      "production",
      "--cluster",
      "nord",
    ];
    expect(transhumance(folder, [...down, "--wipe"]).status).toBe(0);
    expect(json<LabStatus>("status").ready).toBe(true);
  });

  it("heals when one of its parts is killed, and says how that ended", async () => {
    const before = json<LabStatus>("status");
    const victim = before.parts.find(({ name }) => name === "kube-apiserver");
    process.kill(victim?.pid ?? 0, "SIGKILL");
    const after = await eventually(
      () => json<LabStatus>("status"),
      ({ ready }) => ready,
    );
    expect(after.parts.find(({ name }) => name === "kube-apiserver")).toMatchObject({
      starts: 2,
      lastExit: "signal: killed",
    });
  });

  it("leaves no process behind when its supervisor is killed, and comes up again with its data", async () => {
    const { kubeconfig, parts } = json<LabStatus>("status");
    await clientOf(kubeconfig).create(namespace("kept"));
    const supervisor = processesOf(folder).find((line) => line.includes("supervise run"));
    process.kill(Number.parseInt(supervisor ?? "", 10), "SIGKILL");
    await eventually(
      () => processesOf(folder),
      (left) => left.length === 0,
      20,
    );
    const dead = json<LabStatus>("status");
    expect(dead).toMatchObject({ running: false, ready: false });
    expect(dead.parts.map(({ pid }) => pid)).toEqual(parts.map(() => 0));
    expect(lab("status").stdout).toContain("does not run");

    const again = json<LabStatus>("up");
    expect(again).toMatchObject({ ready: true, kubeconfig });
    await expect(clientOf(kubeconfig).read(namespace("kept"))).resolves.toBeDefined();
  });

  it("keeps its data when it goes down, and loses it when it is wiped", async () => {
    const { kubeconfig } = json<LabStatus>("status");
    expect(json("down")).toEqual({ wasRunning: true, wiped: false });
    expect(processesOf(folder)).toEqual([]);
    json("up");
    await expect(clientOf(kubeconfig).read(namespace("kept"))).resolves.toBeDefined();
    expect(json("down", "--wipe")).toEqual({ wasRunning: true, wiped: true });
    expect(processesOf(folder)).toEqual([]);
    json("up");
    await expect(clientOf(kubeconfig).read(namespace("kept"))).rejects.toThrow(/not found/);
  });

  it("that is attached dies with the program that brought it up, even when that is killed", async () => {
    const root = temporaryFolder();
    const at = (path: string) => pathToFileURL(join(import.meta.dirname, "../../dist", path)).href;
    const program = join(root, "program.mjs");
    writeFileSync(
      program,
      `import { Lab } from ${JSON.stringify(at("lib/lab/index.js"))};
       import { loadEstate } from ${JSON.stringify(at("config/index.js"))};
       const lab = new Lab({ environment: "recette", cluster: "sud" }, { root: ${JSON.stringify(root)}, attached: true });
       await lab.up(loadEstate(${JSON.stringify(SMALL_ESTATE)}).estate);
       console.log("up");
       setInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    expect(processesOf(join(root, "recette-sud")).length).toBeGreaterThan(PARTS.length);
    child.kill("SIGKILL");
    await eventually(
      () => processesOf(join(root, "recette-sud")),
      (left) => left.length === 0,
      40,
    );
  });

  it("of an environment or a cluster that is not in the estate is refused", () => {
    const refused = (...args: string[]) =>
      transhumance(folder, ["lab", "up", "--estate", SMALL_ESTATE, ...args]).stderr.trim();
    expect(refused("--environment", "recete")).toBe(
      '--environment: "recete" is not in the estate; allowed: production, recette',
    );
    expect(refused("--environment", "production", "--cluster", "est")).toBe(
      '--cluster: "est" is not in the estate; allowed: sud, nord',
    );
  });
});
