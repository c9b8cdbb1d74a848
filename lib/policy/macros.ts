/** Comprehensions of two variables: `list.all(i, item, …)`, `map.exists(key, value, …)`, `transformList`. */
import type { Environment } from "@marcbachmann/cel-js";
import { entries } from "./values.js";

/** The evaluator's own context of one variable, as its macros get and extend it. */
interface Context {
  forkWithVariable(name: string, type: unknown): Context;
  reuse(parent: Context): Context;
  setIterValue(value: unknown, evaluator: Evaluator): Context;
}
interface Node {
  op: string;
  args: unknown;
}
interface Evaluator {
  run(node: Node, context: Context): unknown;
}
interface Checker {
  check(node: Node, context: Context): { name: string };
  getType(name: string): { name: string };
}
interface Macro {
  outer: Context;
  inner: Context;
}

/** Runs `step` on each key and value; `step` says by `true` that it needs no more. */
type Each = (
  evaluate: (node: Node, key: unknown, value: unknown) => unknown,
  over: [unknown, unknown][],
) => unknown;

function comprehension(type: string, bodies: number, judge: (nodes: Node[]) => Each) {
  return ({ args, receiver }: { args: Node[]; receiver: Node }) => {
    const [key, value, ...nodes] = args as [Node, Node, ...Node[]];
    for (const variable of [key, value]) {
      if (variable.op !== "id") throw new Error("the first two arguments must be names of variables");
    }
    const each = judge(nodes.slice(0, bodies));
    return {
      typeCheck(checker: Checker, macro: Macro, context: Context) {
        checker.check(receiver, context);
        const dyn = checker.getType("dyn");
        macro.outer = context.forkWithVariable(String(key.args), dyn);
        macro.inner = macro.outer.forkWithVariable(String(value.args), dyn);
        for (const node of nodes) checker.check(node, macro.inner);
        return checker.getType(type);
      },
      evaluate(evaluator: Evaluator, macro: Macro, context: Context) {
        const run = (node: Node, index: unknown, item: unknown) => {
          const outer = macro.outer.reuse(context).setIterValue(index, evaluator);
          return evaluator.run(node, macro.inner.reuse(outer).setIterValue(item, evaluator));
        };
        return each(run, pairs(evaluator.run(receiver, context)));
      },
    };
  };
}

function pairs(range: unknown): [unknown, unknown][] {
  if (Array.isArray(range)) return range.map((item, index) => [BigInt(index), item]);
  if (typeof range === "object" && range !== null) return entries(range);
  throw new Error("only lists and maps can be gone through");
}

/** As CEL does, an item that decides makes errors of the others void. */
function quantifier(decides: boolean): (nodes: Node[]) => Each {
  return ([predicate]) =>
    (evaluate, over) => {
      let failure: unknown;
      for (const [key, value] of over) {
        try {
          if (evaluate(predicate as Node, key, value) === decides) return decides;
        } catch (error) {
          failure ??= error;
        }
      }
      if (failure) throw failure;
      return !decides;
    };
}

const countOne =
  ([predicate]: Node[]): Each =>
  (evaluate, over) =>
    over.filter(([key, value]) => evaluate(predicate as Node, key, value) === true).length === 1;

const transform =
  ([step]: Node[]): Each =>
  (evaluate, over) =>
    over.map(([key, value]) => evaluate(step as Node, key, value));

const filterTransform =
  ([filter, step]: Node[]): Each =>
  (evaluate, over) =>
    over
      .filter(([key, value]) => evaluate(filter as Node, key, value) === true)
      .map(([key, value]) => evaluate(step as Node, key, value));

/** Adds the macros. Source: cel-go, `ext.TwoVarComprehensions`. */
export function registerMacros(environment: Environment): void {
  environment
    .registerFunction("list.all(ast, ast, ast): bool", comprehension("bool", 1, quantifier(false)))
    .registerFunction("list.exists(ast, ast, ast): bool", comprehension("bool", 1, quantifier(true)))
    .registerFunction("list.existsOne(ast, ast, ast): bool", comprehension("bool", 1, countOne))
    .registerFunction(
      "list.transformList(ast, ast, ast): list<dyn>",
      comprehension("list<dyn>", 1, transform),
    )
    .registerFunction(
      "list.transformList(ast, ast, ast, ast): list<dyn>",
      comprehension("list<dyn>", 2, filterTransform),
    );
}
