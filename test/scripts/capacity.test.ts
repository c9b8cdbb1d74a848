import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aiEstate } from "../support/ai-estate.js";
import { transhumance } from "../support/command.js";
import { minimalEstate, type SmallEstate, temporaryFolder } from "../support/estate.js";

const run = (estate: Pick<SmallEstate, "path">, ...args: string[]) =>
  transhumance(temporaryFolder(), [...args, "--estate", estate.path]);
const json = (estate: Pick<SmallEstate, "path">, ...args: string[]) =>
  JSON.parse(run(estate, ...args, "--json").stdout);

const sample = { path: join(import.meta.dirname, "../../config/estate") };

describe("capacity", () => {
  it("has eight quarters at least, each with demand, capacity and proportion", () => {
    const { quarters } = json(sample, "capacity", "--quarters", "8");
    expect(quarters).toHaveLength(8);
    for (const { demand, capacity, proportion } of quarters) {
      expect(proportion).toBeCloseTo(capacity / demand, 2);
    }
  });

  it("tells quarters, pools, services with the rows that size them, what to order, and what nobody has measured", () => {
    const { status, stdout } = run(sample, "capacity");
    expect(status).toBe(0);
    expect(stdout).toContain("low growth │ high growth");
    expect(stdout).toMatch(/at once │ replicas +│ sized by/);
    expect(stdout).toMatch(
      /assistant-enseignants +│ +27 │ 93\.63 +│ +100 │ 12 sud-inference +│ mistral-small-24b-h100 /,
    );
    expect(stdout).toContain("llama-8b-h100-2048-128 (saturation)");
    expect(stdout).toMatch(/falls behind in 2028-Q4: 3 GPUs are missing \(3 in nord-inference\)/);
    expect(stdout).toContain("With low growth it keeps up, with high growth it falls behind in 2027-Q3.");
    expect(stdout).toMatch(/2028-04-04 │ +1 │ nord-inference │ 2028-Q4/);
    expect(stdout).toContain("Unmeasured: recherche-documentaire (question) on sud-slices");
    expect(stdout).toContain(
      "Unowned: reconnaissance-copies evaluation has no GPUs of its own: it runs on what",
    );
    expect(stdout).not.toContain("Bounded");
  });

  it("names a service that may have fewer replicas than a later quarter needs", () => {
    const service = "ai/services/assistant-enseignants.yaml";
    const grows = (text: string) => text.replace(/growth: .*/, "growth: { low: 1, base: 3, high: 3 }");
    const { stdout } = run(aiEstate({ [service]: grows }), "capacity");
    expect(stdout).toMatch(
      /Bounded: assistant-enseignants may have \d+ replicas in a cluster, 2028-Q1 needs \d+/,
    );
  });

  it("names pods whose cores leave GPUs of a node unused; check warns of them, with the place and the way out", () => {
    const file = "ai/services/tuteur-revisions.yaml";
    const estate = aiEstate({ [file]: (text) => text.replace('cpu: "8"', 'cpu: "16"') });
    expect(run(estate, "capacity").stdout).toContain(
      "Stranded: tuteur-revisions leaves 3 of the 8 nvidia.com/gpu of a full node of sud-inference unused",
    );
    const { status, stdout } = run(estate, "check");
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /Warning: \S+tuteur-revisions\.yaml:\d+:\d+: serving\.requests\.cpu: "16" leaves 3 .*; allowed: at most 11750m; lower/,
    );
    const warned = json(estate, "check").warnings.map(({ file }: { file: string }) => file);
    expect(warned.filter((name: string) => name.endsWith(file))).toHaveLength(1);
    expect(json(estate, "capacity").stranded).toMatchObject([{ by: "tuteur-revisions", unused: 3 }]);
  });

  it("refuses a quarter's number and an environment that are none", () => {
    expect(run(sample, "capacity", "--quarters", "0").stderr).toContain("whole number from 1 to 40");
    expect(run(sample, "capacity", "--environment", "productoin").stderr).toContain(
      '"productoin" is not in the estate; allowed: preproduction, production, recette',
    );
  });

  it("says of an environment without pools that there is nothing, not that it is in proportion", () => {
    const { stdout } = run(sample, "capacity", "--environment", "recette", "--quarters", "1");
    expect(stdout).toMatch(/2026-Q4 │ +0 │ +0 │ none +│ +│ none +│ none +│ none +│ none /);
    expect(stdout).toContain("No GPUs are needed, and none are delivered.");
    expect(stdout).not.toMatch(/keeps up|proportionate/);
    const [quarter] = json(sample, "capacity", "--environment", "recette").quarters;
    expect(quarter).toMatchObject({ proportion: null, status: "none", production: { status: "none" } });
  });

  it("plans an estate without AI", () => {
    const { status, stdout } = run(minimalEstate(), "capacity", "--quarters", "2");
    expect(status).toBe(0);
    expect(stdout).toContain("No inference services.");
    expect(stdout).toContain("No GPUs are needed, and none are delivered.");
  });
});

describe("capacity explain", () => {
  it("says of a service which row it is sized by, where, and how the figures follow", () => {
    const { status, stdout } = run(sample, "capacity", "explain", "resume-dossiers");
    expect(status).toBe(0);
    expect(stdout).toContain("by llama-8b-h100-2048-128 (saturation)");
    expect(stdout).toMatch(/ai\/throughput\/llama-8b-h100-2048-128\.yaml:\d+/);
    expect(stdout).toMatch(/⌈[\d.]+ × 128 ÷ \(3450 × 0\.5\)⌉ = 3 replicas/);
  });

  it("says of a quarter how needed, delivered and proportion follow, as JSON too", () => {
    const { quarter, steps } = json(sample, "capacity", "explain", "--quarter", "2027-Q2");
    const [planned] = json(sample, "capacity", "--quarters", "3").quarters.slice(2);
    expect(quarter).toBe("2027-Q2");
    const needed = steps.find(({ name }: { name: string }) => name === "needed");
    expect(needed).toMatchObject({ value: planned.demand, unit: "GPUs" });
    expect(steps[0].places[0]).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
  });

  it("says of a project what its jobs and notebooks load, the slots and who waits, as JSON too", () => {
    const { status, stdout } = run(sample, "capacity", "explain", "reconnaissance-copies");
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /training under way on sud-inference: 900 × 1\.1 \^ 0 ÷ 730 ÷ 4 = 0\.308219 erlangs/,
    );
    expect(stdout).toMatch(/wait longer than 4 h with 2 slots, .* = 0\.0133236 of the jobs/);
    expect(stdout).toMatch(/ai\/projects\/reconnaissance-copies\.yaml:13/);
    const { project, steps } = json(sample, "capacity", "explain", "reconnaissance-copies");
    expect(project).toBe("reconnaissance-copies");
    expect(steps[0]).toMatchObject({ unit: "erlangs", places: [{ line: 13 }, { line: 11 }] });
  });

  it("refuses a name and a quarter that are none, with a suggestion", () => {
    const { status, stderr } = run(sample, "capacity", "explain", "resume-dosier");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^"resume-dosier" is no inference service and no project; allowed: assistant-enseignants, .*; did you mean "resume-dossiers"\?\n$/,
    );
    expect(run(sample, "capacity", "explain", "--quarter", "2020-Q1").stderr).toContain(
      '"2020-Q1" is no quarter ahead; allowed: 2026-Q4 to 2036-Q3',
    );
  });
});

describe("start and status", () => {
  it("say whether AI has its GPUs", () => {
    const estate = aiEstate();
    const folder = temporaryFolder();
    const { stdout } = transhumance(folder, ["start", "--estate", estate.path]);
    const line = /AI: [\d.]+ GPUs needed in 2026-Q4, \d+ delivered \(\w+\); capacity/;
    expect(stdout).toMatch(line);
    expect(run(estate, "status").stdout).toMatch(line);
    const { capacity } = JSON.parse(readFileSync(join(folder, "out/summary.json"), "utf8"));
    const [first] = json(estate, "capacity").quarters;
    expect(capacity).toMatchObject({
      quarter: first.quarter,
      demand: first.demand,
      capacity: first.capacity,
    });
  });

  it("say nothing of it where the estate has no AI", () => {
    const estate = minimalEstate();
    expect(run(estate, "status").stdout).not.toContain("AI:");
    expect(json(estate, "status")).not.toHaveProperty("capacity");
  });
});
