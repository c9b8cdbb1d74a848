/** The calls in an expression: which functions rules may use, and which of them are ours. */
import { evaluate } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";
import { REPLACED } from "./functions.js";

/** Names of functions and macros that both Kubernetes 1.35 and this evaluator have. */
export const FUNCTIONS: ReadonlySet<string> = new Set(
  [
    "all bool bytes contains double dyn endsWith exists exists_one existsOne filter has int map size startsWith string",
    "type uint hasValue none of or orValue value",
    "charAt find findAll join lowerAscii matches replace split substring trim upperAscii",
    "indexOf isSorted lastIndexOf max min sum contains equivalent intersects transformList",
    "add asInteger compareTo isGreaterThan isInteger isLessThan isQuantity quantity sub",
  ].flatMap((names) => names.split(" ")),
);

/** What rules may use that judge at review only. */
export const REVIEW_FUNCTIONS: ReadonlySet<string> = new Set([...FUNCTIONS, "flatten"]);

/** Functions whose argument is a regular expression. */
const PATTERNS = new Set(["find", "findAll", "matches"]);

/** Words that stand before a parenthesis without being called. */
const OPERATORS = new Set(["in"]);

/** Strings and comments, in which nothing is called, and names. */
const TOKENS = new RegExp(
  [
    /(?<text>[rR]?[bB]?(?:"""[\s\S]*?"""|'''[\s\S]*?''')|[bB]?[rR][bB]?(?:"[^"\n]*"|'[^'\n]*')|[bB]?(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))/,
    /(?<comment>\/\/[^\n]*)/,
    /(?<call>[A-Za-z_]\w*)(?=\s*\()/,
    /(?<name>[A-Za-z_]\w*)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);

/**
 * Renames calls to functions that we replace.
 *
 * @throws Error for functions that Kubernetes or the evaluator does not know, and for regular expressions that are none
 */
export function adapt(expression: string, known: ReadonlySet<string>): string {
  let adapted = "";
  let end = 0;
  let called: string | undefined;
  for (const { 0: token, index, groups } of expression.matchAll(TOKENS)) {
    const between = expression.slice(end, index);
    const { call, text } = groups as { call?: string; text?: string };
    if (text && called && PATTERNS.has(called) && /^\s*\(\s*$/.test(between)) checkPattern(text);
    called = call;
    adapted += between + (call === undefined ? token : nameOf(call, known));
    end = index + token.length;
  }
  return adapted + expression.slice(end);
}

function nameOf(call: string, known: ReadonlySet<string>): string {
  if (OPERATORS.has(call) || known.has(call)) return REPLACED.get(call) ?? call;
  throw new Error(`\`${call}()\` is no function that rules may use; known: ${[...known].sort().join(", ")}`);
}

/** As the API server does, before anything is judged. */
function checkPattern(literal: string): void {
  const pattern: unknown = evaluate(literal);
  if (typeof pattern === "string") RE2JS.compile(pattern);
}
