/** Everything in the repository that is generated from its source: written, or checked to be fresh. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generateCommandsReference } from "./commands-reference.js";
import { generateConfigurationReference } from "./configuration-reference.js";
import { generateConstructsReference } from "./constructs-reference.js";
import { generateJsonSchemas, JSON_SCHEMAS } from "./json-schemas.js";
import { generateKubernetesModels } from "./kubernetes-models.js";
import { generatePipelineReference } from "./pipeline-reference.js";
import { generatePoliciesReference } from "./policies-reference.js";
import { generateReviewReference } from "./review-reference.js";

/** Makes files of the project in the folder `root`: their content by path. */
type Generator = (root: string) => Record<string, string>;

const GENERATORS: readonly Generator[] = [
  generateJsonSchemas,
  generateConfigurationReference,
  generateConstructsReference,
  generateCommandsReference,
  generatePipelineReference,
  generatePoliciesReference,
  generateReviewReference,
  generateKubernetesModels,
];

/** Folders that hold generated files only: what is no longer generated goes. */
const GENERATED_FOLDERS = [JSON_SCHEMAS];

export interface Generation {
  /** Paths that were not as they are generated, and were written or removed unless only checked. */
  stale: string[];
  /** How many files are generated. */
  files: number;
}

/** Writes all generated files of the project in the folder `root`; with `check` it only compares them. */
export function generate({ check, root = process.cwd() }: { check: boolean; root?: string }): Generation {
  const files = new Map(GENERATORS.flatMap((generator) => Object.entries(generator(root))));
  const changed = [...files].filter(([path, content]) => read(join(root, path)) !== content);
  const left = GENERATED_FOLDERS.flatMap((folder) => listFiles(root, folder)).filter(
    (path) => !files.has(path),
  );
  if (!check) {
    for (const [path, content] of changed) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    for (const path of left) rmSync(join(root, path));
  }
  return { stale: [...changed.map(([path]) => path), ...left].toSorted(), files: files.size };
}

const read = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, "utf8") : undefined;

const listFiles = (root: string, folder: string): string[] =>
  existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((file) => `${folder}/${file}`) : [];
