/** Policies as a user meets them: planted violations, waivers, a rule added by data alone. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LocatedFinding } from "../../scripts/support/judgement.js";
import { transhumance } from "../support/command.js";
import { minimalEstate, temporaryFolder } from "../support/estate.js";

/** Rules that the small estate breaks, one of each scope. */
const rule =
  (scope: string, more: string, severity = "deny") =>
  () =>
    `
scope: ${scope}
title: { fr: Essai, en: Trial }
severity: ${severity}
rationale: Because of the trial.
mitigation: Change what the trial names.
owner: plateforme
${more}
`;

const SHORT_NAMES = rule(
  "object",
  `
match: [{ group: apps, resources: [deployments] }]
validations: [{ expression: "object.metadata.name.size() <= 1", message: name too long }]
`,
);
const NO_ROUTES = rule(
  "stack",
  `
subjects: stack.objects.filter(o, o.kind == "HTTPRoute")
validations: [{ expression: "false", message: a route }]
`,
  "warn",
);
const NO_NANTES = rule(
  "estate",
  `
subjects: estate.academies.map(a, a)
name: subject
pointer: '"academies/" + subject + ".yaml#/zone"'
validations: [{ expression: subject != "nantes", message: is Nantes }]
`,
);

const read = <Content>(folder: string, file: string): Content =>
  JSON.parse(readFileSync(join(folder, "out", file), "utf8"));

describe("a rule added by data alone", () => {
  const estate = minimalEstate({
    "policies/short-names.yaml": SHORT_NAMES,
    "policies/no-routes.yaml": NO_ROUTES,
    "policies/no-nantes.yaml": NO_NANTES,
  });
  const folder = temporaryFolder();
  const outcome = transhumance(folder, ["start", "--estate", estate.path]);
  const findings = () => read<LocatedFinding[]>(folder, "findings.json");

  it("ends start with an error where it is denied, after everything was written", () => {
    expect(outcome.status).toBe(1);
    expect(outcome.stdout).toContain("deny short-names (owner: plateforme)");
    expect(outcome.stdout).toContain("why: Because of the trial.");
    expect(outcome.stdout).toContain("way out: Change what the trial names.");
  });

  it("is counted in the summary", () => {
    const summary = read<{ findings: number; findingsBySeverity: Record<string, number> }>(
      folder,
      "summary.json",
    );
    const { deny = 0, warn = 0, waived } = summary.findingsBySeverity;
    expect(summary.findings).toBe(findings().length);
    expect(deny + warn).toBe(summary.findings);
    expect(waived).toBe(0);
    expect(warn).toBeGreaterThan(0);
  });

  it("names the line of the estate that an object comes from", () => {
    const web = findings().find(({ subject }) => subject.includes("Deployment portail/web"));
    expect(web).toMatchObject({ policy: "short-names", severity: "deny", message: "name too long" });
    expect(web?.file).toMatch(/applications\/portail\.yaml$/);
    expect(web?.line).toBeGreaterThan(1);
  });

  it("names the line that an estate rule points to, and check says it without synthesis", () => {
    const elsewhere = temporaryFolder();
    const { status, stdout } = transhumance(elsewhere, ["check", "--estate", estate.path, "--json"]);
    expect(status).toBe(1);
    expect(JSON.parse(stdout).findings).toMatchObject([
      { policy: "no-nantes", subject: "nantes", file: expect.stringMatching(/academies\/nantes\.yaml$/) },
    ]);
  });

  it("is enforced by admission on every cluster", () => {
    const objects = readFileSync(
      join(folder, "out/objects/production/sud/production-sud-platform.yaml"),
      "utf8",
    );
    expect(objects).toContain("name: transhumance-short-names");
    expect(objects).not.toContain("name: transhumance-no-routes");
  });

  it("judges what is already rendered again when it changes", () => {
    estate.edit("policies/short-names.yaml", (text) => text.replace("<= 1", "<= 1000"));
    estate.edit("policies/no-nantes.yaml", (text) => text.replace('"nantes"', '"paris"'));
    const { status, stdout } = transhumance(folder, ["start", "--estate", estate.path, "--json"]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).findingsBySeverity.deny).toBe(0);
  });
});

describe("a waiver", () => {
  const WAIVER = `
policy: short-names
subjects: ["* Deployment *"]
owner: plateforme
reason: Until the trial ends.
expires: 2027-01-31
`;
  const estate = minimalEstate({
    "policies/short-names.yaml": SHORT_NAMES,
    "waivers/trial.yaml": () => WAIVER,
  });

  it("lets the finding pass, and shows it", () => {
    const folder = temporaryFolder();
    const { status } = transhumance(folder, ["start", "--estate", estate.path, "--today", "2027-01-31"]);
    expect(status).toBe(0);
    expect(read(folder, "summary.json")).toMatchObject({ findings: 0, findingsBySeverity: { deny: 0 } });
    expect(read<LocatedFinding[]>(folder, "findings.json")[0]).toMatchObject({ waiver: "trial" });
  });

  it("is an error with its place from the day after", () => {
    const { status, stderr } = transhumance(temporaryFolder(), [
      ...["check", "--estate", estate.path, "--today", "2027-02-01"],
    ]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/waivers\/trial\.yaml:\d+:\d+: expires ran out on 2027-01-31/);
  });

  it("is listed with its rule", () => {
    const args = ["policies", "--estate", estate.path, "--today", "2027-01-01"];
    expect(transhumance(temporaryFolder(), [...args, "short-names"]).stdout).toMatch(
      /waived until 2027-01-31 by plateforme \(trial\)/,
    );
    const { policies } = JSON.parse(transhumance(temporaryFolder(), [...args, "--json"]).stdout);
    expect(policies).toMatchObject([
      {
        policy: "short-names",
        severity: "deny",
        scope: "object",
        admission: true,
        owner: "plateforme",
        rationale: "Because of the trial.",
        mitigation: "Change what the trial names.",
        waivers: [{ waiver: "trial", expires: "2027-01-31" }],
      },
    ]);
  });
});

describe("policies", () => {
  it("that cannot be used end every command, with their place", () => {
    const estate = minimalEstate({
      "policies/short-names.yaml": () => SHORT_NAMES().replace("<= 1", "<= one"),
    });
    const { status, stderr } = transhumance(temporaryFolder(), ["check", "--estate", estate.path]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/policies\/short-names\.yaml:\d+:\d+: validations/);
  });

  it("that do not exist are refused with the ones that do", () => {
    const { status, stderr } = transhumance(process.cwd(), ["policies", "image-digst"]);
    expect(status).toBe(1);
    expect(stderr).toContain('did you mean "image-digest"?');
  });
});
