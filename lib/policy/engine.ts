/** The engine: compiles all rules once, then judges objects, stacks and the estate. */
import type { Estate, Policy } from "../../config/index.js";
import type { Bindings } from "./cel.js";
import { type CompiledRule, compileRule, unjudged, type Violation } from "./compile.js";
import { groupOf, pluralOf, resourceKey } from "./resources.js";
import { objectName, subjectOf } from "./subject.js";
import {
  type Finding,
  type JudgedStack,
  type ObjectContext,
  type PolicyProblem,
  type Rule,
  rules,
} from "./types.js";
import { toCel } from "./values.js";

/** What stack rules read of the estate. */
export type StackEstate = Partial<Pick<Estate, "platform" | "environments">>;

/** Variables of a stack rule before conversion, as examples give them. */
export interface StackFacts {
  stack: Record<string, unknown>;
  platform?: unknown;
  environment?: unknown;
  cluster?: unknown;
}

export class PolicyEngine {
  private readonly compiled: CompiledRule[] = [];
  private readonly byResource = new Map<string, CompiledRule[]>();
  private readonly broken: PolicyProblem[] = [];

  constructor(policies: Record<string, Policy>) {
    for (const [id, policy] of rules(policies)) {
      const { rule, problems } = compileRule(policies, id, policy);
      this.broken.push(...problems);
      if (rule) this.add(rule);
    }
  }

  /**
   * What is wrong with the rules. A rule with a `deny` problem judges nothing: whoever runs the engine must treat
   * such a problem as a refusal.
   */
  get problems(): readonly PolicyProblem[] {
    return this.broken;
  }

  /** What object rules say of one rendered object. Never throws. */
  judgeObject(object: unknown, { stack, address }: ObjectContext = {}): Finding[] {
    const candidates = this.rulesFor(object);
    if (candidates.length === 0) return [];
    const bindings = convert({ object });
    return candidates.flatMap((rule) =>
      judge(rule, bindings).map((violation) =>
        this.finding(rule, violation, [stack, address, objectName(object)], stack, address),
      ),
    );
  }

  /** What stack rules say of one stack. Never throws. */
  judgeStack(stack: JudgedStack, { platform, environments }: StackEstate): Finding[] {
    const environment = own(environments, stack.environment);
    const cluster = own(environment?.clusters, stack.cluster);
    const objects = stack.objects.map(({ object }) => object);
    const facts: StackFacts = { stack: { ...stack, objects }, platform, environment, cluster };
    return this.judgeFacts(facts, (index) => stack.objects[index]?.address);
  }

  /** What stack rules say of a stack that is given with all that they read. Never throws. */
  judgeFacts(
    facts: StackFacts,
    addressOf: (index: number) => string | undefined = () => undefined,
  ): Finding[] {
    const bindings = convert({ ...facts });
    const name = typeof facts.stack.name === "string" ? facts.stack.name : "";
    const objects =
      bindings instanceof Error ? undefined : (bindings.stack as Map<string, unknown>).get("objects");
    const indexes = new Map((Array.isArray(objects) ? objects : []).map((object, index) => [object, index]));
    return this.scoped("stack").flatMap((rule) =>
      judge(rule, bindings).map((violation) => {
        const index = indexes.get(violation.subject);
        const address = index === undefined ? undefined : addressOf(index);
        return this.finding(rule, violation, [name, address, violation.name], name, address);
      }),
    );
  }

  /** What estate rules say of the whole estate. Never throws. */
  judgeEstate(estate: Partial<Estate> | Record<string, unknown>): Finding[] {
    const bindings = convert({ estate });
    return this.scoped("estate").flatMap((rule) =>
      judge(rule, bindings).map((violation) => this.finding(rule, violation, [violation.name ?? "estate"])),
    );
  }

  private add(rule: CompiledRule): void {
    this.compiled.push(rule);
    for (const { group, resources } of rule.matches) {
      for (const key of new Set(resources.map((plural) => resourceKey(group, plural)))) {
        const known = this.byResource.get(key) ?? [];
        if (!known.includes(rule)) this.byResource.set(key, [...known, rule]);
      }
    }
  }

  private scoped(scope: Rule["scope"]): CompiledRule[] {
    return this.compiled.filter(({ rule }) => rule.scope === scope);
  }

  private rulesFor(object: unknown): readonly CompiledRule[] {
    if (typeof object !== "object" || object === null) return [];
    const { apiVersion, kind } = object as Record<string, unknown>;
    if (typeof apiVersion !== "string" || typeof kind !== "string") return [];
    return this.byResource.get(resourceKey(groupOf(apiVersion), pluralOf(kind))) ?? [];
  }

  private finding(
    { id, rule }: CompiledRule,
    { message, pointer }: Violation,
    parts: (string | undefined)[],
    stack?: string,
    address?: string,
  ): Finding {
    const subject = subjectOf(...parts);
    const { severity, rationale, mitigation, owner } = rule;
    return {
      ...{ policy: id, severity, subject, message, rationale, mitigation, owner },
      ...(address === undefined ? {} : { address }),
      ...(stack === undefined ? {} : { stack }),
      ...(pointer === undefined ? {} : { pointer }),
    };
  }
}

const own = <Value>(record: Record<string, Value> | undefined, key: string): Value | undefined =>
  record && Object.hasOwn(record, key) ? record[key] : undefined;

/** Values for CEL, or why there are none: a rule that matches then refuses. */
function convert(values: Record<string, unknown>): Bindings | Error {
  try {
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    return Object.fromEntries(given.map(([name, value]) => [name, toCel(value)]));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

const judge = (rule: CompiledRule, bindings: Bindings | Error): Violation[] =>
  bindings instanceof Error ? [{ message: unjudged(bindings) }] : rule.judge(bindings);
