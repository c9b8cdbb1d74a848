import { describe, expect, it } from "vitest";
import { warnEndings } from "../../../lib/check/endings.js";
import { judgeService, openAcademies } from "../../../lib/framework/index.js";
import { policiesOf } from "../../../lib/policy/index.js";
import { emptySet, judgingBy, Places, review } from "../../../lib/review/index.js";
import { aiEstate } from "../../support/ai-estate.js";
import type { Edit } from "../../support/estate.js";

const SERVICE = "ai/services/assistant-enseignants.yaml";
const USE = "ai/uses/assistance-enseignants.yaml";
const PRESENT = ["la-reunion", "lille", "nantes"];
const withdraw: Edit = (text) => text.replace("from: 2026-09-01", "from: 2026-09-01\n    until: 2026-10-31");
const replace =
  (from: string | RegExp, to: string): Edit =>
  (text) =>
    text.replace(from, to);

function judge(day: string, edits: Record<string, Edit> = {}) {
  const { ai } = aiEstate(edits).estate;
  const service = ai.services["assistant-enseignants"];
  if (!service) throw new Error("no service");
  return {
    refusals: judgeService(ai, service, day).refusals.map(({ field }) => field),
    open: openAcademies(ai, service, PRESENT, day),
  };
}

/** What the estate gives to a vocabulary that asks for `name`. */
function derivedOf(
  name: "uses" | "projects" | "services",
  edits: Record<string, Edit> = {},
): Record<string, object> {
  const { estate } = aiEstate(edits);
  const derived = { scope: "vocabulary" as const, title: { fr: "a", en: "a" }, match: [], variables: {} };
  const policies = { framework: { ...derived, derived: [name], parameters: { [name]: {} } } };
  return policiesOf({ ...estate, policies }).framework?.parameters[name] as Record<string, object>;
}

describe("the framework", () => {
  it("permits a service while a version of its use is in force, where people are trained", () => {
    expect(judge("2026-11-24")).toEqual({ refusals: [], open: ["lille", "nantes"] });
  });

  it("warns before a use ends", () => {
    const warnings = (today: string) =>
      warnEndings(
        aiEstate({ [USE]: replace("from: 2026-09-01", "from: 2026-09-01\n    until: 2026-11-29") }).estate,
        today,
      ).map(({ pointer, message }) => `${pointer} ${message}`);
    const at = "ai/services/assistant-enseignants.yaml#/use permits it until 2026-11-29 only: ";
    const because = "no version of assistance-enseignants is in force on 2026-11-30";
    expect(warnings("2026-08-01")).toEqual([]);
    expect(warnings("2026-11-28")).toEqual([`${at}${because}`]);
    expect(warnings("2026-12-01")).toEqual([]);
  });

  it("stops it everywhere on the day after the last", () => {
    expect(judge("2026-10-31", { [USE]: withdraw }).refusals).toEqual([]);
    expect(judge("2026-11-01", { [USE]: withdraw })).toEqual({ refusals: ["use"], open: [] });
    expect(judge("2026-08-31")).toEqual({ refusals: ["use"], open: [] });
  });

  it("takes of versions that overlap the one that began last", () => {
    const edit: Edit = (text) =>
      `${text}  "2":\n    from: 2026-10-01\n    audiences: [staff]\n    dataClasses: [public]\n    oversight: decided\n    licences: [MIT]\n    trained: 0\n`;
    expect(judge("2026-11-24", { [USE]: edit }).refusals).toEqual([
      "audience",
      "dataClass",
      "oversight",
      "model",
    ]);
    expect(judge("2026-09-30", { [USE]: edit }).refusals).toEqual([]);
  });

  it.each([
    ["less oversight", replace("oversight: reviewed", "oversight: none"), "oversight"],
    ["other data", replace("dataClass: internal", "dataClass: personal"), "dataClass"],
    ["a model under another licence", replace("model: mistral-small-24b", "model: llama-3-1-8b"), "model"],
    ["another audience", replace("audience: teachers", "audience: staff"), "audience"],
  ])("refuses a service with %s", (_, edit, field) => {
    expect(judge("2026-11-24", { [SERVICE]: edit }).refusals).toEqual([field]);
  });

  it("gives policies the taints of all pools, which Kueue lets jobs tolerate", () => {
    const projects = derivedOf("projects");
    expect(projects["reconnaissance-copies"]).toMatchObject({ taints: ["nvidia.com/gpu"] });
  });

  it("gives policies the namespaces of services, whether a use permits them or not", () => {
    const services = ["assistant-enseignants", "tuteur-revisions"];
    expect(Object.keys(derivedOf("services"))).toEqual(services);
    expect(Object.keys(derivedOf("services", { [USE]: withdraw }))).toEqual(services);
  });

  it("gives policies the uses in force, and nothing of others", () => {
    const uses = (edits: Record<string, Edit>) => Object.keys(derivedOf("uses", edits));
    expect(uses({})).toEqual(["assistance-enseignants", "recherche-developpement"]);
    expect(uses({ [USE]: withdraw })).toEqual(["recherche-developpement"]);
  });
});

describe("the review of a change of the framework", () => {
  const findingsOf = (edits: Record<string, Edit>, earlier: Record<string, Edit> = {}) => {
    const side = (of: Record<string, Edit>) => {
      const loaded = aiEstate(of);
      return { estate: loaded.estate, locate: loaded.load().locate };
    };
    const [before, after] = [side(earlier), side(edits)];
    const context = { set: emptySet(), places: new Places(after.estate), before, after };
    return review(context, judgingBy(after.estate)).findings;
  };
  const said = (edits: Record<string, Edit>, earlier: Record<string, Edit> = {}) => {
    const ofFramework = findingsOf(edits, earlier).filter(({ rule }) => rule !== "declared-only");
    return ofFramework.map(({ rule, message, severity, approver, subjects }) => ({
      ...{ rule, message, severity, team: approver.team },
      academies: subjects.flatMap(({ place }) => place.academy ?? []),
    }));
  };

  it("says which services a withdrawn use stops, and which academies lose them", () => {
    expect(said({ [USE]: withdraw })).toEqual([
      {
        rule: "service-stopped",
        message:
          "assistant-enseignants no longer runs: no version of assistance-enseignants is in force on 2026-11-23; teachers of 2 academies lose it",
        severity: "approve",
        team: "plateforme",
        academies: ["lille", "nantes"],
      },
    ]);
  });

  it.each([
    [
      "less oversight",
      replace("oversight: reviewed", "oversight: informed"),
      "oversight: reviewed → informed",
    ],
    ["another licence", replace("MIT]", "MIT, X-1]"), "licences: + X-1"],
    ["other data", replace("internal]", "internal, personal]"), "dataClasses: + personal"],
    ["fewer who are trained", replace("trained: 20", "trained: 16"), "trained: 20 → 16"],
    [
      "a new version with other data",
      (text: string) =>
        `${text}  "2":\n    from: 2027-10-01\n    audiences: [teachers]\n    dataClasses: [personal]\n    oversight: reviewed\n    licences: [MIT]\n    trained: 20\n`,
      "dataClasses: + personal",
    ],
  ])("asks security where a use permits more: %s", (_, edit, change) => {
    const found = said({ [USE]: edit }).find(({ rule }) => rule === "use-loosened");
    expect(found).toMatchObject({ severity: "approve", message: expect.stringContaining(change) });
  });

  it("has nothing to say of security where a use permits less", () => {
    const rules = said({ [USE]: replace("oversight: reviewed", "oversight: decided") }).map(
      ({ rule }) => rule,
    );
    expect(rules).not.toContain("use-loosened");
  });

  it("says which projects it stops", () => {
    const edit = replace("from: 2026-09-01", "from: 2026-08-01\n    until: 2026-08-31");
    const found = said({ "ai/uses/recherche-developpement.yaml": edit });
    expect(found.map(({ rule }) => rule)).toEqual(["project-stopped", "project-stopped"]);
  });

  it("says what a use that is to end stops, and when; nothing where it ends later than it did", () => {
    const until = (day: string) => replace("from: 2026-09-01", `from: 2026-09-01\n    until: ${day}`);
    expect(said({ [USE]: until("2026-12-31") })).toMatchObject([
      {
        rule: "service-ending",
        message:
          "assistant-enseignants stops on 2027-01-01: no version of assistance-enseignants is in force on 2027-01-01",
        severity: "approve",
        team: "plateforme",
      },
    ]);
    const projects = said({ "ai/uses/recherche-developpement.yaml": until("2027-12-30") });
    expect(projects.map(({ rule, message }) => [rule, message.slice(0, message.indexOf(":"))])).toEqual([
      ["project-ending", "evaluation-modeles stops on 2027-12-31"],
      ["project-ending", "reconnaissance-copies stops on 2027-12-31"],
    ]);
    expect(said({ [USE]: until("2027-12-31") }, { [USE]: until("2026-12-31") })).toEqual([]);
  });

  it("says what a version that is to begin stops", () => {
    const edit: Edit = (text) =>
      `${text}  "2":\n    from: 2027-03-01\n    audiences: [teachers]\n    dataClasses: [public]\n    oversight: reviewed\n    licences: [Apache-2.0]\n    trained: 20\n`;
    expect(said({ [USE]: edit })).toMatchObject([
      {
        rule: "service-ending",
        message: "assistant-enseignants stops on 2027-03-01: internal data is not permitted",
      },
    ]);
  });

  it("says to which academies a service closes where more people must be trained", () => {
    expect(said({ [USE]: replace("trained: 20", "trained: 40") })).toMatchObject([
      { rule: "service-closed", message: "assistant-enseignants closes to teachers", academies: ["lille"] },
    ]);
  });

  it("says to which academies a service opens as they train their people", () => {
    expect(said({ "ai/training.yaml": replace("teachers: 15", "teachers: 25") })).toMatchObject([
      { rule: "service-opened", severity: "note", academies: ["la-reunion"] },
    ]);
  });

  it("repeats of the training plan only what opens and closes nothing", () => {
    const declared = (edit: Edit) =>
      findingsOf({ "ai/training.yaml": edit })
        .filter(({ rule }) => rule === "declared-only")
        .map(({ message }) => message);
    const trained = replace("teachers: 15", "teachers: 25");
    expect(declared(trained)).toEqual([]);
    const paced = (text: string) => `${trained(text)}pace: { teachers: 6, staff: 1 }\n`;
    expect(declared(paced)).toEqual([expect.stringMatching(/^ai\/training.yaml: pace\S* .*6/)]);
  });

  it("says that a project goes on for longer, and nothing of what stays", () => {
    const edit = replace("until: 2027-12-31", "until: 2028-12-31");
    expect(said({ "ai/projects/reconnaissance-copies.yaml": edit })).toMatchObject([
      { rule: "project-extended", severity: "note" },
    ]);
    expect(said({ [SERVICE]: replace("title: Assistant", "title: Un assistant") })).toEqual([]);
  });
});
