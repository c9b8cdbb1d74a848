/** Names of the estate's nouns; apart from their schemas, which not every command loads. */

/** Nouns with one YAML file per thing. */
export const FOLDER_NOUNS = [
  "academies",
  "ai/gpus",
  "ai/models",
  "ai/pools",
  "ai/projects",
  "ai/services",
  "ai/throughput",
  "ai/uses",
  "applications",
  "calendars",
  "environments",
  "freezes",
  "migrations",
  "operators",
  "policies",
  "sites",
  "teams",
  "waivers",
] as const;

/** Nouns with one YAML file for all. */
export const FILE_NOUNS = [
  "ai/burst",
  "ai/sharing",
  "ai/training",
  "planning",
  "platform",
  "skills",
  "waves",
] as const;

export type FolderNoun = (typeof FOLDER_NOUNS)[number];
export type FileNoun = (typeof FILE_NOUNS)[number];
