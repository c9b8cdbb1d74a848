/** `variables.<name>` of a rule: each is computed when it is first read, once per judgement, as at admission. */
import type { Bindings, Program, VariablesType } from "./cel.js";

const SCOPE = Symbol("scope");
const VALUES = Symbol("values");
const UNKNOWN = Symbol("unknown");

/** What CEL reads `variables.<name>` from; the rest of it is out of CEL's reach. */
interface Fields {
  [SCOPE]: Bindings;
  [VALUES]: unknown[];
}

/** The variables of one rule, in the order in which they may use each other. */
export class Variables implements VariablesType {
  readonly types = new Map<string, string>();
  readonly fields: new () => Fields;
  private readonly start: unknown[] = [];

  constructor() {
    this.fields = class {
      [SCOPE]: Bindings = {};
      [VALUES]: unknown[] = [];
    };
  }

  /** Adds a variable; without a program it has any type, and the rule cannot be used. */
  define(name: string, program: Program | undefined, constant = false): void {
    const index = this.start.length;
    this.types.set(name, fieldType(program?.type ?? "dyn"));
    this.start.push(constant ? program?.evaluate({}) : UNKNOWN);
    Object.defineProperty(this.fields.prototype, name, {
      configurable: true,
      get(this: Fields) {
        const value = this[VALUES][index];
        if (value !== UNKNOWN) return value;
        const computed = program?.evaluate(this[SCOPE]);
        this[VALUES][index] = computed;
        return computed;
      },
    });
  }

  /** The bindings of one judgement, with `variables` among them. */
  bind(bindings: Bindings): Bindings {
    const fields = new this.fields();
    const scope = { ...bindings, variables: fields };
    fields[SCOPE] = scope;
    fields[VALUES] = this.start.slice();
    return scope;
  }
}

/** A type as a field may have it: one that an empty list or map leaves open is any type. */
const fieldType = (type: string) => (/\b[A-Z]\b|null/.test(type) ? "dyn" : type);
