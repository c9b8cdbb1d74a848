/** The supervisor, with `sleep` in the place of the parts: on Linux by the kernel, elsewhere by guards. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { TOOLS_FOLDER } from "../../lib/lab/build/tools.js";
import { temporaryFolder } from "../support/estate.js";
import { eventually } from "../support/lab.js";

interface Status {
  pid: number;
  processes: { name: string; pid: number; starts: number; lastExit?: string }[];
}

describe.each([
  ["by the kernel", "netgo"],
  ["by guards", "guarded"],
])("a supervisor that binds its processes %s", (_, tag) => {
  const program = join(temporaryFolder(), "supervise");
  let folder: string;
  let supervisor: ChildProcess;

  beforeAll(() => {
    const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "" };
    execFileSync("go", ["build", "-buildvcs=false", "-tags", tag, "-o", program, "."], {
      cwd: join(TOOLS_FOLDER, "supervise"),
      env,
    });
  });
  afterEach(() => {
    execFileSync(program, ["stop", folder]);
  });

  const listed = (...names: string[]) =>
    JSON.stringify(
      names.map((name) => ({ name, command: commands[name], log: join(folder, `${name}.log`) })),
    );
  const commands: Record<string, string[]> = {
    sleeper: ["sleep", "600"],
    other: ["sleep", "601"],
    stubborn: ["sh", "-c", "trap '' TERM; while true; do sleep 0.1; done"],
    failing: ["sh", "-c", "echo it fails; exit 3"],
  };
  const start = (names: string[], ...flags: string[]) => {
    folder = temporaryFolder();
    writeFileSync(join(folder, "processes.json"), listed(...names));
    supervisor = spawn(program, ["run", ...flags, folder], { stdio: ["pipe", "ignore", "ignore"] });
    return eventually(status, ({ processes }) => processes.length === names.length);
  };
  const status = () => JSON.parse(execFileSync(program, ["status", folder], { encoding: "utf8" })) as Status;
  const isAlive = (pid: number) => {
    try {
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
    } catch {
      return false;
    }
  };
  const pidsOf = ({ processes }: Status) => processes.map(({ pid }) => pid);
  const ended = (pids: number[]) =>
    eventually(
      () => pids.filter(isAlive),
      (left) => left.length === 0,
      20,
    );

  it("takes them along when it is killed", async () => {
    const pids = pidsOf(await start(["sleeper", "other"]));
    expect(pids.every(isAlive)).toBe(true);
    supervisor.kill("SIGKILL");
    await ended(pids);
    expect(status().pid).toBe(0);
  });

  it("ends them when it is stopped, even those that do not want to", async () => {
    const pids = pidsOf(await start(["sleeper", "stubborn"]));
    execFileSync(program, ["stop", folder]);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it("ends with the process that it is attached to", async () => {
    const pids = pidsOf(await start(["sleeper"], "-attached"));
    supervisor.stdin?.end();
    await ended(pids);
  });

  it("ends when its folder is deleted", async () => {
    const pids = pidsOf(await start(["sleeper"]));
    rmSync(folder, { recursive: true });
    await ended(pids);
    folder = temporaryFolder();
  });

  it("starts again what ended, and starts what is added to its list", async () => {
    const [pid = 0] = pidsOf(await start(["sleeper"]));
    process.kill(pid, "SIGKILL");
    const again = await eventually(status, ({ processes: [one] }) => one?.starts === 2);
    expect(again.processes[0]).toMatchObject({ lastExit: expect.stringMatching(/killed|exit status/) });
    writeFileSync(join(folder, "processes.json"), listed("sleeper", "other"));
    execFileSync(program, ["reload", folder]);
    const more = await eventually(status, ({ processes }) => processes.length === 2);
    expect(pidsOf(more).every(isAlive)).toBe(true);
  });

  it("waits longer each time where a process keeps failing, and says how it ended", async () => {
    await start(["failing", "sleeper"]);
    const { processes } = await eventually(status, ({ processes: [one] }) => (one?.starts ?? 0) >= 3);
    expect(processes[0]?.lastExit).toBe("exit status 3");
    expect(readFileSync(join(folder, "failing.log"), "utf8")).toContain("it fails");
  });

  it("is alone in its folder", async () => {
    await start(["sleeper"]);
    expect(() => execFileSync(program, ["run", folder], { stdio: "pipe" })).toThrow(
      /another process supervises/,
    );
  });
});
