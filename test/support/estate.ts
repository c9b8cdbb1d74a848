/** A small, complete and valid estate for tests, and folders that tests may spoil. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Estate, formatProblem, type LoadedEstate, loadEstate } from "../../config/index.js";
import { DEFAULT_ESTATE } from "../../scripts/support/options.js";

/** Where the files of the small estate are: read them to see what tests start from. */
export const SMALL_ESTATE = join(import.meta.dirname, "../fixtures/small-estate");

/** Turns the text of a file (empty where there is none yet) into another one; `undefined` removes the file. */
export type Edit = (text: string) => string | undefined;

/** A new folder that is removed when the tests end (`temporary-files.ts`). */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "transhumance-"));

/** The estate of `test/fixtures/small-estate` in a folder of its own, which a test may edit. */
export class SmallEstate {
  readonly path = temporaryFolder();

  constructor() {
    cpSync(SMALL_ESTATE, this.path, { recursive: true });
  }

  /** Changes one file, e.g. `edit("academies/lille.yaml", (text) => text.replace("zone: B", "zone: C"))`. */
  edit(file: string, edit: Edit): this {
    const path = join(this.path, file);
    const before = existsSync(path) ? readFileSync(path, "utf8") : "";
    const after = edit(before);
    if (after === before) throw new Error(`the edit of ${file} changes nothing`);
    mkdirSync(dirname(path), { recursive: true });
    if (after === undefined) rmSync(path);
    else writeFileSync(path, after);
    return this;
  }

  /** The text of one file. */
  read(file: string): string {
    return readFileSync(join(this.path, file), "utf8");
  }

  /** Writes a file, or replaces it. */
  write(file: string, text: string): this {
    return this.edit(file, () => text);
  }

  /** Loads it, problems and all. */
  load(): LoadedEstate {
    return loadEstate(this.path);
  }

  /** Its problems as lines, file names shown from the estate's folder on. */
  problems(): string[] {
    return this.load().problems.map((problem) =>
      formatProblem({ ...problem, file: problem.file.replace(`${this.path}/`, "") }),
    );
  }

  /** The estate itself; throws where it has problems. */
  get estate(): Estate {
    const { estate, problems } = this.load();
    if (problems.length > 0) throw new Error(problems.map(formatProblem).join("\n"));
    return estate as Estate;
  }
}

/** One side of a review: an estate and the places of its values, named from its folder on. */
export function loadedSide(estate: SmallEstate): Pick<LoadedEstate, "locate"> & { estate: Estate } {
  const { locate } = estate.load();
  return {
    estate: estate.estate,
    locate: (pointer) => {
      const position = locate(pointer);
      return { ...position, file: position.file.replace(`${estate.path}/`, "") };
    },
  };
}

/**
 * A small complete estate in a temporary folder: 3 academies, an application of each tenancy and a central one,
 * recette with one cluster and production with two. `edits` change its files, by name inside the estate:
 * `minimalEstate({ "sites/lille.yaml": (text) => text.replace("2028", "2027") }).estate`.
 */
export function minimalEstate(edits: Record<string, Edit> = {}): SmallEstate {
  const estate = new SmallEstate();
  for (const [file, edit] of Object.entries(edits)) estate.edit(file, edit);
  return estate;
}

/** The small estate with the policies and the GPUs of the sample, whose registry and labels it then uses. */
export function guardedEstate(): Estate {
  const sample = loadEstate(DEFAULT_ESTATE).estate as Estate;
  const small = minimalEstate().estate;
  const text = JSON.stringify(small)
    .replaceAll(`"${small.platform.registry}/`, `"${sample.platform.registry}/`)
    .replaceAll(`"${small.platform.labelPrefix}"`, `"${sample.platform.labelPrefix}"`);
  const estate = { ...(JSON.parse(text) as Estate), ai: sample.ai };
  for (const [name, { clusters }] of Object.entries(estate.environments)) {
    for (const [cluster, facts] of Object.entries(clusters)) {
      Object.assign(facts.nodeGroups, sample.environments[name]?.clusters[cluster]?.nodeGroups);
    }
  }
  Object.assign(estate.policies, sample.policies);
  return estate;
}

/**
 * With policies that judge by what they are written with, as their examples want it. They may refuse what the rest of
 * this estate declares.
 */
export function judgedAsWritten(estate: Estate): Estate {
  const policies = Object.entries(estate.policies).map(([id, { derived: _, ...policy }]) => [id, policy]);
  return { ...estate, policies: Object.fromEntries(policies) };
}
