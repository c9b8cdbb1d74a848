/** Checks that the pods of a job, which start together or not at all, ever find room: Kueue would keep it waiting. */
import { list, type Project, pointerTo } from "../../config/index.js";
import { gpuResource, gpusOfNode } from "../gpu/index.js";
import type { CapacityFinding } from "./finding.js";
import { type KnownPool, mostNodes, type PoolEstate, poolOf } from "./pools.js";

type Job = Project["jobs"][string];

export function checkJobs(estate: PoolEstate): CapacityFinding[] {
  return Object.entries(estate.ai.projects).flatMap(([name, project]) => {
    const pools = project.pools.flatMap((pool) => poolOf(estate, pool) ?? []);
    return Object.entries(project.jobs).flatMap(([job, held]): CapacityFinding[] => {
      const most = Math.max(0, ...pools.map((known) => podsOn(known, held, project.until)));
      // A pod that no node holds is told already, and by the plan what no pool brings in time.
      if (most === 0 || held.pods <= most) return [];
      return [
        {
          pointer: pointerTo("ai/projects", name, "jobs", job, "pods"),
          value: held.pods,
          message: `start together, and no pool has room for them until ${project.until}: such a job never runs`,
          allowed: `at most ${most} on one of ${list(project.pools)}`,
          hint: "lower `pods`, or name a pool with more nodes",
        },
      ];
    });
  });
}

/** Pods of a job are all on one flavor, that is, in one pool. Source: Kueue, flavors are assigned to a pod set. */
const podsOn = (known: KnownPool, { gpus, slice }: Job, until: string): number =>
  mostNodes(known, until) * Math.floor((gpusOfNode(known.group)[gpuResource(slice)] ?? 0) / gpus);
