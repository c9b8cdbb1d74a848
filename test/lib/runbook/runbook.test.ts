import { describe, expect, it } from "vitest";
import { runbook } from "../../../lib/runbook/index.js";
import { planningEstate } from "../../support/planning.js";
import { synthesizeEstate } from "../../support/synthesis.js";

const WAVES = `illustrative: true
planned: 2026-11-23
waves:
  2027-W08:
    eleves:
      nantes: { rehearse: 2027-W06, leaves: 2027-W11, who: [scolarite], why: freeze examens }
`;
const edits = {
  "waves.yaml": () => WAVES,
  "teams/scolarite.yaml": (text: string) =>
    text.replace("2026-12-21, to: 2027-01-01", "2027-02-22, to: 2027-02-28"),
};

describe("a runbook", () => {
  const { estate } = planningEstate(edits);
  const text = (application: string, academy: string, language: "fr" | "en" = "fr") =>
    runbook(estate, application, academy, language) ?? "";

  it("holds the week, its window, the people who are there and the steps that are left", () => {
    const french = text("eleves", "nantes");
    expect(french).toContain("(2027-W08)");
    expect(french).toContain("2027-02-27 06:00 – 2027-02-28 20:00 (Europe/Paris, 38 h)");
    expect(french).toContain("agent-01");
    expect(french).not.toContain("agent-02 (");
    expect(french.match(/^## \d\. .*/gm)).toEqual([
      "## 1. Répéter (2027-W06)",
      "## 2. Basculer (2027-W08)",
      "## 3. Observer",
      "## 4. Décommissionner (2027-W11)",
    ]);
    expect(french).toContain("## Revenir sur le site");
    // Four hours of recovery before Sunday, 20:00.
    expect(french).toContain("2027-02-28 16:00");
  });

  it("says the same in English", () => {
    const commands = (markdown: string) => markdown.match(/```sh\n[\s\S]*?```/g);
    expect(text("eleves", "nantes", "en")).toContain("Cut over (2027-W08)");
    expect(commands(text("eleves", "nantes", "en"))).toEqual(commands(text("eleves", "nantes")));
  });

  it("names only objects that the stage declares", () => {
    const later = planningEstate({
      ...edits,
      "migrations/eleves.yaml": (ledger) =>
        ledger.replace(
          "{ stage: replicating, since: 2026-11-09 }",
          "{ stage: rehearsed, since: 2026-11-09, evidence: { rehearsal: A } }",
        ),
    }).estate;
    const declared = JSON.stringify(Object.values(synthesizeEstate(later, "production")));
    const commands =
      text("eleves", "nantes").match(
        /(deployment|cronjob|httproutes|clusters\.postgresql\.cnpg\.io)[ /]([a-z-]+)/g,
      ) ?? [];
    expect(commands.length).toBeGreaterThan(4);
    for (const command of commands) expect(declared).toContain(`"${command.split(/[ /]/).at(-1)}"`);
    expect(declared).toContain('"eleves-nantes"');
  });

  it("asks only for real commands of this command line", () => {
    const names = text("eleves", "nantes").match(/^transhumance \w+/gm) ?? [];
    expect(new Set(names)).toEqual(
      new Set(["advance", "plan", "review", "approve", "apply"].map((name) => `transhumance ${name}`)),
    );
  });

  it("finds what the evidence needs before the ledger moves, and gives no job a name twice", () => {
    const english = text("eleves", "nantes", "en");
    const cutover = english.slice(english.indexOf("## 2. Cut over"), english.indexOf("## 3. Soak"));
    expect(cutover.indexOf("create job comparison-nantes-cutover")).toBeGreaterThan(0);
    expect(cutover.indexOf("create job")).toBeLessThan(cutover.indexOf("transhumance advance"));
    const jobs = english.match(/create job \S+/g) ?? [];
    expect(new Set(jobs).size).toBe(jobs.length);
  });

  it("says whose data goes back, by tenancy, and that nothing does before the switch", () => {
    expect(text("eleves", "nantes", "en")).toContain("Only the database of eleves-nantes goes back");
    expect(text("agendas", "lille", "en")).toContain("Only the database lille of agendas goes back");
    expect(text("annuaire", "nantes", "en")).toContain("only the rows of nantes go back");
    for (const language of ["fr", "en"] as const) {
      expect(text("eleves", "nantes", language)).toMatch(/rien n'est à défaire|nothing is to be undone/);
    }
  });

  it("is none for an application that is not installed there", () => {
    expect(runbook(estate, "portail", "nantes", "fr")).toBeUndefined();
    expect(runbook(estate, "agendas", "nantes", "fr")).toBeUndefined();
  });
});
