/** Gives values to templates: references are followed to what they will be, within one stack. */
import { type Expression, parseTemplate, SyntaxProblem } from "./expression.js";
import { asNumber, asText, CallProblem, call, joined } from "./functions.js";
import { Unrenderable } from "./types.js";
import { brief, isJson, type Json, put } from "./values.js";

/** Follows a reference `root.steps`; throws Unrenderable (its path is not used) where it leads nowhere. */
export type Follow = (root: string, steps: readonly (string | number)[]) => unknown;

/** Limits beyond which a stack is a mistake, or means harm: parts of one value, its depth, references in a row. */
const MOST_PARTS = 100_000;
const DEEPEST_VALUE = 250;
const LONGEST_CHAIN = 100;
const PENDING = Symbol("pending");

/** Evaluates the templates of one stack; equal texts have equal values, so each is evaluated once. */
export class Evaluator {
  private readonly values = new Map<string, unknown>();
  private readonly follow: Follow;
  private depth = 0;

  constructor(follow: Follow) {
    this.follow = follow;
  }

  /**
   * A JSON value with every template in it resolved, keys too. `path` is where it stands, for errors.
   * Throws Unrenderable, with the path of the template that failed.
   */
  resolve(value: unknown, path: (string | number)[] = []): unknown {
    if (typeof value === "string") return this.text(value, path);
    if (typeof value !== "object" || value === null) return value;
    if (path.length > DEEPEST_VALUE) {
      throw new Unrenderable(writePath(path.slice(0, 8)), `is nested deeper than ${DEEPEST_VALUE}`);
    }
    if (Array.isArray(value)) {
      return value.map((element, index) => this.within(path, index, () => this.resolve(element, path)));
    }
    const resolved: Json = {};
    for (const [key, element] of Object.entries(value)) {
      this.within(path, key, () => {
        const name = key.includes("{") ? String(this.text(key, path)) : key;
        put(resolved, name, this.resolve(element, path));
      });
    }
    return resolved;
  }

  private within<T>(path: (string | number)[], step: string | number, run: () => T): T {
    path.push(step);
    const result = run();
    path.pop();
    return result;
  }

  private text(text: string, path: readonly (string | number)[]): unknown {
    if (!text.includes("${") && !text.includes("%{")) return text;
    const known = this.values.get(text);
    if (known === PENDING) throw new Unrenderable(writePath(path), `${brief(text)} refers back to itself`);
    if (known !== undefined) return known;
    this.values.set(text, PENDING);
    if (++this.depth > LONGEST_CHAIN) {
      throw new Unrenderable(
        writePath(path),
        `${brief(text)} ends a chain of more than ${LONGEST_CHAIN} references`,
      );
    }
    try {
      const value = measured(this.evaluate(parseTemplate(text)));
      this.values.set(text, value);
      return value;
    } catch (error) {
      throw explained(error, text, path);
    } finally {
      this.depth--;
      if (this.values.get(text) === PENDING) this.values.delete(text);
    }
  }

  private evaluate(expression: Expression): unknown {
    switch (expression.is) {
      case "literal":
        return expression.value;
      case "template":
        return joined(expression.parts.map((part) => this.evaluate(part)));
      case "list":
        return expression.items.map((item) => this.evaluate(item));
      case "object": {
        const object: Json = {};
        for (const [key, value] of expression.entries) {
          put(object, asText(keyOf(key) ?? this.evaluate(key)), this.evaluate(value));
        }
        return object;
      }
      case "call":
        return call(
          expression.name,
          expression.args.map((argument) => this.evaluate(argument)),
        );
      case "reference":
        return this.follow(expression.root, this.steps(expression.steps));
      case "step":
        return this.steps(expression.steps).reduce<unknown>(descend, this.evaluate(expression.of));
      case "operation":
        return this.operate(expression.operator, expression.operands);
    }
  }

  private steps(steps: readonly Expression[]): (string | number)[] {
    return steps.map((step) => {
      const value = this.evaluate(step);
      if (typeof value !== "string" && typeof value !== "number")
        throw new CallProblem(`${brief(value)} is no index`);
      return value;
    });
  }

  private operate(operator: string, operands: readonly Expression[]): unknown {
    const [first, second, third] = operands;
    const left = first && this.evaluate(first);
    const lazy = (operand: Expression | undefined) => operand && this.evaluate(operand);
    if (operator === "?") return truth(left) ? lazy(second) : lazy(third);
    if (operator === "&&") return truth(left) && truth(lazy(second));
    if (operator === "||") return truth(left) || truth(lazy(second));
    if (operator === "!") return !truth(left);
    if (operator === "negate") return -asNumber(left);
    const right = lazy(second);
    if (operator === "==") return same(left, right);
    if (operator === "!=") return !same(left, right);
    const [a, b] = [asNumber(left), asNumber(right)];
    if ((operator === "/" || operator === "%") && b === 0) throw new CallProblem("divides by zero");
    const results: Record<string, number | boolean> = {
      "+": a + b,
      "-": a - b,
      "*": a * b,
      "/": a / b,
      "%": a % b,
      "<": a < b,
      "<=": a <= b,
      ">": a > b,
      ">=": a >= b,
    };
    return results[operator];
  }
}

/**
 * One step into a value. A block may be written as an object or as a list of one: index 0 of an object is itself.
 * Throws CallProblem where there is nothing.
 */
export function descend(value: unknown, step: string | number): unknown {
  if (Array.isArray(value) && (typeof step === "number" || /^\d+$/.test(step)) && Number(step) in value)
    return value[Number(step)];
  if (isJson(value)) {
    const key = String(step);
    if (Object.hasOwn(value, key)) return value[key];
    if (step === 0) return value;
  }
  throw new CallProblem(`has no ${brief(step)}`);
}

/** `["spec", "container", 0, "image"]` → `spec.container[0].image`. */
function writePath(path: readonly (string | number)[]): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}

/** `{a = 1}`: a bare word as a key is the word; `{(a) = 1}` would be a reference. */
function keyOf(key: Expression): unknown {
  return key.is === "literal" ? key.value : undefined;
}

/** The error of a template as an Unrenderable of the place that holds it; the innermost template is the one named. */
function explained(error: unknown, text: string, path: readonly (string | number)[]): unknown {
  const at = writePath(path);
  if (error instanceof Unrenderable) return new Unrenderable(at, error.message);
  if (error instanceof CallProblem)
    return new Unrenderable(at, `cannot resolve ${brief(text)}: ${error.message}`);
  if (error instanceof SyntaxProblem)
    return new Unrenderable(at, `cannot read ${brief(text)}: ${error.message}`);
  return error;
}

function truth(value: unknown): boolean {
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw new CallProblem(`needs true or false, and ${brief(value)} is neither`);
}

function same(left: unknown, right: unknown): boolean {
  return left === right || (typeof left === "object" && JSON.stringify(left) === JSON.stringify(right));
}

function measured(value: unknown): unknown {
  let left = MOST_PARTS;
  const open: unknown[] = [value];
  while (open.length > 0) {
    if (--left < 0) throw new CallProblem(`is a value of more than ${MOST_PARTS} parts`);
    const next = open.pop();
    if (typeof next === "object" && next !== null) {
      for (const element of Object.values(next)) open.push(element);
    }
  }
  return value;
}
