/** Checks that a pool names nodes that exist, once, and never loses more of them than it has. */
import { type Estate, type GpuPool, list, pointerTo } from "../../config/index.js";
import type { CapacityFinding } from "./finding.js";
import { type PoolEstate, poolOf } from "./pools.js";

export function checkPools(estate: PoolEstate): CapacityFinding[] {
  const owners = new Map<string, string>();
  return Object.entries(estate.ai.pools).flatMap(([name, pool]) => {
    const group = `${pool.environment}/${pool.cluster}/${pool.nodeGroup}`;
    const owner = owners.get(group);
    owners.set(group, owner ?? name);
    const found = checkNames(estate, name, pool);
    if (found.length > 0) return found;
    return [
      ...(owner === undefined
        ? []
        : [
            {
              pointer: pointerTo("ai/pools", name, "nodeGroup"),
              value: pool.nodeGroup,
              message: `is the node group of ${owner} already`,
              allowed: "one pool a node group",
              hint: "name another node group, or remove one of the two pools",
            },
          ]),
      ...checkDeliveries(estate, name, pool),
    ];
  });
}

function checkNames({ ai, environments }: PoolEstate, name: string, pool: GpuPool): CapacityFinding[] {
  const clusters = environments[pool.environment]?.clusters;
  if (!clusters) return [];
  const groups = clusters[pool.cluster]?.nodeGroups;
  const finding = (
    key: "cluster" | "nodeGroup" | "gpu",
    message: string,
    allowed: string[],
    hint: string,
  ) => [
    { pointer: pointerTo("ai/pools", name, key), value: pool[key], message, allowed: list(allowed), hint },
  ];
  if (!groups) {
    const allowed = Object.keys(clusters);
    return finding("cluster", `names no cluster of ${pool.environment}`, allowed, "correct the name");
  }
  const withGpus = Object.entries(groups).filter(([, { gpus }]) => gpus !== undefined);
  const gpus = groups[pool.nodeGroup]?.gpus;
  if (!gpus) {
    const message = `names no node group with GPUs of ${pool.cluster}`;
    const allowed = withGpus.map(([group]) => group);
    return finding(
      "nodeGroup",
      message,
      allowed,
      `add \`gpus\` to it in environments/${pool.environment}.yaml`,
    );
  }
  const product = ai.gpus[pool.gpu]?.product;
  if (product === undefined || product === gpus.product) return [];
  const allowed = Object.keys(ai.gpus).filter((gpu) => ai.gpus[gpu]?.product === gpus.product);
  const message = `is ${product}, and the nodes of ${pool.nodeGroup} have ${gpus.product}`;
  return finding("gpu", message, allowed, `name their model, or add it to ai/gpus/`);
}

function checkDeliveries(estate: PoolEstate, name: string, pool: GpuPool): CapacityFinding[] {
  const known = poolOf(estate, name);
  if (!known) return [];
  let nodes = known.nodes;
  const ordered = Object.entries(pool.deliveries).toSorted(([, a], [, b]) => (a.on < b.on ? -1 : 1));
  return ordered.flatMap(([delivery, { on, nodes: more }]): CapacityFinding[] => {
    const at = (key: string) => pointerTo("ai/pools", name, "deliveries", delivery, key);
    nodes += more;
    if (on <= pool.since) {
      return [
        {
          pointer: at("on"),
          value: on,
          message: `is not after \`since\`, ${pool.since}: the environment describes these nodes already`,
          allowed: `a day after ${pool.since}`,
          hint: "correct the day, or leave the delivery out",
        },
      ];
    }
    return nodes >= 0
      ? []
      : [
          {
            pointer: at("nodes"),
            value: more,
            message: `takes away more nodes than there are on ${on}`,
            allowed: `at least ${more - nodes}`,
            hint: "take fewer away",
          },
        ];
  });
}

/** Deliveries that have come: the plan counts their nodes, and quotas go by those that the environment describes. */
export function warnDeliveries({ ai, platform }: Estate): CapacityFinding[] {
  return Object.entries(ai.pools).flatMap(([name, { deliveries, environment, nodeGroup }]) =>
    Object.entries(deliveries)
      .filter(([, { on }]) => on <= platform.today)
      .map(([delivery, { on }]) => ({
        pointer: pointerTo("ai/pools", name, "deliveries", delivery, "on"),
        value: on,
        message:
          "has come: the plan counts these nodes, and quotas do not until the environment describes them",
        hint: `set \`nodesPerZone\` of ${nodeGroup} in environments/${environment}.yaml and \`since\` to ${on}, and leave the delivery out`,
      })),
  );
}
