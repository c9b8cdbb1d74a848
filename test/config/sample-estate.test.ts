/** The sample estate: what it must show of the real one, and that every file says what it is. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import {
  type Estate,
  FILES,
  FOLDERS,
  formatProblem,
  loadEstate,
  OPTIONAL_FILES,
  Stage,
} from "../../config/index.js";

const ROOT = "config/estate";
const loaded = loadEstate(ROOT);
const estate = loaded.estate as Estate;
const applications = Object.entries(estate.applications);
const academies = Object.keys(estate.academies);
const perAcademy = applications.filter(([, { installed }]) => installed === "per-academy");

/** Codes of the thirty academies. Source: DOMAIN.md §1. */
const CODES = {
  "aix-marseille": "02",
  amiens: "20",
  besancon: "03",
  bordeaux: "04",
  "clermont-ferrand": "06",
  corse: "27",
  creteil: "24",
  dijon: "07",
  grenoble: "08",
  guadeloupe: "32",
  guyane: "33",
  "la-reunion": "28",
  lille: "09",
  limoges: "22",
  lyon: "10",
  martinique: "31",
  mayotte: "43",
  montpellier: "11",
  "nancy-metz": "12",
  nantes: "17",
  nice: "23",
  normandie: "70",
  "orleans-tours": "18",
  paris: "01",
  poitiers: "13",
  reims: "19",
  rennes: "14",
  strasbourg: "15",
  toulouse: "16",
  versailles: "25",
};

/** Stages at which the platform serves the academy. */
const SERVED = ["cutover", "soaked", "decommissioned"];
const stageOf = (application: string, academy: string) =>
  estate.migrations[application]?.installations[academy]?.stage ?? "inventoried";

const installations = perAcademy.flatMap(([name, application]) =>
  (application.academies === "all" ? academies : application.academies).map((academy) => ({
    name,
    academy,
    application,
    stage: stageOf(name, academy),
  })),
);

describe("the sample estate", () => {
  test("has no problem of shape or reference", () => {
    expect(loaded.problems.map(formatProblem)).toEqual([]);
  });

  test("has the thirty academies with their codes, in eighteen régions académiques", () => {
    const codes = Object.fromEntries(
      Object.entries(estate.academies).map(([name, { code }]) => [name, code]),
    );
    expect(codes).toEqual(CODES);
    expect(new Set(Object.values(estate.academies).map(({ region }) => region)).size).toBe(18);
  });

  test("has one site that serves two academies, and none that serves nobody", () => {
    const served = Object.values(estate.academies).map(({ site }) => site);
    expect(new Set(served)).toEqual(new Set(Object.keys(estate.sites)));
    expect(served.length - new Set(served).size).toBe(1);
  });

  test("has at least 42 applications per academy and 1,200 installations", () => {
    expect(perAcademy.length).toBeGreaterThanOrEqual(42);
    expect(installations.length).toBeGreaterThanOrEqual(1200);
  });

  test("shows three tenancies, four legacy engines and applications without a database", () => {
    expect(new Set(perAcademy.map(([, { tenancy }]) => tenancy))).toEqual(
      new Set(["dedicated", "pooled", "unified"]),
    );
    const engines = perAcademy.map(
      ([, { database, stateless }]) => database?.legacy ?? (stateless && "none"),
    );
    expect(new Set(engines)).toEqual(new Set(["postgresql", "db2", "oracle", "informix", "none"]));
  });

  test.each(["dedicated", "pooled", "unified"])("has %s installations at every stage", (tenancy) => {
    const stages = installations
      .filter((one) => one.application.tenancy === tenancy)
      .map(({ stage }) => stage);
    expect(new Set(stages)).toEqual(new Set(Stage.options));
  });

  test("serves an installation only where the platform serves all that it depends on", () => {
    const ahead = installations
      .filter(({ stage }) => SERVED.includes(stage))
      .flatMap(({ name, academy, application }) =>
        application.dependsOn
          .filter((provider) => estate.applications[provider]?.installed === "per-academy")
          .filter((provider) => !SERVED.includes(stageOf(provider, academy)))
          .map((provider) => `${name} before ${provider} in ${academy}`),
      );
    expect(ahead).toEqual([]);
  });

  test("has a stateless installation with a part of its traffic on the platform", () => {
    const partial = installations.filter(({ name, academy, stage, application }) => {
      const weight = estate.migrations[name]?.installations[academy]?.weight ?? 100;
      return application.stateless && stage === "cutover" && weight > 0 && weight < 100;
    });
    expect(partial).not.toEqual([]);
  });

  test("keeps shared volumes 1.3 times as large as the data of all academies", () => {
    const tight = applications.filter(([, { database }]) => {
      if (!database?.storage) return false;
      const { base, perEstablishment = 0 } = database.size;
      const data = Object.values(estate.academies).reduce(
        (sum, { establishments }) => sum + base + perEstablishment * establishments,
        0,
      );
      return database.storage < 1.3 * data;
    });
    expect(tight.map(([name]) => name)).toEqual([]);
  });

  test("keeps as many migrations within `concurrentMigrations` as copy data", () => {
    const copying = ["replicating", "rehearsed", "cutover", "rolled-back"];
    const crowded = perAcademy.filter(
      ([name, { concurrentMigrations }]) =>
        installations.filter((one) => one.name === name && copying.includes(one.stage)).length >
        concurrentMigrations,
    );
    expect(crowded.map(([name]) => name)).toEqual([]);
  });

  test("has at least eight teams, whose people are not counted twice", () => {
    const teams = Object.values(estate.teams);
    const people = teams.flatMap((team) => Object.keys(team.people));
    expect(teams.length).toBeGreaterThanOrEqual(8);
    expect(new Set(people).size).toBe(people.length);
  });

  test("runs production on two clusters at two locations, never backed up where they are", () => {
    const clusters = Object.values(estate.environments.production?.clusters ?? {});
    expect(new Set(clusters.map(({ location }) => location)).size).toBe(2);
    for (const { location, backup } of clusters) expect(backup.location).not.toBe(location);
  });
});

describe("every file of the sample estate", () => {
  const singularOf = (schema: z.ZodType) =>
    schema
      .meta()
      ?.title?.replace(/(?<=[a-z])(?=[A-Z])/g, "-")
      .toLowerCase();
  const schemaLine = (schema: string) => `# yaml-language-server: $schema=${schema}.schema.json`;
  const up = (name: string) => name.replace(/[^/]+/g, "..");
  const inFolders = Object.entries(FOLDERS)
    .filter(([folder]) => existsSync(join(ROOT, folder)))
    .flatMap(([folder, schema]) =>
      readdirSync(join(ROOT, folder))
        .filter((file) => file.endsWith(".yaml"))
        .map((file) => [
          `${folder}/${file}`,
          schemaLine(`${up(folder)}/../schema/json/${singularOf(schema)}`),
        ]),
    );
  const alone = Object.entries({ ...FILES, ...OPTIONAL_FILES }).map(([name, schema]) => [
    `${name}.yaml`,
    schemaLine(`${up(name)}/schema/json/${singularOf(schema)}`),
  ]);

  test("opens with the line that names the schema of its noun", () => {
    const first = (file = "") => readFileSync(join(ROOT, file), "utf8").split("\n", 1)[0];
    const wrong = [...alone, ...inFolders].filter(([file, line]) => first(file) !== line);
    expect(wrong.map(([file]) => file)).toEqual([]);
  });
});
