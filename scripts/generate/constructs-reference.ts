/** The reference of the constructs, from their docstrings. */
import { dirname } from "node:path";
import { code, page, pageHead, table } from "./markdown.js";
import { type ConstructDoc, type Member, readConstructs } from "./read-constructs.js";

/** The page `docs/reference/constructs.md`, of the project in the folder `root`. */
export function generateConstructsReference(root: string): Record<string, string> {
  const constructs = readConstructs(root);
  const content = page(
    pageHead(
      "Constructs",
      "What stacks are made of: each class of `constructs/`, what it takes (its props) and what it gives. " +
        "The source says what each one makes.",
      constructs.map(({ name }) => `[${name}](#${name.toLowerCase()})`).join(" · "),
    ),
    ...constructs.map(section),
  );
  return { "docs/reference/constructs.md": content };
}

function section({ name, doc, file, extends: base, props, gives }: ConstructDoc): string {
  return page(
    `## ${name}`,
    doc,
    `${code(dirname(file))}, in [${file}](../../${file})${base === "Construct" ? "" : `; a ${code(base)}`}.`,
    table(
      ["Takes", "Type", "Default", "Meaning"],
      props.map((prop) => [...row(prop), prop.doc]),
    ),
    table(
      ["Gives", "Type", "Meaning"],
      gives.map(({ name: field, type, doc: meaning }) => [code(field), code(type), meaning]),
    ),
  ).trimEnd();
}

const row = ({ name, type, isOptional, default: byDefault }: Member): string[] => [
  code(name),
  code(type),
  isOptional ? (byDefault ?? "none") : "required",
];
