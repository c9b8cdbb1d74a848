/** The stacks of two estates, side by side. */
import type { StackPlan } from "../../lib/placement/index.js";

/** A stack before and after. */
export interface StackPair {
  stack: string;
  cluster: string;
  before?: StackPlan;
  after?: StackPlan;
  changed: boolean;
  /** Does not change, but says what roles and namespaces of its cluster are. */
  isContext: boolean;
}

/** Stacks of both sides by name. Equal plans give equal stacks, unless the code differs and both are built. */
export function pairStacks(
  before: readonly StackPlan[],
  after: readonly StackPlan[],
  everyOne: boolean,
): StackPair[] {
  const [left, right] = [before, after].map((plans) => new Map(plans.map((plan) => [plan.stack, plan]))) as [
    Map<string, StackPlan>,
    Map<string, StackPlan>,
  ];
  const pairs = [...new Set([...left.keys(), ...right.keys()])].flatMap((stack): StackPair[] => {
    const [then, now] = [left.get(stack), right.get(stack)];
    const plan = now ?? then;
    if (plan === undefined) return [];
    const changed = everyOne || JSON.stringify(then) !== JSON.stringify(now);
    return [
      {
        stack,
        cluster: `${plan.environment}/${plan.cluster}`,
        changed,
        isContext: false,
        ...(then ? { before: then } : {}),
        ...(now ? { after: now } : {}),
      },
    ];
  });
  const touched = new Set(pairs.filter(({ changed }) => changed).map(({ cluster }) => cluster));
  return pairs.map((entry) => ({
    ...entry,
    isContext: !entry.changed && touched.has(entry.cluster) && entry.after?.kind === "platform",
  }));
}
