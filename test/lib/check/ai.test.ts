import { describe, expect, it } from "vitest";
import { checkEstate } from "../../../lib/check/index.js";
import { aiEstate } from "../../support/ai-estate.js";
import type { Edit } from "../../support/estate.js";

describe("the check of services and projects", () => {
  const problems = (edits: Record<string, Edit>) =>
    checkEstate(aiEstate(edits).load(), "2026-11-24").map(({ path, message }) => `${path} ${message}`);

  it("finds nothing wrong with the small estate", () => {
    expect(problems({})).toEqual([]);
  });

  it("refuses a service that has the name of an application", () => {
    const text = aiEstate().read("ai/services/assistant-enseignants.yaml");
    expect(problems({ "ai/services/portail.yaml": () => text })).toEqual([
      " is the name of applications/portail.yaml as well",
    ]);
  });

  it("refuses slices that no node of the pools offers", () => {
    const edit: Edit = (text) => text.replace("slice: 2g.20gb, gpuHours", "slice: 3g.40gb, gpuHours");
    expect(problems({ "ai/projects/evaluation-modeles.yaml": edit })).toEqual([
      "jobs.suite is offered by none of sud-inference, sud-slices",
    ]);
  });

  it("asks where metrics are, by which services scale", () => {
    const edit: Edit = (text) => text.replace(/metrics:.*\n/, "");
    expect(problems({ "platform.yaml": edit })[0]).toContain("is scaled by metrics");
  });
});
