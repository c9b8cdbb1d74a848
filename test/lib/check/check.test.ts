import { describe, expect, it } from "vitest";
import { formatProblem } from "../../../config/index.js";
import { checkEstate } from "../../../lib/check/index.js";
import { type Edit, minimalEstate } from "../../support/estate.js";

function problems(edits: Record<string, Edit>, today = "2026-11-24"): string[] {
  const estate = minimalEstate(edits);
  return checkEstate(estate.load(), today).map((problem) =>
    formatProblem(problem).replace(`${estate.path}/`, ""),
  );
}

describe("check", () => {
  it("accepts the small estate", () => {
    expect(problems({})).toEqual([]);
  });

  it("refuses an application with the name of a stack of the platform", () => {
    const [problem] = problems({ "applications/platform.yaml": () => application("platform") });
    expect(problem).toMatch(
      /^applications\/platform\.yaml:\d+:\d+: "platform" is the name of a stack of the platform/,
    );
  });

  it("refuses two applications with one namespace", () => {
    const [problem] = problems({ "applications/eleves-lille.yaml": () => application("eleves-lille") });
    expect(problem).toMatch(/"eleves-lille" is a namespace of eleves(-lille)? as well/);
  });

  it("refuses a shared volume that is smaller than its academies' data", () => {
    const [problem] = problems({
      "applications/agendas.yaml": (text) => text.replace("storage: 200GiB", "storage: 2GiB"),
    });
    expect(problem).toMatch(
      /database\.storage: "2GiB" is less than the \d+GiB of data that the academies hold/,
    );
  });

  it("refuses an end of life that no allowed week precedes, beside all other problems", () => {
    const found = problems({
      "sites/lille.yaml": (text) => text.replace(/endOfLife: \S+/, "endOfLife: 2026-12-01"),
      "applications/portail.yaml": (text) => text.replace(/host: .*/, "host: eleves"),
    });
    expect(
      found.some((problem) => problem.startsWith("sites/lille.yaml:") && problem.includes("2026-12-01")),
    ).toBe(true);
    expect(found.some((problem) => problem.includes("is the host of eleves as well"))).toBe(true);
  });
});

function application(name: string): string {
  return `illustrative: true
title: ${name}
description: A clash of names.
owner: scolarite
tenancy: unified
installed: centrally
dataClass: public
objectives: { recoveryTime: 4h, recoveryPoint: 24h }
web:
  image: registry.example/${name}/web:1@sha256:${"0".repeat(64)}
  health: /health
  replicas: { min: 2, max: 4 }
  requests: { cpu: 250m, memory: 512MiB }
  limits: { cpu: "1", memory: 1GiB }
`;
}
