/**
 * Cures for three costs of CDKTF that buy nothing here, for as long as a stack is built (docs/decisions/0008):
 * stack traces of tokens that nobody reads, the search for tokens in values that hold none, and a memory of all
 * tokens that keeps every stack alive.
 */
import { Token, Tokenization } from "cdktf";

/** What CDKTF's own patterns find in strings: a token, or a number in scientific notation that may be one. */
const MAY_HOLD_TOKEN = /TfToken\[|[-|\d.+]e[-|\d.eE+]/;

/** Where CDKTF keeps the tokens of the process; private to it, so it may be missing one day. */
interface TokenMemory {
  __cdktfTokenMap?: { stringTokenMap?: Map<string, unknown>; numberTokenMap?: Map<number, unknown> };
}

/** Runs `work` with all cures; its result is the same as without, but no token of it can be used afterwards. */
export function withCures<Result>(work: () => Result): Result {
  const { captureStackTrace } = Error;
  const { resolve } = Tokenization;
  // What asks for a trace may read it; errors have one already.
  Error.captureStackTrace = (target: { stack?: string }) => {
    target.stack ??= "";
  };
  Tokenization.resolve = (value, options) => resolveTokens(value, (rest) => resolve(rest, options));
  try {
    return work();
  } finally {
    Error.captureStackTrace = captureStackTrace;
    Tokenization.resolve = resolve;
    const { __cdktfTokenMap: tokens } = globalThis as TokenMemory;
    tokens?.stringTokenMap?.clear();
    tokens?.numberTokenMap?.clear();
  }
}

/** Copies what is literal, without what is undefined, and leaves to CDKTF's resolver what is not. */
function resolveTokens(value: unknown, resolve: (value: unknown) => unknown): unknown {
  if (mayBeToken(value)) return resolve(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    if (value.some(mayBeToken)) return resolve(value);
    return value.map((item) => resolveTokens(item, resolve)).filter((item) => item !== undefined);
  }
  const entries = Object.entries(value);
  if (entries.some(([key]) => mayBeToken(key))) return resolve(value);
  const resolved: Record<string, unknown> = {};
  for (const [key, item] of entries) {
    const result = resolveTokens(item, resolve);
    if (result !== undefined) resolved[key] = result;
  }
  return resolved;
}

/** False only for what certainly resolves to itself, and for plain containers, which are to be looked into. */
function mayBeToken(value: unknown): boolean {
  switch (typeof value) {
    case "string":
      return MAY_HOLD_TOKEN.test(value);
    case "number":
      return Token.isUnresolved(value);
    case "object":
      return value !== null && !Array.isArray(value) && !isPlain(value);
    default:
      return typeof value === "function";
  }
}

const isPlain = (value: object) => Object.getPrototypeOf(value) === Object.prototype && !("resolve" in value);
