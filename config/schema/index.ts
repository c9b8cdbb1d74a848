/** The vocabulary: every noun of the estate, the folder or file that holds it, and its schema. */
import { dirname } from "node:path";
import type { z } from "zod";
import { Academy } from "./academy.js";
import {
  AiModel,
  Burst,
  Gpu,
  GpuPool,
  InferenceService,
  Project,
  Sharing,
  Throughput,
  Training,
  Use,
} from "./ai/index.js";
import { Application } from "./application.js";
import { Calendar, Freeze } from "./calendar.js";
import { Environment } from "./environment.js";
import { Migration } from "./migration.js";
import type { FileNoun, FolderNoun } from "./nouns.js";
import { Operator } from "./operator.js";
import { Planning } from "./planning.js";
import { Platform } from "./platform.js";
import { Policy, Waiver } from "./policy.js";
import { Site } from "./site.js";
import { Skills, Team } from "./team.js";
import { Waves } from "./waves.js";

/** Nouns with one YAML file per thing; the file's name is the thing's identifier. Those of AI share a folder. */
export const FOLDERS = {
  academies: Academy,
  "ai/gpus": Gpu,
  "ai/models": AiModel,
  "ai/pools": GpuPool,
  "ai/projects": Project,
  "ai/services": InferenceService,
  "ai/throughput": Throughput,
  "ai/uses": Use,
  applications: Application,
  calendars: Calendar,
  environments: Environment,
  freezes: Freeze,
  migrations: Migration,
  operators: Operator,
  policies: Policy,
  sites: Site,
  teams: Team,
  waivers: Waiver,
} as const satisfies Record<FolderNoun, z.ZodType>;

/** Nouns with one YAML file for all. */
export const FILES = { platform: Platform, skills: Skills } as const satisfies Partial<
  Record<FileNoun, z.ZodType>
>;

/** Nouns with one YAML file for all, which an estate may do without as long as nothing is planned. */
export const OPTIONAL_FILES = {
  "ai/burst": Burst,
  "ai/sharing": Sharing,
  "ai/training": Training,
  planning: Planning,
  waves: Waves,
} as const satisfies Record<Exclude<FileNoun, keyof typeof FILES>, z.ZodType>;

/** The schema of a file by its name inside the estate, e.g. `applications/siecle.yaml`; `undefined` for no such noun. */
export function schemaOf(name: string): z.ZodType | undefined {
  const nouns: Record<string, z.ZodType> = { ...FILES, ...OPTIONAL_FILES, ...FOLDERS };
  return nouns[name.slice(0, -".yaml".length)] ?? nouns[dirname(name)];
}

/** Nouns whose file is named after a thing of another noun: a ledger after its application. */
export const NAMED_AFTER = { migrations: "applications" } as const;

type Things<Nouns> = {
  [Noun in keyof Nouns as Noun extends `ai/${string}` ? never : Noun]: Nouns[Noun];
};
type AiThings<Nouns> = {
  [Noun in keyof Nouns as Noun extends `ai/${infer Name}` ? Name : never]: Nouns[Noun];
};

type Folders = { [Noun in keyof typeof FOLDERS]: Record<string, z.output<(typeof FOLDERS)[Noun]>> };
type Files = { [Noun in keyof typeof FILES]: z.output<(typeof FILES)[Noun]> };
type OptionalFiles = { [Noun in keyof typeof OPTIONAL_FILES]?: z.output<(typeof OPTIONAL_FILES)[Noun]> };

/** What the estate says of AI, `ai/`. */
export type AiEstate = AiThings<Folders> & AiThings<OptionalFiles>;

/** The whole estate, checked: things by noun and identifier. Plain JSON. */
export type Estate = Things<Folders> & Things<Files> & Things<OptionalFiles> & { ai: AiEstate };
