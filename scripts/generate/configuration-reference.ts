/** The reference of the estate's files: every noun with its keys, and an example of it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { block, code, page, pageHead, table } from "./markdown.js";
import { NOUNS, type Noun } from "./nouns.js";
import { keyRows, type NamedType } from "./schema-keys.js";

/** Examples are files that tests load. */
const SMALL_ESTATE = "test/fixtures/small-estate";

/** Examples of nouns that the small estate does without. */
const OTHER_EXAMPLES: Record<string, string> = {
  planning: "config/estate/planning.yaml",
  policies: "config/estate/policies/seccomp-profile.yaml",
  waivers: "config/estate/waivers/rook-ceph-privileged.yaml",
};

/** The page `docs/reference/configuration.md`, of the project in the folder `root`. */
export function generateConfigurationReference(root: string): Record<string, string> {
  const types = new Map<string, NamedType>();
  const nouns = NOUNS.map((noun) => section(noun, root, types));
  const content = page(
    pageHead(
      "Configuration",
      "Every file of the estate, `config/estate/`, and its keys. An unknown key is an error, and so is a reference to " +
        "something that does not exist. The first line of a file leads editors to its JSON Schema in `config/schema/json/`.",
      NOUNS.map(({ name }) => `[${name}](#${name})`).join(" · "),
    ),
    ...nouns,
    typesSection(types),
  );
  return { "docs/reference/configuration.md": content };
}

function section(
  { name, singular, schema, isFile }: Noun,
  root: string,
  types: Map<string, NamedType>,
): string {
  const place = isFile
    ? `One file: \`${name}.yaml\`.`
    : `One file per ${singular}: \`${name}/<identifier>.yaml\`.`;
  const rows = keyRows(schema, types).map(({ key, type, presence, description }) => [
    code(key),
    type,
    presence,
    description,
  ]);
  const example = exampleOf(name, isFile, root);
  return page(
    `## ${name}`,
    [schema.meta()?.description ?? "", place].filter((part) => part !== "").join(" "),
    table(["Key", "Takes", "Presence", "Meaning"], rows),
    example ? `Example, [${example.file}](../../${example.file}):` : "",
    example ? block("yaml", example.text) : "",
  ).trimEnd();
}

/** A file of the noun without the line for editors; `undefined` where there is none. */
function exampleOf(name: string, isFile: boolean, root: string): { file: string; text: string } | undefined {
  const folder = join(root, SMALL_ESTATE, name);
  const [first] = !isFile && existsSync(folder) ? readdirSync(folder).toSorted() : [];
  const file = OTHER_EXAMPLES[name] ?? join(SMALL_ESTATE, isFile ? `${name}.yaml` : `${name}/${first}`);
  if (!existsSync(join(root, file))) return undefined;
  return { file, text: readFileSync(join(root, file), "utf8").replace(/^# yaml-language-server.*\n/, "") };
}

function typesSection(types: Map<string, NamedType>): string {
  const rows = [...types.values()]
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, rule, examples }) => [name, rule.replaceAll("<", "&lt;"), examples.map(code).join(", ")]);
  return page("## Types", table(["Type", "How it is written", "Example"], rows)).trimEnd();
}
