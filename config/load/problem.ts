/** Problem: what is wrong with the estate, where, and the way out. */

/** A place in a file; lines and columns count from one. */
export interface Position {
  file: string;
  line: number;
  column: number;
}

export interface Problem extends Position {
  /** The key path inside the file, e.g. `database.size.base`; empty for the file itself. */
  path: string;
  /** The offending value as JSON, or as it is written, shortened; absent where something is missing. */
  value?: string;
  message: string;
  /** What would be accepted. */
  allowed?: string;
  /** The way out, e.g. `did you mean "lille"?`. */
  hint?: string;
}

/** What a problem is called with where its file and position are known already. */
export type Complaint = Omit<Problem, keyof Position | "path">;

const LONGEST_VALUE = 80;

/** Control characters, terminal escapes, marks that turn the writing direction, halves of characters. */
export const UNPRINTABLE = /[\p{Cc}\p{Surrogate}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u;
const EVERY_UNPRINTABLE = new RegExp(UNPRINTABLE, "gu");
const PLAIN_KEY = /^[\w-]{1,64}$/;

/** One line of text that is safe to show on a terminal. */
export const printable = (text: string): string => text.replace(EVERY_UNPRINTABLE, "\ufffd");

/** A text as it is shown in a message: one safe line, shortened. */
export const shorten = (text: string): string =>
  printable(text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text);

/** A value as it is shown in a message: JSON on one safe line, shortened. */
export function showValue(value: unknown): string {
  return shorten(typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value)));
}

/** A key path as it is shown in a message, e.g. `web.hosts[0]`; keys that are no plain words are quoted. */
export function showPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    if (!PLAIN_KEY.test(String(key))) return `${text}[${showValue(String(key))}]`;
    return text ? `${text}.${String(key)}` : String(key);
  }, "");
}

/** One line a problem, as compilers write it: `file:line:column: path: value message; allowed: …; hint`. */
export function formatProblem({ file, line, column, path, value, message, allowed, hint }: Problem): string {
  const subject = [path, value].filter((part) => part !== undefined && part !== "").join(": ");
  return printable(
    [
      `${file}:${line}:${column}: ${subject}${subject ? " " : ""}${message}`,
      ...(allowed ? [`allowed: ${allowed}`] : []),
      ...(hint ? [hint] : []),
    ].join("; "),
  );
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Problems in the order in which a reader meets them. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted(
    (a, b) =>
      order(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      order(a.path, b.path) ||
      order(a.message, b.message),
  );
}
