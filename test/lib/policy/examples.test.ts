import { describe, expect, it } from "vitest";
import { loadEstate } from "../../../config/index.js";
import { PolicyEngine, ruleExamples, rules } from "../../../lib/policy/index.js";

const { estate, problems } = loadEstate("config/estate");
const policies = estate.policies ?? {};

describe("the policies of the sample estate", () => {
  it("load", () => {
    expect(problems.filter(({ file }) => /estate\/(?:policies|waivers)\//.test(file))).toEqual([]);
  });

  it("compile without a problem, each with an example that it accepts and one that it refuses", () => {
    expect(new PolicyEngine(policies).problems).toEqual([]);
    expect(rules(policies).length).toBeGreaterThanOrEqual(14);
  });

  it("say where their rationale comes from", () => {
    expect(rules(policies).filter(([, { source }]) => source.length === 0)).toEqual([]);
  });

  it("say why and what to do in French too", () => {
    const english = ([, { french, rationale, mitigation }]: (typeof all)[number]) =>
      french === undefined || french.rationale === rationale || french.mitigation === mitigation;
    const all = rules(policies);
    expect(all.filter(english).map(([id]) => id)).toEqual([]);
  });
});

describe.each(rules(policies))("%s", (id) => {
  const examples = ruleExamples(policies).filter(({ policy }) => policy === id);

  it.each(examples)("$verdict its example $index", ({ holds, findings, verdict }) => {
    expect(holds, JSON.stringify(findings, ["subject", "message"], 1) || `${verdict} nothing`).toBe(true);
  });
});
