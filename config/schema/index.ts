/** The vocabulary: every noun of the estate, the folder or file that holds it, and its schema. */
import type { z } from "zod";
import { Academy } from "./academy.js";
import { Application } from "./application.js";
import { Calendar, Freeze } from "./calendar.js";
import { Environment } from "./environment.js";
import { Migration } from "./migration.js";
import { Operator } from "./operator.js";
import { Planning } from "./planning.js";
import { Platform } from "./platform.js";
import { Policy, Waiver } from "./policy.js";
import { Site } from "./site.js";
import { Skills, Team } from "./team.js";
import { Waves } from "./waves.js";

/** Nouns with one YAML file per thing; the file's name is the thing's identifier. */
export const FOLDERS = {
  academies: Academy,
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
} as const;

/** Nouns with one YAML file for all. */
export const FILES = { platform: Platform, skills: Skills } as const;

/** Nouns with one YAML file for all, which an estate may do without as long as nothing is planned. */
export const OPTIONAL_FILES = { planning: Planning, waves: Waves } as const;

/** Nouns whose file is named after a thing of another noun: a ledger after its application. */
export const NAMED_AFTER = { migrations: "applications" } as const;

type Folders = { [Name in keyof typeof FOLDERS]: Record<string, z.output<(typeof FOLDERS)[Name]>> };
type Files = { [Name in keyof typeof FILES]: z.output<(typeof FILES)[Name]> };
type OptionalFiles = { [Name in keyof typeof OPTIONAL_FILES]?: z.output<(typeof OPTIONAL_FILES)[Name]> };

/** The whole estate, checked: things by noun and identifier. Plain JSON. */
export type Estate = Folders & Files & OptionalFiles;
