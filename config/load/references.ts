/** Looks up every reference between the files of the estate. */
import { basename, dirname } from "node:path";
import type { NounName } from "../schema/common.js";
import { NAMED_AFTER, schemaOf } from "../schema/index.js";
import type { EstateDocument } from "./document.js";
import { type Problem, showPath, showValue } from "./problem.js";
import { findReferences, type Reference } from "./schema-walk.js";
import { didYouMean, list } from "./words.js";

/** What there is to refer to, by noun; a noun whose file cannot be read is absent and refuses nothing. */
export type Identifiers = Map<NounName, ReadonlySet<string>>;

/** The problems of one file's references, also of a file that has other problems. */
export function* checkReferences(
  name: string,
  document: EstateDocument,
  identifiers: Identifiers,
): Generator<Problem> {
  for (const { noun, identifier, path, isKey } of referencesOf(name, document)) {
    const known = identifiers.get(noun);
    if (!known || known.has(identifier)) continue;
    const hint = didYouMean(identifier, [...known]);
    yield {
      ...(isKey ? document.locateKey(path) : document.locate(path)),
      path: showPath(isKey ? path.slice(0, -1) : path),
      value: showValue(identifier),
      message: `names nothing in ${noun}`,
      allowed: list([...known], 30) || "nothing yet: create it first",
      ...(hint ? { hint } : {}),
    };
  }
}

function* referencesOf(name: string, { value }: EstateDocument): Generator<Reference> {
  const namesake = (NAMED_AFTER as Record<string, NounName>)[dirname(name)];
  if (namesake) yield { noun: namesake, identifier: basename(name, ".yaml"), path: [], isKey: false };
  const schema = schemaOf(name);
  if (schema) yield* findReferences(schema, value);
}
