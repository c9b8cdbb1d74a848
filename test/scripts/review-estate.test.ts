import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type ReviewReport, toForm } from "../../lib/review/index.js";
import { aiEstate } from "../support/ai-estate.js";
import { transhumance } from "../support/command.js";
import { type Edit, SMALL_ESTATE, temporaryFolder } from "../support/estate.js";
import { gitIn } from "../support/git.js";
import { REVIEWS, TODAY } from "../support/review.js";

const replace =
  (from: string | RegExp, to: string): Edit =>
  (text) =>
    text.replace(from, to);
const APPLICATION = "applications/eleves.yaml";
const LEDGER = "migrations/eleves.yaml";
const NANTES = "{ stage: replicating, since: 2026-11-09 }";

/** Changes of the estate, by the name of their golden report; an edit of a file that is not there makes it. */
const CHANGES: Record<string, Record<string, Edit>> = {
  "database-major": {
    "platform.yaml": replace("postgresql:17@sha256:11dc", "postgresql:18@sha256:0000"),
  },
  "freeze-extended": { "freezes/examens.yaml": replace("to: 2027-07-09", "to: 2027-07-28") },
  "group-renamed": { "platform.yaml": replace("equipe:{team}", "groupe:{team}") },
  "hosts-changed": { "applications/portail.yaml": replace("host: services", "host: accueil") },
  "objectives-lowered": { [APPLICATION]: replace("recoveryTime: 4h", "recoveryTime: 72h") },
  "operator-upgraded": {
    "operators/cloudnative-pg.yaml": replace("0.27.0", "0.28.0"),
  },
  "review-eased-by-what-it-judges": {
    "platform.yaml": (text) => `${text}review: { severities: { storage-shrunk: note } }\n`,
    "applications/annuaire.yaml": replace("storage: 100GiB", "storage: 50GiB"),
  },
  "secret-withdrawn": { [APPLICATION]: replace("secrets: [signature]\n", "") },
  "storage-shrunk": { "applications/annuaire.yaml": replace("storage: 100GiB", "storage: 50GiB") },
  "zone-given-up": {
    "environments/production.yaml": replace("garonne-a, garonne-b, garonne-c", "garonne-a, garonne-b"),
  },
  "academy-added": { "academies/rennes.yaml": () => ACADEMY },
  "academy-leaves-application": {
    [APPLICATION]: replace("dataClass:", "academies: [la-reunion, lille]\ndataClass:"),
    [LEDGER]: replace(/ {2}nantes:.*\n/, ""),
  },
  "application-renamed": {
    [APPLICATION]: () => undefined,
    [LEDGER]: () => undefined,
    "applications/scolarite.yaml": () => read(APPLICATION),
    "migrations/scolarite.yaml": () => read(LEDGER),
    "applications/agendas.yaml": replace("eleves", "scolarite"),
  },
  "backups-kept-for-less": { [APPLICATION]: replace("retention: 30d", "retention: 7d") },
  "data-class-lowered": { [APPLICATION]: replace("dataClass: personal", "dataClass: internal") },
  "database-removed": { [APPLICATION]: replace(/database:\n(?: {2}.*\n)+/, "") },
  "dependency-added": { "applications/portail.yaml": replace("[annuaire]", "[annuaire, eleves]") },
  "image-of-another-registry": { [APPLICATION]: replace("registry.example/eleves", "docker.example/eleves") },
  "location-moved": { "environments/production.yaml": replace(/location: \w[\w-]*/, "location: ailleurs") },
  "network-opened": { "environments/production.yaml": replace(/apiServer: \S+/, "apiServer: 0.0.0.0/0") },
  nothing: {},
  "owner-changed": { [APPLICATION]: replace("owner: scolarite", "owner: plateforme") },
  "quota-raised": { [APPLICATION]: replace("max: 4", "max: 12") },
  "single-replica": {
    "applications/portail.yaml": replace(/replicas: \{ min: 2, max: 4/, "replicas: { min: 1, max: 1"),
  },
  "stage-advanced": {
    [LEDGER]: replace(
      NANTES,
      "{ stage: rehearsed, since: 2026-11-20, evidence: { rehearsal: https://forge.example/r } }",
    ),
  },
  "stage-advanced-without-evidence": { [LEDGER]: replace(NANTES, "{ stage: rehearsed, since: 2026-11-20 }") },
  "stage-skipped": {
    [LEDGER]: replace(
      NANTES,
      "{ stage: cutover, since: 2026-11-20, evidence: { rehearsal: a, cutover: b } }",
    ),
  },
};

const read = (file: string) => readFileSync(join(SMALL_ESTATE, file), "utf8");
const SERVICE = "ai/services/assistant-enseignants.yaml";

/** Changes of the small estate with GPUs, services and projects. */
const AI_CHANGES: Record<string, Record<string, Edit>> = {
  "gpus-lowered": {
    "environments/production.yaml": replace("inference: { nodesPerZone: 2", "inference: { nodesPerZone: 1"),
  },
  "project-extended": {
    "ai/projects/reconnaissance-copies.yaml": replace("until: 2027-12-31", "until: 2028-12-31"),
  },
  "project-leaves": { "ai/projects/evaluation-modeles.yaml": () => undefined },
  "service-added": {
    "ai/services/aide-redaction.yaml": () => aiEstate().read(SERVICE).replace("max: 12", "max: 2"),
  },
  "service-leaves": { [SERVICE]: () => undefined },
  "use-withdrawn": {
    "ai/uses/assistance-enseignants.yaml": replace(
      "from: 2026-09-01",
      "from: 2026-09-01\n    until: 2026-11-01",
    ),
  },
};
const ACADEMY = read("academies/nantes.yaml")
  .replace(/name: .*/, "name: Rennes")
  .replace(/code: .*/, 'code: "14"')
  .replace(/pilots: .*/, "pilots: []");

const folder = temporaryFolder();
const git = (...args: string[]) => gitIn(folder, ...args);
const review = (...args: string[]) =>
  transhumance(folder, ["review", "--estate", "estate", "--today", TODAY, ...args]);
const AI_ESTATE = aiEstate().path;

beforeAll(() => {
  cpSync(SMALL_ESTATE, join(folder, "estate"), { recursive: true });
  cpSync(AI_ESTATE, join(folder, "ai-estate"), { recursive: true });
  writeFileSync(join(folder, ".gitignore"), "cdktf.out\n");
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "base");
});

function apply(edits: Record<string, Edit>, base = SMALL_ESTATE, estate = "estate"): void {
  rmSync(join(folder, estate), { recursive: true });
  cpSync(base, join(folder, estate), { recursive: true });
  for (const [file, edit] of Object.entries(edits)) {
    const path = join(folder, estate, file);
    const before = existsSync(path) ? readFileSync(path, "utf8") : "";
    const after = edit(before);
    if (after === before) throw new Error(`the edit of ${file} changes nothing`);
    if (after === undefined) rmSync(path);
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, after);
    }
  }
}

/** The report on the estate as it was changed is the golden one of that name. */
async function expectGolden(name: string, ...args: string[]): Promise<void> {
  const { stdout, stderr, status } = review("--base", "HEAD", "--json", ...args);
  expect(stderr).not.toContain("at ");
  const report = JSON.parse(stdout) as ReviewReport;
  expect(status).toBe(report.verdict.exitCode);
  await expect(`${toForm("terminal", report, { colour: false, details: false })}\n`).toMatchFileSnapshot(
    join(REVIEWS, `${name}.txt`),
  );
}

describe("the report is the golden one (npx vitest run test/scripts/review-estate.test.ts -u writes it anew)", () => {
  for (const [name, edits] of Object.entries(CHANGES)) {
    it(name, async () => {
      apply(edits);
      await expectGolden(`estate-${name}`);
    });
  }
  for (const [name, edits] of Object.entries(AI_CHANGES)) {
    it(`of AI: ${name}`, async () => {
      apply(edits, AI_ESTATE, "ai-estate");
      await expectGolden(`ai-${name}`, "--estate", "ai-estate");
    });
  }
});

describe("the report on a change of the estate", () => {
  it("names file and line of what it finds", () => {
    apply(CHANGES["stage-skipped"] ?? {});
    const { findings } = JSON.parse(review("--base", "HEAD", "--json").stdout) as ReviewReport;
    const line =
      readFileSync(join(folder, "estate", LEDGER), "utf8")
        .split("\n")
        .findIndex((text) => text.includes("nantes")) + 1;
    expect(findings.find(({ rule }) => rule === "stage-illegal")?.subjects[0]?.source).toMatchObject({
      file: `estate/${LEDGER}`,
      line,
    });
  });
});

describe("a base that cannot be compared with is refused with one message", () => {
  it.each([
    ["no commit", "nowhere", "names no commit here"],
    ["an option", "--output=x", "names no commit here"],
  ])("%s", (_, ref, message) => {
    const { status, stderr } = review(`--base=${ref}`);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  });

  it("an estate that does not load", () => {
    apply({ [APPLICATION]: replace("owner: scolarite", "owner: nobody") });
    git("add", ".");
    git("commit", "--quiet", "--message", "broken");
    apply({});
    const { status, stderr } = review("--base", "HEAD");
    git("reset", "--quiet", "--soft", "HEAD~1");
    expect(status).toBe(1);
    expect(stderr).toContain("the estate of HEAD does not load");
    expect(stderr).toMatch(/HEAD:estate\/applications\/eleves.yaml:\d+:\d+: owner/);
  });

  it("two sources at once, or none", () => {
    expect(review().stderr).toContain("Give one source");
    expect(review("--saved", "--plan", "x").stderr).toContain("Give one source");
  });
});
