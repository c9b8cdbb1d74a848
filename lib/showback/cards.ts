/** What GPUs of a Workload are worth in cards, by the flavor that it was admitted to. */
import type { Estate } from "../../config/index.js";
import { cardsOf, nodeGroupLabel, poolsOfGroup } from "../gpu/index.js";
import type { FlavorOf } from "./ended-job.js";
import type { CardsIn } from "./workload.js";

/** A flavor is named as the pool that it stands for. */
export const cardsInPools =
  ({ ai: { pools, gpus } }: Pick<Estate, "ai">): CardsIn =>
  (flavor, resource) => {
    const pool = flavor === undefined ? undefined : pools[flavor];
    return cardsOf(pool && gpus[pool.gpu], resource);
  };

/** By the node group, which flavors name in their labels of nodes. */
export const flavorOfPools =
  (estate: Pick<Estate, "ai" | "platform">, cluster: { environment: string; cluster: string }): FlavorOf =>
  (nodeSelector) =>
    poolsOfGroup(estate, cluster, nodeSelector[nodeGroupLabel(estate.platform.labelPrefix)])[0];
