/** Typed quantities: a string with its unit in YAML, one branded number in memory. */
import { z } from "zod";

interface Unit<Name extends string> {
  /** Brand and title, e.g. "DataSize". */
  name: Name;
  /** What the number in memory counts, e.g. "bytes". */
  base: string;
  factors: Record<string, number>;
  example: string;
}

/** A schema that reads `<number><unit>` and yields the number in the base unit, a whole number above zero. */
function quantity<Name extends string>({ name, base, factors, example }: Unit<Name>) {
  const units = Object.keys(factors);
  const pattern = new RegExp(`^(\\d{1,9}(?:\\.\\d{1,3})?)(${units.join("|")})$`);
  const named = units.filter((unit) => unit !== "");
  const orNone = named.length < units.length ? ", or by none" : "";
  const choice = named.length > 1 ? `one of the units ${named.join(", ")}` : `the unit ${named.join()}`;
  const allowed = `a number followed by ${choice}${orNone}, e.g. "${example}"`;
  return z
    .string({ error: `is no ${name}: ${allowed}` })
    .regex(pattern, { error: `is no ${name}: ${allowed}` })
    .transform((text, context) => {
      const [, amount = "", unit = ""] = pattern.exec(text) ?? [];
      const value = Math.round(Number(amount) * (factors[unit] ?? Number.NaN));
      if (value > 0 && Number.isSafeInteger(value)) return value;
      const limit = value > 0 ? `at most ${Number.MAX_SAFE_INTEGER}` : "above zero";
      context.addIssue({ code: "custom", message: `must be ${limit} ${base}` });
      return z.NEVER;
    })
    .brand<Name>()
    .meta({ title: name, description: `Written as ${allowed}. In memory: ${base}.`, examples: [example] });
}

const KIBI = 1024;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Amount of data, in bytes; binary units only, as Kubernetes and file systems count. */
export const DataSize = quantity({
  name: "DataSize",
  base: "bytes",
  factors: { KiB: KIBI, MiB: KIBI ** 2, GiB: KIBI ** 3, TiB: KIBI ** 4 },
  example: "20GiB",
});
/** Amount of data, in bytes. */
export type DataSize = z.output<typeof DataSize>;

/** Speed of a link, in bits per second; decimal units, as networks count. */
export const DataRate = quantity({
  name: "DataRate",
  base: "bits per second",
  factors: { "kbit/s": 1e3, "Mbit/s": 1e6, "Gbit/s": 1e9 },
  example: "500Mbit/s",
});
/** Speed of a link, in bits per second. */
export type DataRate = z.output<typeof DataRate>;

/** Length of time, in seconds; a day is 24 hours. */
export const Duration = quantity({
  name: "Duration",
  base: "seconds",
  factors: { s: 1, min: MINUTE, h: HOUR, d: DAY },
  example: "4h",
});
/** Length of time, in seconds. */
export type Duration = z.output<typeof Duration>;

/** Processor time, in thousandths of a core, written as Kubernetes writes it. */
export const Cpu = quantity({
  name: "Cpu",
  base: "millicores",
  factors: { m: 1, "": 1000 },
  example: "500m",
});
/** Processor time, in thousandths of a core. */
export type Cpu = z.output<typeof Cpu>;

/** Writes bytes as a Kubernetes quantity: the largest binary unit that divides them. */
export function bytesToQuantity(bytes: number): string {
  const units = ["", "Ki", "Mi", "Gi", "Ti"];
  let value = bytes;
  let unit = 0;
  while (unit < units.length - 1 && value !== 0 && value % KIBI === 0) {
    value /= KIBI;
    unit += 1;
  }
  return `${value}${units[unit]}`;
}

/** Writes millicores as a Kubernetes quantity: whole cores where they are. */
export function cpuToQuantity(millicores: number): string {
  return millicores % 1000 === 0 ? `${millicores / 1000}` : `${millicores}m`;
}
