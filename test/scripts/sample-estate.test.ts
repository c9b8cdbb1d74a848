/** The main job on the sample estate, as the README promises it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { transhumance } from "../support/command.js";
import { temporaryFolder } from "../support/estate.js";

/** Before any waiver of the sample runs out. */
const TODAY = "2026-11-24";

describe("start on the sample estate", () => {
  it("passes every policy", () => {
    const folder = temporaryFolder();
    const estate = join(import.meta.dirname, "../../config/estate");
    const { status, stderr } = transhumance(folder, ["start", "--estate", estate, "--today", TODAY]);
    expect(stderr).not.toContain("Error");
    expect(status).toBe(0);
    const summary = JSON.parse(readFileSync(join(folder, "out/summary.json"), "utf8"));
    expect(summary).toMatchObject({ academies: 30, findings: 0 });
    expect(summary.installations).toBeGreaterThanOrEqual(1200);
    expect(summary.resources).toBeGreaterThanOrEqual(12_000);
  }, 300_000);
});
