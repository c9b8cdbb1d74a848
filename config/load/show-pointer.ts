/** Shows where a pointer leads in the words of its file. */
import type { z } from "zod";
import { schemaOf } from "../schema/index.js";
import { type EstatePointer, splitPointer } from "./pointer.js";
import { showPath } from "./problem.js";
import { definition, schemasAt, unwrap, variantsOf } from "./schema-walk.js";

/** The key path of a pointer as it is shown in a message: items of lists in brackets, numbers that are keys as keys. */
export function showPointer(pointer: EstatePointer): string {
  const { name, path } = splitPointer(pointer);
  const schema = schemaOf(name);
  const isItem = (index: number) =>
    schema !== undefined && schemasAt(schema, path.slice(0, index)).some(isList);
  return showPath(path.map((key, index) => (/^\d+$/.test(key) && isItem(index) ? Number(key) : key)));
}

const isList = (schema: z.core.$ZodType): boolean =>
  definition(unwrap(schema)).element !== undefined || variantsOf(schema).some(isList);
