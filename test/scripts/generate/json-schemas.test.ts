/** JSON Schemas for editors accept what the loader accepts, and refuse what it refuses by shape. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { generateJsonSchemas, JSON_SCHEMAS } from "../../../scripts/generate/json-schemas.js";
import { NOUNS } from "../../../scripts/generate/nouns.js";
import { SMALL_ESTATE } from "../../support/estate.js";

const ROOT = join(import.meta.dirname, "../../..");
const SCHEMAS = generateJsonSchemas();

const schemaOf = (noun: string) => {
  const singular = NOUNS.find(({ name }) => name === noun)?.singular;
  return JSON.parse(SCHEMAS[`${JSON_SCHEMAS}/${singular}.schema.json`] ?? "null");
};

/** Zod reads JSON Schemas too, but takes `anyOf` for all that there is beside it. */
const validatorOf = (noun: string) => z.fromJSONSchema({ ...schemaOf(noun), anyOf: undefined });

/** Files of an estate with the noun of each. */
const filesOf = (estate: string) =>
  (existsSync(estate) ? (readdirSync(estate, { recursive: true }) as string[]) : [])
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => {
      const own = file.slice(0, -".yaml".length);
      return { file, noun: NOUNS.some(({ name }) => name === own) ? own : dirname(file) };
    });

describe("the JSON Schemas", () => {
  it("are one per noun, per evidence of a stage, and of planning problems", () => {
    expect(
      Object.keys(SCHEMAS)
        .map((path) => basename(path, ".schema.json"))
        .toSorted(),
    ).toEqual(
      "academy ai-model application burst calendar environment evidence-cutover evidence-decommissioned evidence-rehearsed evidence-replicating evidence-rolled-back evidence-soaked evidence-staged freeze gpu gpu-pool inference-service migration operator planning planning-problem platform policy project sharing site skills team throughput training use waiver waves".split(
        " ",
      ),
    );
  });

  it("come out the same every time", () => {
    expect(generateJsonSchemas()).toEqual(SCHEMAS);
  });

  it("are of the draft that yaml-language-server knows, with an identifier and a title", () => {
    for (const noun of NOUNS) {
      expect(schemaOf(noun.name)).toMatchObject({
        $schema: "http://json-schema.org/draft-07/schema#",
        $id: `urn:transhumance:schema:${noun.singular}`,
        title: expect.any(String),
      });
    }
  });

  it("refuse unknown keys, and keep patterns, examples and descriptions", () => {
    const { additionalProperties, properties } = schemaOf("sites");
    expect(additionalProperties).toBe(false);
    expect(properties.uplink).toMatchObject({
      type: "string",
      description: "Bandwidth that replications of the site share.",
      examples: ["500Mbit/s"],
    });
    expect("500Mbit/s").toMatch(new RegExp(properties.uplink.pattern, "u"));
    expect("500 MB").not.toMatch(new RegExp(properties.uplink.pattern, "u"));
  });

  it("require that figures have a source or are said to be illustrative", () => {
    expect(schemaOf("teams").anyOf).toEqual([{ required: ["source"] }, { required: ["illustrative"] }]);
    expect(schemaOf("waivers").anyOf).toBeUndefined();
  });

  it("do not require what has a default", () => {
    expect(schemaOf("applications").required).not.toContain("dependsOn");
  });
});

describe.each([SMALL_ESTATE, join(ROOT, "config/estate")])("each file of %s", (estate) => {
  const validators = new Map(NOUNS.map(({ name }) => [name, validatorOf(name)]));

  it("leads editors to the schema of its noun", () => {
    for (const { file, noun } of filesOf(estate)) {
      const [line = ""] = readFileSync(join(estate, file), "utf8").split("\n");
      const schema = relative(
        ROOT,
        join(estate, dirname(file), line.replace("# yaml-language-server: $schema=", "")),
      );
      const singular = NOUNS.find(({ name }) => name === noun)?.singular;
      expect(`${file} ${schema}`).toBe(`${file} ${JSON_SCHEMAS}/${singular}.schema.json`);
    }
  });

  it("is valid in an editor", () => {
    for (const { file, noun } of filesOf(estate)) {
      const result = validators.get(noun)?.safeParse(parse(readFileSync(join(estate, file), "utf8")));
      expect(result?.error?.issues ?? [], file).toEqual([]);
    }
  });

  it("is refused in an editor with one more key", () => {
    for (const { file, noun } of filesOf(estate).filter(({ noun }) => noun !== "skills")) {
      const value = parse(readFileSync(join(estate, file), "utf8"));
      expect(validators.get(noun)?.safeParse({ ...value, unheardOf: 1 }).success, file).toBe(false);
    }
  });
});
