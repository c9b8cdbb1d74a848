/** JSON Schemas of the nouns and of planning problems: editors check and complete files with them. */
import { z } from "zod";
import { EVIDENCE } from "../../config/index.js";
import { PlanningProblem } from "../../lib/planning/index.js";
import { NOUNS, type Noun } from "./nouns.js";

/** Where they are written; the first line of each YAML file of the estate leads there. */
export const JSON_SCHEMAS = "config/schema/json";

/** No noun of the estate: what `waves solve` reads. */
const PROBLEM: Noun = {
  name: "planning-problems",
  singular: "planning-problem",
  schema: PlanningProblem,
  isFile: true,
};

/** One schema per noun and kind of evidence, by path: `config/schema/json/academy.schema.json`. */
export function generateJsonSchemas(): Record<string, string> {
  const evidence = Object.entries(EVIDENCE).map(([stage, schema]) => ({
    singular: `evidence-${stage}`,
    schema: schema.meta({
      title: `Evidence of ${stage}`,
      description: `What shows that an installation is ${stage}; for \`transhumance advance --to ${stage}\`.`,
    }),
  }));
  return Object.fromEntries(
    [...NOUNS, PROBLEM, ...evidence].map((noun) => [
      `${JSON_SCHEMAS}/${noun.singular}.schema.json`,
      `${JSON.stringify(toJsonSchema(noun), null, 2)}\n`,
    ]),
  );
}

/** Draft 7, which yaml-language-server knows best, of what is written rather than of what is loaded. */
function toJsonSchema({ singular, schema }: Pick<Noun, "singular" | "schema">): object {
  const { $schema, title, description, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    override({ zodSchema, jsonSchema }) {
      // Examples of units would be lost: zod takes them for examples of the number that they become.
      const { examples } = z.globalRegistry.get(zodSchema) ?? {};
      if (examples) jsonSchema.examples = examples as z.core.JSONSchema.BaseSchema["examples"] & unknown[];
      // Whether a record's keys are text is no question in YAML.
      if (isOnlyString(jsonSchema.propertyNames)) delete jsonSchema.propertyNames;
    },
  });
  return {
    $schema,
    $id: `urn:transhumance:schema:${singular}`,
    title,
    ...(description ? { description } : {}),
    ...rest,
    ...(rest.properties?.illustrative ? { anyOf: STANDING } : {}),
  };
}

/** One of the two is required, as `withStanding` refuses a noun without either. */
const STANDING = [{ required: ["source"] }, { required: ["illustrative"] }];

const isOnlyString = (schema: unknown): boolean => JSON.stringify(schema) === '{"type":"string"}';
