/** Loads the estate: every YAML file, its shape, and every reference between files. */
import { readdirSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import type { z } from "zod";
import { Identifier, type NounName } from "../schema/common.js";
import { type Estate, FILES, FOLDERS, OPTIONAL_FILES } from "../schema/index.js";
import { type EstateDocument, readDocument } from "./document.js";
import { judge } from "./explain.js";
import { type EstatePointer, splitPointer } from "./pointer.js";
import { type Position, type Problem, printable, sortProblems } from "./problem.js";
import { checkReferences, type Identifiers } from "./references.js";
import { failure } from "./text.js";
import { didYouMean, list } from "./words.js";

/** Problems of one file that are told; more of them help nobody, and take long to find in hostile files. */
const MOST_PROBLEMS = 50;

/** The folder that nouns of AI share. */
const AI = "ai";

/** The agreed plan has a line an installation, five thousand of them in a large estate. */
const LARGEST_WRITTEN = { "waves.yaml": 2 * 1024 * 1024 } as Record<string, number>;

export interface LoadedEstate {
  /** What could be read; things with problems are left out of it. */
  estate: Partial<Estate>;
  /** Files of things that were left out, e.g. `academies/lille.yaml`. */
  broken: ReadonlySet<string>;
  problems: Problem[];
  /** Position of a value, or of the closest thing around it that is written. */
  locate(pointer: EstatePointer): Position;
}

/** Reads the estate in the folder `root`. Never throws for what the folder holds: problems say it all. */
export function loadEstate(root: string): LoadedEstate {
  const loading = new Loading(root);
  loading.load();
  return {
    estate: loading.estate as Partial<Estate>,
    broken: loading.broken,
    problems: sortProblems(loading.problems),
    locate(pointer) {
      const { name, path } = splitPointer(pointer);
      const document = loading.documents.get(name);
      return document?.locate(path) ?? { file: loading.shownName(name), line: 1, column: 1 };
    },
  };
}

class Loading {
  readonly estate: Record<string, unknown> = {};
  readonly broken = new Set<string>();
  readonly problems: Problem[] = [];
  readonly documents = new Map<string, EstateDocument>();
  private readonly identifiers: Identifiers = new Map();

  constructor(private readonly root: string) {}

  load(): void {
    const entries = this.listFolder("");
    if (!entries) return;
    const ofAi = entries.includes(AI) ? (this.listFolder(AI) ?? []).map((entry) => `${AI}/${entry}`) : [];
    const others = entries.filter((entry) => entry !== AI);
    this.refuseUnknown(others, ".");
    this.refuseUnknown(ofAi, AI);
    const present = [...others, ...ofAi];
    for (const [noun, schema] of Object.entries(FILES)) this.loadFile(noun, schema, present);
    for (const [noun, schema] of Object.entries(OPTIONAL_FILES)) {
      if (present.includes(`${noun}.yaml`)) this.loadFile(noun, schema, present);
    }
    for (const [noun, schema] of Object.entries(FOLDERS)) {
      const files = present.includes(noun) ? this.listFolder(noun) : [];
      this.keep(noun, files ? this.loadFolder(noun as keyof typeof FOLDERS, schema, files) : {});
    }
    for (const [name, document] of this.documents) {
      this.report(document.file, checkReferences(name, document, this.identifiers));
    }
  }

  /** File names are shown as a person would type them. */
  shownName(name: string): string {
    const path = join(this.root, name);
    const fromHere = relative(process.cwd(), path);
    return printable(fromHere.startsWith("..") ? path : fromHere || ".");
  }

  /** Names in a folder, without hidden ones; `undefined`, and a problem, where it cannot be read. */
  private listFolder(name: string): string[] | undefined {
    try {
      const entries = readdirSync(join(this.root, name));
      return entries.filter((entry) => !entry.startsWith(".")).toSorted();
    } catch (error) {
      const hint = name
        ? "check the folder, its links and its permissions"
        : "name the folder of the estate with --estate";
      this.refuse(name, `cannot be read as a folder: ${failure(error)}`, { hint });
      return undefined;
    }
  }

  /** `folder` is where the entries are: `.` is the estate itself. */
  private refuseUnknown(entries: readonly string[], folder: string): void {
    const files = Object.keys({ ...FILES, ...OPTIONAL_FILES }).map((noun) => `${noun}.yaml`);
    const known = [...Object.keys(FOLDERS), ...files].filter((name) => dirname(name) === folder);
    if (folder === ".") known.push(AI);
    for (const entry of entries.filter((name) => !known.includes(name))) {
      const hint = didYouMean(entry, known) ?? "remove it, or move it out of the estate";
      this.refuse(entry, "is nothing that an estate has", { allowed: list(known, 30), hint });
    }
  }

  private loadFile(noun: string, schema: z.ZodType, entries: readonly string[]): void {
    const name = `${noun}.yaml`;
    if (!entries.includes(name)) {
      this.refuse(name, "is missing", { hint: `create it: an estate has one ${name}` });
      return;
    }
    const thing = this.loadThing(name, schema);
    if (thing !== undefined) this.keep(noun, thing);
    const value = this.documents.get(name)?.value;
    if (noun === "skills" && typeof value === "object" && value !== null) {
      this.identifiers.set(noun, new Set(Object.keys(value)));
    }
  }

  /** `ai/services` is `estate.ai.services`. */
  private keep(noun: string, value: unknown): void {
    const [first = noun, own] = noun.split("/");
    if (own === undefined) this.estate[noun] = value;
    else this.estate[first] = { ...(this.estate[first] as object | undefined), [own]: value };
  }

  private loadFolder(noun: keyof typeof FOLDERS, schema: z.ZodType, files: readonly string[]) {
    const named = files.filter((file) => this.isWellNamed(noun, file));
    const known = named.map((file) => basename(file, ".yaml"));
    this.identifiers.set(noun satisfies NounName, new Set(known));
    const things = known.map((identifier) => [
      identifier,
      this.loadThing(`${noun}/${identifier}.yaml`, schema),
    ]);
    return Object.fromEntries(things.filter(([, thing]) => thing !== undefined)) as Record<string, unknown>;
  }

  private isWellNamed(noun: string, file: string): boolean {
    const identifier = basename(file, ".yaml");
    if (file.endsWith(".yaml") && Identifier.safeParse(identifier).success) return true;
    const better = toIdentifier(basename(file, extname(file)));
    this.refuse(`${noun}/${file}`, "is not named like a file of the estate", {
      allowed:
        "<identifier>.yaml, the identifier in lower-case ASCII letters, digits and single hyphens, at most 30",
      hint: better ? `rename it to "${better}.yaml", or remove it` : "rename it, or remove it",
    });
    return false;
  }

  /** Reads one file; `undefined`, and problems, where it does not fit its schema. */
  private loadThing(name: string, schema: z.ZodType): unknown {
    const thing = this.readThing(name, schema);
    if (thing === undefined) this.broken.add(name);
    return thing;
  }

  private readThing(name: string, schema: z.ZodType): unknown {
    const { document, problems } = readDocument(
      join(this.root, name),
      this.shownName(name),
      LARGEST_WRITTEN[name],
    );
    this.report(this.shownName(name), problems);
    if (!document) return undefined;
    this.documents.set(name, document);
    const judgement = judge(document, schema);
    this.report(document.file, judgement.problems);
    return problems.length === 0 ? judgement.data : undefined;
  }

  /** Keeps the first problems of a file, and says where there are more. */
  private report(file: string, problems: Iterable<Problem>): void {
    let count = 0;
    for (const problem of problems) {
      count += 1;
      if (count <= MOST_PROBLEMS) this.problems.push(problem);
      else {
        const message = `has more problems than these ${MOST_PROBLEMS}`;
        this.problems.push({ file, line: problem.line, column: problem.column, path: "", message });
        return;
      }
    }
  }

  private refuse(name: string, message: string, extra: Partial<Problem>): void {
    this.problems.push({ file: this.shownName(name), line: 1, column: 1, path: "", message, ...extra });
  }
}

/** The identifier that a file name was probably meant to be, e.g. `la-reunion` for `La Réunion`. */
function toIdentifier(name: string): string | undefined {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const identifier = plain.replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+|-+$/g, "");
  return Identifier.safeParse(identifier).success ? identifier : undefined;
}
