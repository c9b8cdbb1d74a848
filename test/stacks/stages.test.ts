import { beforeAll, describe, expect, it } from "vitest";
import { type Stage, Stage as StageSchema } from "../../config/index.js";
import { NEXT_STAGES, REQUIRED_EVIDENCE } from "../../lib/migration/index.js";
import { minimalEstate } from "../support/estate.js";
import { compare, type Resources, synthesizeEstate } from "../support/synthesis.js";

const ACADEMY = "lille";
const DATA_BEARING = /"kind":"(Cluster|Database)"/;

/** Production's stacks of one application, with one academy at `stage` and all others not begun. */
function at(application: string, stage: Stage): Record<string, Resources> {
  const evidence = REQUIRED_EVIDENCE[stage].map((kind) => `${kind}: GED-1`).join(", ");
  const estate = minimalEstate().write(
    `migrations/${application}.yaml`,
    `illustrative: true\ninstallations:\n  ${ACADEMY}: { stage: ${stage}, since: 2026-10-05, evidence: { ${evidence} } }\n`,
  ).estate;
  const all = synthesizeEstate(estate, "production");
  return Object.fromEntries(Object.entries(all).filter(([stack]) => stack.endsWith(`-${application}`)));
}

function find(stacks: Record<string, Resources>, kind: string, name: string): Record<string, unknown>[] {
  return Object.entries(stacks)
    .filter(([stack]) => stack.includes("-sud-"))
    .flatMap(([, resources]) => Object.values(resources))
    .map(
      ({ manifest }) =>
        manifest as { kind: string; metadata: { name: string }; spec: Record<string, unknown> },
    )
    .filter((manifest) => manifest?.kind === kind && manifest.metadata.name === name)
    .map(({ spec }) => spec);
}

const BACKENDS: Record<Stage, string[]> = {
  inventoried: ["site-lille 100"],
  staged: ["web 0", "site-lille 100"],
  replicating: ["web 0", "site-lille 100"],
  rehearsed: ["web 0", "site-lille 100"],
  cutover: ["web 100", "site-lille 0"],
  soaked: ["web 100", "site-lille 0"],
  decommissioned: ["web 100"],
  "rolled-back": ["web 0", "site-lille 100"],
};

const COPIES: Record<Stage, string[]> = {
  inventoried: [],
  staged: [],
  replicating: ["forward"],
  rehearsed: ["forward", "verification"],
  cutover: ["reverse", "verification"],
  soaked: ["reverse"],
  decommissioned: [],
  "rolled-back": [],
};

describe.each(["eleves", "agendas", "annuaire"])("the blueprint of %s", (application) => {
  const states = {} as Record<Stage, Record<string, Resources>>;
  beforeAll(() => {
    for (const stage of StageSchema.options) states[stage] = at(application, stage);
  });

  it.each(StageSchema.options)("gives one side all the traffic at %s", (stage) => {
    const [route] = find(states[stage], "HTTPRoute", ACADEMY) as {
      rules: { backendRefs: { name: string; weight: number }[] }[];
    }[];
    expect(route?.rules[0]?.backendRefs.map(({ name, weight }) => `${name} ${weight}`)).toEqual(
      BACKENDS[stage],
    );
  });

  it.each(StageSchema.options)("copies in the right direction at %s", (stage) => {
    const text = JSON.stringify(states[stage]);
    const copies = [
      ...(text.includes('"name":"DIRECTION","value":"forward"') ? ["forward"] : []),
      ...(text.includes('"name":"DIRECTION","value":"reverse"') ? ["reverse"] : []),
      ...(text.includes('"name":"verification-lille"') ? ["verification"] : []),
    ];
    expect(copies).toEqual(COPIES[stage]);
  });

  const steps = Object.entries(NEXT_STAGES).flatMap(([from, stages]) =>
    stages.map((to) => [from, to] as [Stage, Stage]),
  );

  it.each(steps)("removes nothing that holds data from %s to %s", (from, to) => {
    const { removed } = compare(states[from], states[to]);
    const lost = removed.filter((key) => {
      const [stack = "", address = ""] = key.split("/");
      return (
        DATA_BEARING.test(JSON.stringify(states[from][stack]?.[address])) || address.includes("namespace_v1")
      );
    });
    expect(lost).toEqual([]);
  });

  it.each(steps)("leaves other academies as they are from %s to %s", (from, to) => {
    const { added, removed, changed } = compare(states[from], states[to]);
    expect([...added, ...removed, ...changed].filter((key) => /nantes|la-reunion/.test(key))).toEqual([]);
  });

  it("changes two or three objects in place at cutover, and removes none", () => {
    const { added, removed, changed } = compare(states.rehearsed, states.cutover);
    expect({ added, removed }).toEqual({ added: [], removed: [] });
    expect(
      changed.map((key) => key.replace(/.*\/kubernetes_/, "").replace(/_[0-9A-F]{8}$/, "")).toSorted(),
    ).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^deployment_v1\..*replicator/),
        expect.stringMatching(/^manifest\..*route/),
      ]),
    );
    expect(changed).toHaveLength(2);
  });
});
