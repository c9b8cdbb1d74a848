/** `variables.<name>` of a rule: each is computed when it is first read, once per judgement, as at admission. */
import type { Bindings, Program, VariablesType } from "./cel.js";

/** Values computed so far, and what the variables are computed from. Not reachable from CEL. */
const STATE = Symbol("state");

interface State {
  bindings: Bindings;
  values: unknown[];
}

/** The variables of one rule, in the order in which they may use each other. */
export class Variables implements VariablesType {
  readonly types = new Map<string, string>();
  /** Class of the object that CEL reads `variables.<name>` from. */
  readonly fields: new (
    state: State,
  ) => { [STATE]: State };

  constructor() {
    this.fields = class {
      [STATE]: State;
      constructor(state: State) {
        this[STATE] = state;
      }
    };
  }

  /** Adds a variable; without a program it has any type, and the rule cannot be used. */
  define(name: string, program: Program | undefined): void {
    const index = this.types.size;
    this.types.set(name, fieldType(program?.type ?? "dyn"));
    Object.defineProperty(this.fields.prototype, name, {
      configurable: true,
      get(this: { [STATE]: State }) {
        const { bindings, values } = this[STATE];
        if (!(index in values)) values[index] = program?.evaluate({ ...bindings, variables: this });
        return values[index];
      },
    });
  }

  /** The variables for one judgement. */
  of(bindings: Bindings): object {
    return new this.fields({ bindings, values: [] });
  }
}

/** A type as a field may have it: one that an empty list or map leaves open is any type. */
const fieldType = (type: string) => (/\b[A-Z]\b|null/.test(type) ? "dyn" : type);
