/** CEL as Kubernetes' admission has it: what an expression may say, compiled once, run often. */
import { Environment } from "@marcbachmann/cel-js";
import { adapt, FUNCTIONS, REVIEW_FUNCTIONS } from "./calls.js";
import { registerFunctions, registerReviewFunctions } from "./functions.js";
import { registerMacros } from "./macros.js";
import { registerQuantity } from "./quantity.js";

/** Values of an expression's variables by name. */
export type Bindings = Record<string, unknown>;

/** One compiled expression. */
export interface Program {
  /** CEL type of the result, `dyn` where only an object can tell. */
  type: string;
  /** @throws Error where CEL has no answer: a missing field, a wrong type */
  evaluate(bindings: Bindings): unknown;
}

/** `fields` is a class whose instances answer `variables.<name>`; `types` are the CEL types of these. */
export interface VariablesType {
  fields: new (state: never) => object;
  types: ReadonlyMap<string, string>;
}

/** What expressions may name besides their own variables. */
export class CelEnvironment {
  private readonly base: Environment;
  private readonly functions: ReadonlySet<string>;

  /** `names` are the free variables; `review` adds what only rules that judge at review may use. */
  constructor(names: readonly string[], { review = false } = {}) {
    this.base = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: !review });
    this.functions = review ? REVIEW_FUNCTIONS : FUNCTIONS;
    registerFunctions(this.base);
    registerMacros(this.base);
    registerQuantity(this.base);
    if (review) registerReviewFunctions(this.base);
    for (const name of names) this.base.registerVariable(name, "dyn");
  }

  /** An environment in which `variables` has these fields, and `names` are known too. */
  with({ fields, types }: VariablesType, names: readonly string[] = []): Scope {
    const environment = this.base.clone();
    environment.registerType("Variables", { ctor: fields, fields: Object.fromEntries(types) });
    environment.registerVariable("variables", "Variables");
    for (const name of names) environment.registerVariable(name, "dyn");
    return new Scope(environment, this.functions);
  }
}

/** Compiles expressions over one set of variables. */
export class Scope {
  constructor(
    private readonly environment: Environment,
    private readonly functions: ReadonlySet<string>,
  ) {}

  /** @throws Error that says in one line why the expression is none */
  compile(expression: string): Program {
    const run = this.environment.parse(adapt(expression, this.functions));
    const { valid, type = "dyn", error } = run.check();
    if (!valid) throw error ?? new Error("is no valid expression");
    return { type, evaluate: run };
  }
}

/** The first line of an error's message, in the names that the author wrote. */
export function reasonOf(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line.replaceAll("AsKubernetes", "");
}
