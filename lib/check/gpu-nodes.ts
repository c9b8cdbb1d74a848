/** GPU nodes: what keeps away from them all that asks for no GPU, and who shares their GPUs. */
import { type Estate, type NodeGroup, pointerTo } from "../../config/index.js";
import { burstLabel, poolsOfGroup } from "../gpu/index.js";
import type { Finding } from "./finding.js";

/**
 * Groups that any pod may land on, so that their processors and memory are missing for the GPUs beside them; and groups
 * of no pool, whose GPUs no queue shares.
 */
export const warnGpuNodes = (estate: Estate): Finding[] =>
  Object.entries(estate.environments).flatMap(([environment, { clusters }]) =>
    Object.entries(clusters).flatMap(([cluster, { nodeGroups }]) =>
      Object.entries(nodeGroups).flatMap(([group, facts]) => {
        if (facts.gpus === undefined) return [];
        const path = ["clusters", cluster, "nodeGroups", group, "gpus"];
        const found = { pointer: pointerTo("environments", environment, ...path), value: group };
        return [
          ...(isOpen(facts)
            ? [
                {
                  ...found,
                  message: "has GPUs, and no taint that keeps pods without GPUs away from them",
                  allowed: "a taint of effect NoSchedule or NoExecute",
                  hint: "add `taints: [{ key: nvidia.com/gpu, value: present, effect: NoSchedule }]`, and set the taint on the nodes",
                },
              ]
            : []),
          ...(isPooled(estate, environment, cluster, group, facts)
            ? []
            : [
                {
                  ...found,
                  message: "has GPUs, and no pool: no queue shares them, and no plan counts them",
                  hint: "add a pool of this node group to ai/pools/",
                },
              ]),
        ];
      }),
    ),
  );

const isOpen = ({ taints }: NodeGroup) => taints.every(({ effect }) => effect === "PreferNoSchedule");

/** Nodes of a burst have a queue of their own. */
const isPooled = (
  { ai, platform }: Estate,
  environment: string,
  cluster: string,
  group: string,
  { labels }: NodeGroup,
) =>
  labels[burstLabel(platform.labelPrefix)] === "true" ||
  poolsOfGroup({ ai }, { environment, cluster }, group).length > 0;
