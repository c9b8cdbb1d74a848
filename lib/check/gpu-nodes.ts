/** GPU nodes: what keeps away from them all that asks for no GPU. */
import { type Estate, pointerTo } from "../../config/index.js";
import type { Finding } from "./finding.js";

/** Groups that any pod may land on: its processors and memory are then missing for the GPUs beside it. */
export const warnOpenGpuNodes = ({ environments }: Estate): Finding[] =>
  Object.entries(environments).flatMap(([environment, { clusters }]) =>
    Object.entries(clusters).flatMap(([cluster, { nodeGroups }]) =>
      Object.entries(nodeGroups)
        .filter(([, { gpus, taints }]) => gpus && taints.every(({ effect }) => effect === "PreferNoSchedule"))
        .map(([group]) => ({
          pointer: pointerTo("environments", environment, "clusters", cluster, "nodeGroups", group, "gpus"),
          value: group,
          message: "has GPUs, and no taint that keeps pods without GPUs away from them",
          allowed: "a taint of effect NoSchedule or NoExecute",
          hint: "add `taints: [{ key: nvidia.com/gpu, value: present, effect: NoSchedule }]`, and set the taint on the nodes",
        })),
    ),
  );
