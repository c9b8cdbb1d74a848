/** Words that several nouns share: identifiers, dates, references, images, standing of figures. */
import { z } from "zod";

/** Folders of the estate that a reference may point to. */
export type NounName =
  | "academies"
  | "ai/gpus"
  | "ai/models"
  | "ai/pools"
  | "ai/projects"
  | "ai/services"
  | "ai/throughput"
  | "ai/uses"
  | "applications"
  | "calendars"
  | "environments"
  | "freezes"
  | "migrations"
  | "operators"
  | "policies"
  | "sites"
  | "skills"
  | "teams"
  | "waivers";

/** Which noun each reference schema points to; the loader looks every such value up. */
export const references = z.registry<{ noun: NounName }>();

const IDENTIFIER = /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,29}$/;

/** ASCII, lower case, hyphenated, at most 30 characters, so that every name made of two of them is a DNS label. */
export const Identifier = z
  .string()
  .regex(IDENTIFIER, {
    error:
      "is no identifier: lower-case ASCII letters, digits and single hyphens, starting with a letter, at most 30 characters",
  })
  .meta({ title: "Identifier", examples: ["la-reunion"] });

/** An identifier that names a file of another noun, e.g. `reference("teams")`. */
export function reference(noun: NounName) {
  const schema = Identifier.meta({
    description:
      noun === "skills" ? "A key of skills.yaml." : `The name of a file in ${noun}/, without .yaml.`,
  });
  references.add(schema, { noun });
  return schema;
}

/** A calendar day, `YYYY-MM-DD`, without time zone. */
export const Day = z.iso
  .date({ error: 'is no date: write YYYY-MM-DD, e.g. "2027-02-28"' })
  .meta({ title: "Day", examples: ["2027-02-28"] });

/** ISO years with 53 weeks begin, or end, on a Thursday. */
function weeksOfYear(year: number): number {
  const weekday = (month: number, day: number) => new Date(Date.UTC(year, month, day)).getUTCDay();
  return weekday(0, 1) === 4 || weekday(11, 31) === 4 ? 53 : 52;
}

/** An ISO 8601 week, Monday to Sunday. */
export const Week = z
  .string()
  .regex(/^\d{4}-W\d{2}$/, { error: 'is no week: write e.g. "2027-W09"' })
  .superRefine((week, context) => {
    const [year = 0, number = 0] = week.split("-W").map(Number);
    if (number >= 1 && number <= weeksOfYear(year)) return;
    context.addIssue({ code: "custom", message: `is no week: ${year} has ${weeksOfYear(year)} weeks` });
  })
  .meta({ title: "Week", examples: ["2027-W09"] });

/** A mapping in the middle of being checked: zod's payload. */
interface Payload {
  value: unknown;
  /** Those with `continue` leave a value of the right type. */
  issues: readonly { path?: PropertyKey[] | undefined; continue?: boolean | undefined }[];
}

/**
 * Options of a refinement that is to be checked as soon as the keys that it reads (`database.storage`) are sound,
 * whatever else is wrong with the mapping: all problems are told at once.
 */
export const whenSound = (...keys: string[]) => whenFreeOf(keys, () => true);

/** The same for a refinement that can read values that are of the right type and refused all the same. */
export const whenReadable = (...keys: string[]) => whenFreeOf(keys, (issue) => !issue.continue);

function whenFreeOf(keys: readonly string[], counts: (issue: Payload["issues"][number]) => boolean) {
  const isMapping = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isRelated = (path: readonly PropertyKey[]) =>
    keys.some((key) => key.split(".").every((part, index) => index >= path.length || part === path[index]));
  return {
    when: ({ value, issues }: Payload) =>
      isMapping(value) &&
      !issues.some((issue) => counts(issue) && issue.path?.length && isRelated(issue.path)),
  };
}

/** A list in which no two entries have the same name. */
export function unique<Entry extends z.ZodType>(
  list: z.ZodArray<Entry>,
  nameOf: (entry: z.output<Entry>) => string,
) {
  return list.superRefine((entries, context) => {
    const names = entries.map(nameOf);
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue;
      context.addIssue({ code: "custom", path: [index], message: `is in the list already: ${name}` });
    }
  });
}

/** First and last day of a window, both included. */
export const Window = z
  .strictObject({ from: Day, to: Day })
  .refine(({ from, to }) => from <= to, {
    ...whenSound("from", "to"),
    error: "ends before it begins: `from` must not be after `to`",
  })
  .meta({ title: "Window" });
export type Window = z.output<typeof Window>;

/** A text for people, in French first and in English. */
export const Text = z.strictObject({ fr: z.string().min(1), en: z.string().min(1) });
export type Text = z.output<typeof Text>;
export type Language = keyof Text;

/** A container image by digest; whether its registry is allowed is a policy, not a shape. */
export const Image = z
  .string()
  .regex(/^[a-z0-9.-]+(?::\d{1,5})?(?:\/[a-z0-9._-]+)+(?::[\w.-]{1,128})?@sha256:[0-9a-f]{64}$/, {
    error: 'is no image by digest: write "registry/path@sha256:<64 hexadecimal digits>"',
  })
  .meta({ title: "Image", examples: [`registry.example/siecle/web@sha256:${"0".repeat(64)}`] });

/** A DNS name of at least two labels. */
export const Hostname = z
  .string()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/, {
    error: 'is no host name: lower-case labels separated by dots, e.g. "apps.education.example"',
  })
  .meta({ title: "Hostname", examples: ["apps.education.example"] });

/** An IPv4 network, e.g. `198.18.9.0/24`. */
export const Cidr = z
  .cidrv4({ error: 'is no IPv4 network: write e.g. "198.18.9.0/24"' })
  .meta({ title: "Cidr", examples: ["198.18.9.0/24"] });

/** An IPv4 address, e.g. `198.18.9.10`. */
export const Address = z
  .ipv4({ error: 'is no IPv4 address: write e.g. "198.18.9.10"' })
  .meta({ title: "Address", examples: ["198.18.9.10"] });

/** An address of the web that is reached over TLS. */
export const HttpsUrl = z
  .url({ protocol: /^https$/, error: 'is no address of the web: write e.g. "https://vault.example"' })
  .meta({ title: "HttpsUrl", examples: ["https://vault.example"] });

/** A whole share of a hundred. */
export const Percent = z.int().min(0).max(100);

/**
 * Where a file's figures come from: `source` for those that are documented, `illustrative: true` where those
 * without a source of their own are invented. One of the two is required.
 */
export const standing = {
  source: z.array(z.string().min(1)).min(1).optional().meta({
    description: "Addresses or titles of the documents that this file's facts come from.",
  }),
  illustrative: z.literal(true).optional().meta({
    description: "Figures of this file that have no source of their own are invented for the sample.",
  }),
};

/** Refuses a noun that says neither where its figures come from nor that they are invented. */
export function withStanding<Shape extends z.ZodObject>(schema: Shape): Shape {
  return schema.refine((noun) => noun.source !== undefined || noun.illustrative === true, {
    ...whenSound("source", "illustrative"),
    error:
      "says neither where its figures come from (`source: [...]`) nor that they are invented (`illustrative: true`)",
  });
}

const UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";

/** The check letter of a UAI's seven digits. Source: DOMAIN.md §3, identifiers of RAMSESE. */
function uaiLetter(digits: string): string {
  return UAI_LETTERS[Number(digits) % UAI_LETTERS.length] ?? "";
}

/** Node lists each of IANA's time zones under one name, and takes its others too: `Asia/Calcutta` is listed, `Asia/Kolkata` not. */
const TIME_ZONES = Intl.supportedValuesOf("timeZone");
const OTHER_NAME = /^[A-Z][a-z]+\/[A-Z][\w+/-]*$/;

function isTimeZone(name: string): boolean {
  if (TIME_ZONES.includes(name)) return true;
  if (!OTHER_NAME.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== undefined;
  } catch {
    return false;
  }
}

export const TimeZone = z
  .string()
  .refine(isTimeZone, {
    error: 'is no IANA time zone, e.g. "Europe/Paris"',
    params: { choices: TIME_ZONES },
  })
  .meta({ title: "TimeZone", examples: ["Europe/Paris"] });

/** Establishment number: seven digits and the check letter that follows from them. */
export const Uai = z
  .string()
  .regex(/^\d{7}[A-Z]$/, { error: 'is no UAI: seven digits and a letter, quoted, e.g. "0590121L"' })
  .superRefine((uai, context) => {
    const expected = uaiLetter(uai.slice(0, 7));
    if (uai.at(-1) === expected) return;
    context.addIssue({
      code: "custom",
      message: `has the wrong check letter: ${uai.slice(0, 7)} takes ${expected}`,
    });
  })
  .meta({ title: "Uai", examples: ["0590121L"] });
