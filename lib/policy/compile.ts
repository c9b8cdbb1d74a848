/** A rule compiled: its CEL read once, with every problem of it, and ready to judge. */
import { type EstatePointer, pointerTo } from "../../config/index.js";
import { type Bindings, CelEnvironment, type Program, reasonOf, type Scope } from "./cel.js";
import { checkRule, definitionsOf, type Match, matchesOf, type Policies } from "./definitions.js";
import { clean, objectName } from "./subject.js";
import type { PolicyProblem, Rule } from "./types.js";
import { Variables } from "./variables.js";

/** Names that the CEL of each scope may use, besides `variables`. */
const NAMES = {
  object: ["object"],
  stack: ["stack", "platform", "environment", "cluster"],
  estate: ["estate"],
} as const;

/** What a rule says against one subject. */
export interface Violation {
  message: string;
  /** The subject itself, where the rule has subjects. */
  subject?: unknown;
  name?: string;
  pointer?: EstatePointer;
}

export interface CompiledRule {
  id: string;
  rule: Rule;
  /** What an object rule judges; nothing for the others. */
  matches: Match[];
  /** Never throws: what CEL cannot answer is a violation, as `failurePolicy: Fail` has it at admission. */
  judge(bindings: Bindings): Violation[];
}

/** What the result of an expression must be. */
interface Wanted {
  types: RegExp;
  words: string;
}
/** Kubernetes takes an expression only where it is known to be `bool` before any object is seen. */
const BOOLEAN: Wanted = { types: /^bool$/, words: "true or false" };
const LIST: Wanted = { types: /^(?:list|dyn)/, words: "a list" };
const TEXT: Wanted = { types: /^(?:string|dyn)$/, words: "a text" };

interface CompiledValidation {
  message: string;
  expression: Program;
  offenders: Program | undefined;
}

const environments = new Map<Rule["scope"], CelEnvironment>();

function environmentOf(scope: Rule["scope"]): CelEnvironment {
  const known = environments.get(scope);
  if (known) return known;
  const environment = new CelEnvironment(NAMES[scope], { review: scope !== "object" });
  environments.set(scope, environment);
  return environment;
}

/** Compiles one rule; `rule` is undefined where it has problems that forbid judging with it. */
export function compileRule(
  policies: Policies,
  id: string,
  rule: Rule,
): { rule: CompiledRule | undefined; problems: PolicyProblem[] } {
  const problems = checkRule(policies, id, rule);
  const refuse = (pointer: EstatePointer, message: string) =>
    problems.push({ pointer, severity: "deny", message: clean(message) });
  const compile = (
    scope: Scope,
    pointer: EstatePointer,
    text: string,
    wanted?: Wanted,
  ): Program | undefined => {
    try {
      const program = scope.compile(text);
      if (!wanted || wanted.types.test(program.type)) return program;
      refuse(pointer, `gives a ${program.type}: it must be ${wanted.words}`);
    } catch (error) {
      refuse(pointer, `is no CEL that can be used here: ${reasonOf(error)}`);
    }
    return undefined;
  };

  const environment = environmentOf(rule.scope);
  const variables = new Variables();
  for (const { name, expression, constant, pointer } of definitionsOf(policies, id, rule)) {
    variables.define(name, compile(environment.with(variables), pointer, expression), constant);
  }
  const hasSubjects = rule.scope !== "object" && rule.subjects !== undefined;
  const whole = environment.with(variables);
  const scope = hasSubjects ? environment.with(variables, ["subject"]) : whole;
  const at = (...path: (string | number)[]) => pointerTo("policies", id, ...path);
  const optional = (text: string | undefined, wanted: Wanted, from: Scope, ...path: (string | number)[]) =>
    text === undefined ? undefined : compile(from, at(...path), text, wanted);

  const subjects = rule.scope === "object" ? undefined : optional(rule.subjects, LIST, whole, "subjects");
  const name = rule.scope === "object" ? undefined : optional(rule.name, TEXT, scope, "name");
  const pointer = rule.scope === "estate" ? optional(rule.pointer, TEXT, scope, "pointer") : undefined;
  const validations = rule.validations.flatMap(
    ({ expression, message, offenders }, index): CompiledValidation[] => {
      const program = compile(scope, at("validations", index, "expression"), expression, BOOLEAN);
      const named = optional(offenders, LIST, scope, "validations", index, "offenders");
      return program ? [{ message, expression: program, offenders: named }] : [];
    },
  );
  if (problems.some(({ severity }) => severity === "deny")) return { rule: undefined, problems };

  const judge = (bindings: Bindings): Violation[] => {
    const all = variables.bind(bindings);
    if (!subjects)
      return violations(validations, all).map((message) => ({ message, ...place(all, name, pointer) }));
    try {
      return [...(subjects.evaluate(all) as Iterable<unknown>)].flatMap((subject) => {
        const one = { ...all, subject };
        return violations(validations, one).map((message) => ({
          message,
          subject: objectOf(subject),
          ...place(one, name, pointer),
        }));
      });
    } catch (error) {
      return [{ message: unjudged(error) }];
    }
  };
  const matches = rule.scope === "object" ? matchesOf(policies, rule) : [];
  return { rule: { id, rule, matches, judge }, problems };
}

function violations(validations: readonly CompiledValidation[], bindings: Bindings): string[] {
  return validations.flatMap(({ expression, message, offenders }) => {
    try {
      return expression.evaluate(bindings) === true ? [] : [`${message}${listed(offenders, bindings)}`];
    } catch (error) {
      return [unjudged(error)];
    }
  });
}

/** How the message begins where CEL had no answer. */
export const UNJUDGED = "could not be judged";

/** What cannot be judged is refused, by the rule's own severity. */
export const unjudged = (error: unknown): string => `${UNJUDGED}: ${clean(reasonOf(error))}`;

/** The offenders, sorted, so that the message does not depend on the order of keys. */
function listed(offenders: Program | undefined, bindings: Bindings): string {
  const names = evaluate(offenders, bindings);
  if (!Array.isArray(names) || names.length === 0) return "";
  return `: ${clean([...new Set(names.map(String))].toSorted().join(", "))}`;
}

function evaluate(program: Program | undefined, bindings: Bindings): unknown {
  try {
    return program?.evaluate(bindings);
  } catch {
    return undefined;
  }
}

/** The Kubernetes object that a subject is, or that it holds as `object` beside what was found out about it. */
const objectOf = (subject: unknown): unknown =>
  subject instanceof Map ? (subject.get("object") ?? subject) : subject;

const POINTER = /^[a-z]+(?:\/[a-z0-9-]+){0,2}\.yaml#(?:\/[^\s]*)?$/;

function place(bindings: Bindings, name?: Program, pointer?: Program): Pick<Violation, "name" | "pointer"> {
  const { subject } = bindings;
  const said =
    evaluate(name, bindings) ??
    objectName(objectOf(subject)) ??
    (typeof subject === "string" ? subject : undefined);
  const where = evaluate(pointer, bindings);
  return {
    ...(typeof said === "string" ? { name: clean(said) } : {}),
    ...(typeof where === "string" && POINTER.test(where) ? { pointer: where as EstatePointer } : {}),
  };
}
