/** Operators: what AI is declared with, and no operator of the estate brings. */
import { type Estate, pointerTo } from "../../config/index.js";
import { groupOfPool } from "../gpu/index.js";
import { GPU_OPERATOR } from "../placement/index.js";
import type { Finding } from "./finding.js";

/** Custom resources that pools and services are declared with. Sources: Kueue, KEDA. */
const QUEUES = "clusterqueues.kueue.x-k8s.io";
const SCALING = "scaledobjects.keda.sh";

/** A cluster may have it from elsewhere, so that this is no error; else what is declared there cannot be applied. */
export function warnOperators({ ai, environments, operators }: Estate): Finding[] {
  const here = Object.values(operators).filter(({ clusters }) => clusters !== "burst");
  const brought = here.flatMap(({ crds }) => crds);
  const cut = Object.entries(ai.pools).flatMap(([name, pool]) =>
    groupOfPool({ environments }, pool)?.gpus?.mig === undefined ? [] : [name],
  );
  return [
    ...(brought.includes(QUEUES) ? [] : lacking("ai/pools", Object.keys(ai.pools), QUEUES, "Kueue")),
    ...(brought.includes(SCALING) ? [] : lacking("ai/services", Object.keys(ai.services), SCALING, "KEDA")),
    ...(GPU_OPERATOR in operators ? [] : lacking("ai/pools", cut, "NVIDIA's MIG manager", GPU_OPERATOR)),
  ];
}

/** Told of the first of those that need it. */
function lacking(
  noun: "ai/pools" | "ai/services",
  [name]: readonly string[],
  what: string,
  operator: string,
): Finding[] {
  if (name === undefined) return [];
  return [
    {
      pointer: pointerTo(noun, name),
      value: name,
      message: `needs ${what}, which no operator brings`,
      hint: `add ${operator} to operators/, unless the cluster has it from elsewhere`,
    },
  ];
}
