/** `transhumance waves solve` as a user runs it. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PlanningProblem } from "../../lib/planning/index.js";
import { transhumance } from "../support/command.js";
import { temporaryFolder } from "../support/estate.js";

const BINARY = join(import.meta.dirname, "../../dist/scripts/transhumance.js");
const DOCUMENT = readFileSync(join(import.meta.dirname, "../../docs/planning.md"), "utf8");
const EXAMPLE = /```json\n(.*?)```/s.exec(DOCUMENT)?.[1] ?? "";

/** Too many jobs on one machine for a proof of their weighted lateness. */
const workshop = JSON.stringify({
  resources: { machine: { capacity: 3 } },
  tasks: Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [
      `job${i}`,
      {
        duration: 1 + ((i * 7) % 5),
        demands: { machine: 1 + (i % 2) },
        due: 3 + ((i * 5) % 20),
        weight: 1 + (i % 4),
      },
    ]),
  ),
  objective: ["lateness"],
});

function solve(text: string, ...args: string[]) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "problem.json"), text);
  return { folder, ...transhumance(folder, ["waves", "solve", "problem.json", ...args]) };
}

describe("waves solve", () => {
  it("solves the example of the documentation", () => {
    expect(() => PlanningProblem.parse(JSON.parse(EXAMPLE))).not.toThrow();
    const { status, stdout } = solve(EXAMPLE, "--steps", "2000", "--json");
    const { objective } = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(objective.map(({ name, value }: { name: string; value: number }) => [name, value])).toEqual([
      ["lateness", 0],
      ["cost", 13],
      ["makespan", 6],
    ]);
  });

  it("gives the same plan with one thread and with three", () => {
    const [one, three] = ["1", "3"].map((workers) => {
      const { stdout } = solve(workshop, "--steps", "3000", "--seed", "4", "--workers", workers, "--json");
      const { plan, objective } = JSON.parse(stdout);
      return { plan, objective };
    });
    expect(one?.plan).toBeDefined();
    expect(three).toEqual(one);
  });

  it("writes the result also into a file, and a table for people", () => {
    const { folder, status, stdout } = solve(EXAMPLE, "--steps", "500", "--output", "plan.json");
    expect(status).toBe(0);
    expect(stdout).toMatch(/registry.*0.*2/);
    expect(JSON.parse(readFileSync(join(folder, "plan.json"), "utf8"))).toHaveProperty("plan.tasks.registry");
  });

  it("ends with 1 and the facts where there is no plan, and writes that down too", () => {
    const task = (pin: number) => ({ duration: 2, pin: { start: pin } });
    const problem = { tasks: { a: task(0), b: task(1) }, precedences: [{ from: "a", to: "b" }] };
    const { folder, status, stderr } = solve(JSON.stringify(problem), "--output", "plan.json");
    expect(status).toBe(1);
    expect(stderr).toContain("b is pinned to start in 1  (/tasks/b/pin)");
    expect(JSON.parse(readFileSync(join(folder, "plan.json"), "utf8")).status).toBe("infeasible");
  });

  it.each([
    ["--time", "0"],
    ["--time", "soon"],
    ["--steps", "0"],
    ["--gap", "-1"],
    ["--workers", "1.5"],
  ])("refuses %s %s and writes nothing", (option, value) => {
    const { folder, status, stderr } = solve(EXAMPLE, option, value, "--output", "plan.json");
    expect(status).toBe(1);
    expect(stderr).toContain("Write a");
    expect(existsSync(join(folder, "plan.json"))).toBe(false);
  });

  it("gives the best plan so far at Ctrl-C", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "problem.json"), workshop);
    const child = spawn(
      process.execPath,
      [BINARY, "waves", "solve", "problem.json", "--time", "600", "--json"],
      {
        cwd: folder,
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    const timer = setTimeout(() => child.kill("SIGINT"), 8000);
    const status = await new Promise((resolve) => child.once("close", resolve));
    clearTimeout(timer);
    expect(status).toBe(0);
    expect(JSON.parse(said).status).toBe("feasible");
  });
});
