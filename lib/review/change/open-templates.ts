/** From a stack of CloudFormation that Terraform changes to the changes of the resources inside it. */
import type { Json } from "../../kubernetes/index.js";
import { PlanError } from "../plan/plan-error.js";
import { CARRIER } from "./carried.js";
import { changesBetween, parseTemplate } from "./compare-templates.js";
import type { Change, ChangeSet } from "./model.js";

/** Adds what is inside; where a template cannot be read, a notice says so, and asks for approval. */
export function openTemplates(set: ChangeSet): void {
  for (const carrier of set.changes.filter(({ type }) => type === CARRIER)) {
    if (carrier.action === "read" || carrier.action === "no-op" || carrier.action === "forget") continue;
    try {
      open(carrier, set);
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      set.notices.push({
        severity: "approve",
        message: `${error.message}: what changes inside it is not judged`,
      });
    }
  }
}

const EMPTY: Json = { Resources: {} };

function open(carrier: Change, set: ChangeSet): void {
  const { action, address, carried, differences } = carrier;
  if (action === "update" && !differences.some(({ path }) => path.startsWith("template_"))) return;
  const side = (name: "before" | "after"): Json => {
    const text = carried?.[name];
    if (text === undefined) throw new PlanError(address, "has no template in the plan that can be read");
    return parseTemplate(text, address);
  };
  const before = action === "create" ? EMPTY : side("before");
  const after = action === "delete" ? EMPTY : side("after");
  // Another stack is made and this one deleted: nothing inside is handed over.
  const steps: [Json, Json][] =
    action === "replace"
      ? [
          [before, EMPTY],
          [EMPTY, after],
        ]
      : [[before, after]];
  for (const [then, now] of steps) {
    const inside = changesBetween(then, now, carrier.stack, carrier.cluster);
    set.changes.push(...inside.changes.map((change) => within(carrier, change)));
    set.outputs.push(...inside.outputs.map((output) => ({ ...output, name: `${address}/${output.name}` })));
  }
  carrier.differences = differences.filter(({ path }) => path !== "template_body");
}

const within = ({ address, place, source }: Change, change: Change): Change => ({
  ...change,
  address: `${address}/${change.address}`,
  name: `${address}/${change.name}`,
  place,
  ...(source === undefined ? {} : { source }),
});
