/** Functions that Kubernetes' CEL has and the evaluator lacks, or has otherwise than Kubernetes. */
import type { Environment } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";
import { celEquals, isNumber } from "./values.js";

/**
 * The evaluator's own functions that differ from cel-go's: they match with JavaScript's regular expressions, which can
 * take exponential time and know another syntax, change letters outside ASCII, or count UTF-16 units. Calls are
 * renamed to ours when an expression is compiled.
 */
export const REPLACED: ReadonlyMap<string, string> = new Map(
  ["matches", "lowerAscii", "upperAscii", "trim", "indexOf", "lastIndexOf", "substring"].map((name) => [
    name,
    `${name}AsKubernetes`,
  ]),
);

/** Patterns are few: they stand in rules. Those that an expression puts together are not kept beyond this. */
const MOST_PATTERNS = 500;
const patterns = new Map<string, RE2JS>();

/** RE2, as Kubernetes matches: linear time whatever the text. */
function pattern(text: string): RE2JS {
  const known = patterns.get(text);
  if (known) return known;
  const compiled = RE2JS.compile(text);
  if (patterns.size < MOST_PATTERNS) patterns.set(text, compiled);
  return compiled;
}

function find(text: string, expression: string, limit: number): string[] {
  const found: string[] = [];
  const matcher = pattern(expression).matcher(text);
  while (found.length < limit && matcher.find()) found.push(matcher.group() ?? "");
  return found;
}

/** Unicode's white space as Go's `unicode.IsSpace` has it. */
const SPACE = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const EDGES = new RegExp(`^${SPACE}|${SPACE}$`, "g");

/** Positions count characters, not UTF-16 units. */
const characters = (text: string, units: number): bigint =>
  units < 0 ? -1n : BigInt([...text.slice(0, units)].length);

function part(text: string, from: bigint, to?: bigint): string {
  const all = [...text];
  const end = to ?? BigInt(all.length);
  if (from < 0n || end > BigInt(all.length) || from > end) throw new Error("index out of range");
  return all.slice(Number(from), Number(end)).join("");
}

function replace(text: string, old: string, by: string, limit = -1n): string {
  if (limit < 0n) return text.replaceAll(old, () => by);
  const parts = text.split(old);
  const head = parts.slice(0, Number(limit) + 1).join(by);
  return [head, ...parts.slice(Number(limit) + 1)].join(old);
}

const position = (list: unknown[], item: unknown) =>
  BigInt(list.findIndex((other) => celEquals(other, item)));
const lastPosition = (list: unknown[], item: unknown) =>
  BigInt(list.findLastIndex((other) => celEquals(other, item)));
const includes = (list: unknown[], item: unknown) => list.some((other) => celEquals(other, item));

type Comparable = string | number | bigint;

/** @throws Error where the two cannot be compared */
function precedes(a: unknown, b: unknown): boolean {
  if (
    isNumber(a) !== isNumber(b) ||
    (typeof a === "string") !== (typeof b === "string") ||
    typeof a === "object"
  ) {
    throw new Error("the list holds what cannot be compared");
  }
  return (a as Comparable) < (b as Comparable);
}

function extreme(list: unknown[], better: (a: unknown, b: unknown) => boolean): unknown {
  if (list.length === 0) throw new Error("the list is empty");
  return list.reduce((best, item) => (better(item, best) ? item : best));
}

function sum(list: unknown[]): number | bigint {
  if (list.every((item) => typeof item === "bigint")) return list.reduce((total, item) => total + item, 0n);
  if (list.every((item) => typeof item === "number")) return list.reduce((total, item) => total + item, 0);
  throw new Error("the list holds what cannot be added");
}

/** Marker of the name `sets`. */
class Sets {}

/** Adds strings, regular expressions, lists and sets. Source: Kubernetes, CEL in Kubernetes, and cel-go's `ext`. */
export function registerFunctions(environment: Environment): void {
  const renamed = (name: string) => REPLACED.get(name);
  environment
    .registerFunction(`string.${renamed("matches")}(string): bool`, (text: string, expression: string) =>
      pattern(expression).test(text),
    )
    .registerFunction(
      "string.find(string): string",
      (text: string, expression: string) => find(text, expression, 1)[0] ?? "",
    )
    .registerFunction("string.findAll(string): list<string>", (text: string, expression: string) =>
      find(text, expression, Number.POSITIVE_INFINITY),
    )
    .registerFunction(`string.${renamed("lowerAscii")}(): string`, (text: string) =>
      text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
    )
    .registerFunction(`string.${renamed("upperAscii")}(): string`, (text: string) =>
      text.replace(/[a-z]+/g, (letters) => letters.toUpperCase()),
    )
    .registerFunction(`string.${renamed("trim")}(): string`, (text: string) => text.replace(EDGES, ""))
    .registerFunction(`string.${renamed("indexOf")}(string): int`, (text: string, searched: string) =>
      characters(text, text.indexOf(searched)),
    )
    .registerFunction(`string.${renamed("lastIndexOf")}(string): int`, (text: string, searched: string) =>
      characters(text, text.lastIndexOf(searched)),
    )
    .registerFunction(`string.${renamed("substring")}(int): string`, part)
    .registerFunction(`string.${renamed("substring")}(int, int): string`, part)
    .registerFunction("string.charAt(int): string", (text: string, at: bigint) =>
      at === BigInt([...text].length) ? "" : part(text, at, at + 1n),
    )
    .registerFunction("string.replace(string, string): string", (text: string, old: string, by: string) =>
      replace(text, old, by),
    )
    .registerFunction("string.replace(string, string, int): string", replace)
    .registerFunction(`list.${renamed("indexOf")}(dyn): int`, position)
    .registerFunction(`list.${renamed("lastIndexOf")}(dyn): int`, lastPosition)
    .registerFunction("list.isSorted(): bool", (list: unknown[]) =>
      list.every((item, index) => index === 0 || !precedes(item, list[index - 1])),
    )
    .registerFunction("list.min(): dyn", (list: unknown[]) => extreme(list, precedes))
    .registerFunction("list.max(): dyn", (list: unknown[]) => extreme(list, (a, b) => precedes(b, a)))
    .registerFunction("list.sum(): dyn", sum)
    .registerType("Sets", Sets)
    .registerConstant("sets", "Sets", new Sets())
    .registerFunction("Sets.contains(list, list): bool", (_: Sets, list: unknown[], part: unknown[]) =>
      part.every((item) => includes(list, item)),
    )
    .registerFunction("Sets.intersects(list, list): bool", (_: Sets, list: unknown[], other: unknown[]) =>
      other.some((item) => includes(list, item)),
    )
    .registerFunction("Sets.equivalent(list, list): bool", (_: Sets, list: unknown[], other: unknown[]) =>
      [...other, ...list].every((item) => includes(list, item) && includes(other, item)),
    );
}

/** Adds what only rules that judge at review may use: Kubernetes has no `flatten`. */
export function registerReviewFunctions(environment: Environment): void {
  environment.registerFunction("list.flatten(): list<dyn>", (list: unknown[]) => list.flat());
}
