/** Application: a national application, the archetype of its installations. */
import { z } from "zod";
import { Identifier, Image, reference, standing, whenSound, withStanding } from "./common.js";
import { Cpu, DataSize, Duration } from "./units.js";

/** How an application lives on the platform (DESIGN.md, vocabulary). */
export const Tenancy = z.enum(["dedicated", "pooled", "unified"]);
export type Tenancy = z.output<typeof Tenancy>;

/** How far data may travel, least protected first. */
export const DataClass = z.enum(["synthetic", "public", "internal", "personal", "sensitive"]);
export type DataClass = z.output<typeof DataClass>;

/** Database engines that sites run; the platform itself runs PostgreSQL. */
export const LegacyEngine = z.enum(["postgresql", "db2", "oracle", "informix"]);
export type LegacyEngine = z.output<typeof LegacyEngine>;

const ResourceAmounts = z.strictObject({ cpu: Cpu, memory: DataSize });

const Web = z
  .strictObject({
    image: Image,
    port: z.int().min(1024).max(65535).default(8080),
    health: z
      .string()
      .startsWith("/")
      .meta({ description: "Path that answers 200 when the application is ready.", examples: ["/health"] }),
    alive: z
      .string()
      .startsWith("/")
      .optional()
      .meta({
        description:
          "Path that answers 200 unless only a restart helps, and asks no database; without it, the open port is enough.",
        examples: ["/health/live"],
      }),
    replicas: z
      .strictObject({
        min: z.int().min(1),
        max: z.int().min(1),
        perHundredEstablishments: z
          .number()
          .min(0)
          .default(0)
          .meta({ description: "Added to `max` for each hundred establishments that the release serves." }),
      })
      .refine(({ min, max }) => min <= max, {
        ...whenSound("min", "max"),
        error: "`min` must not exceed `max`",
      }),
    requests: ResourceAmounts,
    limits: ResourceAmounts,
  })
  .refine(({ requests, limits }) => requests.cpu <= limits.cpu && requests.memory <= limits.memory, {
    ...whenSound("requests", "limits"),
    error: "`requests` must not exceed `limits`",
  });

const Database = z.strictObject({
  legacy: LegacyEngine.optional().meta({
    description: "Engine on the sites; absent where nothing is to be copied.",
  }),
  instances: z.int().min(1).max(5).default(3),
  size: z
    .strictObject({ base: DataSize, perEstablishment: DataSize.optional() })
    .meta({ description: "Data of one academy: base, and as much again for each establishment." }),
  storage: DataSize.optional().meta({
    description:
      "Volume of the one cluster of a pooled or unified application, chosen with room for all academies; a dedicated one follows from `size`.",
  }),
  requests: ResourceAmounts,
  retention: Duration.meta({ description: "How long backups are kept; whole days." }),
  maxConnections: z.int().min(10).max(1000).default(100),
});

const Parameter = z.union([z.string(), z.number(), z.boolean()]);

export const Application = withStanding(
  z.strictObject({
    ...standing,
    title: z.string().min(1),
    description: z.string().min(1),
    owner: reference("teams"),
    tenancy: Tenancy,
    installed: z.enum(["per-academy", "centrally"]).meta({
      description:
        "Where it runs before the platform: once per academy on its site, or already once for all.",
    }),
    academies: z
      .union([z.literal("all"), z.array(reference("academies")).min(1)])
      .default("all")
      .meta({ description: "Academies that use it." }),
    host: Identifier.optional().meta({
      description: "First label of its host names; its own name by default.",
    }),
    dataClass: DataClass,
    stateless: z.boolean().default(false).meta({
      description: "May be served from both sides at once: the ledger may give partial traffic weights.",
    }),
    objectives: z.strictObject({
      recoveryTime: Duration.meta({ description: "RTO: longest time to come back after a disaster." }),
      recoveryPoint: Duration.meta({ description: "RPO: longest span of lost writes." }),
    }),
    web: Web,
    database: Database.optional(),
    parameters: z
      .strictObject({
        common: z.record(z.string(), Parameter).default({}),
        academies: z.partialRecord(reference("academies"), z.record(z.string(), Parameter)).default({}),
      })
      .default({ common: {}, academies: {} })
      .meta({ description: "Settings, none of them secret, for all and per academy." }),
    secrets: z.array(Identifier).default([]).meta({
      description:
        "Names of secrets in the secret store, at `<application>/<name>`; files in `/run/secrets/<name>`.",
    }),
    dependsOn: z.array(reference("applications")).default([]),
    freezes: z.array(reference("freezes")).default([]),
    cutover: z.enum(["holidays", "any-week"]).default("any-week").meta({
      description: "Weeks in which an academy may be cut over, freezes aside.",
    }),
    concurrentMigrations: z.int().min(1).max(30).default(4).meta({
      description: "Academies that may replicate at once; shared namespaces keep quota for as many.",
    }),
  }),
)
  .refine(({ tenancy, installed }) => installed === "per-academy" || tenancy === "unified", {
    ...whenSound("tenancy", "installed"),
    path: ["tenancy"],
    error: "must be `unified` for an application that is installed centrally",
  })
  .refine(
    ({ tenancy, database }) => !database || (tenancy === "dedicated") === (database.storage === undefined),
    {
      ...whenSound("tenancy", "database.storage"),
      path: ["database"],
      error: "needs `storage` for a pooled or unified application, and none for a dedicated one",
    },
  )
  .refine(({ stateless, database }) => !stateless || !database, {
    ...whenSound("stateless"),
    path: ["stateless"],
    error: "contradicts `database`: a database has one writable side",
  })
  .meta({
    title: "Application",
    description:
      "A national application: the archetype of its installations, and what it needs on the platform.",
  });
export type Application = z.output<typeof Application>;
