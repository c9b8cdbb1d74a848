/** Supervisor: the program that owns a lab's processes, so that they live as long as the lab and no longer. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { LabFailure } from "../failure.js";
import type { Place } from "./place.js";
import type { PartName, Process } from "./processes.js";

/** What the supervisor says of one process. */
export interface ProcessState {
  name: PartName;
  /** 0 while it does not run. */
  pid: number;
  starts: number;
  /** When it was last started, ISO 8601. */
  since: string;
  lastExit?: string;
}

/** A busy machine takes long to start even a small program; in milliseconds. */
const STARTED_WITHIN = 30_000;
const LOOK_EVERY = 20;

const LAST_LINES = 6;
/** Memory is there, processors are few: the parts, all written in Go, collect garbage a quarter as often as by default. */
const ENVIRONMENT = { GOGC: "400" };
/** Some parts write their whole configuration on one line. */
const LINE_LENGTH = 300;

export class Supervisor {
  constructor(
    private readonly place: Place,
    private readonly program: string,
  ) {}

  /** The supervisor's process, 0 where none runs, and its children. */
  status(): { pid: number; processes: ProcessState[] } {
    return JSON.parse(this.call("status"));
  }

  get isRunning(): boolean {
    return this.place.exists && this.status().pid !== 0;
  }

  /**
   * Runs a list of processes: started where none runs, completed where some of them run.
   * `attached`: they end with this process as well, however it ends.
   */
  async run(processes: readonly Process[], { attached = false } = {}): Promise<void> {
    this.place.write("processes.json", JSON.stringify(processes));
    if (this.isRunning) this.call("reload");
    else await this.start(attached);
  }

  /** Ends the lab's processes and waits until they have ended. */
  stop(): void {
    this.call("stop");
  }

  /** Why the lab does not run, for people: the last lines of what failed. */
  explain(): string {
    const failed = this.status().processes.filter(({ pid, lastExit }) => pid === 0 && lastExit !== "stopped");
    const parts = failed.map(
      ({ name, lastExit }) => `${name} ended (${lastExit}):\n${lastLines(this.place.log(name))}`,
    );
    return parts.join("\n") || lastLines(this.place.log("supervise"));
  }

  /** Resolves when the supervisor holds its folder, or has ended: before, it would pass for one that does not run. */
  private async start(attached: boolean): Promise<void> {
    const log = openSync(this.place.log("supervise"), "a", 0o600);
    const args = ["run", ...(attached ? ["-attached"] : []), this.place.folder];
    const child: ChildProcess = spawn(this.program, args, {
      detached: true,
      env: { ...ENVIRONMENT, ...process.env },
      stdio: [attached ? "pipe" : "ignore", log, log],
    });
    closeSync(log);
    child.unref();
    // The pipe must stay open without keeping this process alive: the supervisor ends when it closes.
    (child.stdin as unknown as { unref(): void } | null)?.unref();
    const end = Date.now() + STARTED_WITHIN;
    while (child.exitCode === null && !this.isRunning && Date.now() < end) await sleep(LOOK_EVERY);
  }

  private call(command: string): string {
    try {
      return execFileSync(this.program, [command, this.place.folder], { encoding: "utf8", stdio: "pipe" });
    } catch (error) {
      throw new LabFailure(
        `The lab in ${this.place.folder}: ${(error as { stderr?: string }).stderr?.trim()}`,
      );
    }
  }
}

function lastLines(file: string): string {
  try {
    return readFileSync(file, "utf8")
      .trimEnd()
      .split("\n")
      .slice(-LAST_LINES)
      .map((line) => line.slice(0, LINE_LENGTH))
      .join("\n");
  } catch {
    return `${file} cannot be read`;
  }
}
