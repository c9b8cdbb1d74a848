/** The nouns of the estate, as generated files call them. */
import type { z } from "zod";
import { FILES, FOLDERS, OPTIONAL_FILES } from "../../config/index.js";

export interface Noun {
  /** The folder or the file without its ending, e.g. `academies`. */
  name: string;
  /** One of its things, e.g. `academy`. */
  singular: string;
  schema: z.ZodType;
  /** There is one file for all rather than one per thing. */
  isFile: boolean;
}

/** The title of a noun's schema is its singular: `GpuPool` for `gpu-pool`. */
const noun = ([name, schema]: [string, z.ZodType], isFile: boolean): Noun => ({
  name,
  singular: (schema.meta()?.title ?? name).replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase(),
  schema,
  isFile,
});

/** All nouns, by name. */
export const NOUNS: readonly Noun[] = [
  ...Object.entries(FOLDERS).map((entry) => noun(entry, false)),
  ...Object.entries({ ...FILES, ...OPTIONAL_FILES }).map((entry) => noun(entry, true)),
].toSorted((a, b) => (a.name < b.name ? -1 : 1));
