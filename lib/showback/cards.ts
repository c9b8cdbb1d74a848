/** What GPUs of a Workload are worth in cards, by the flavor that it was admitted to. */
import type { Estate } from "../../config/index.js";
import { cardsOf } from "../gpu/index.js";
import type { CardsIn } from "./workload.js";

/** A flavor is named as the pool that it stands for. */
export const cardsInPools =
  ({ ai: { pools, gpus } }: Pick<Estate, "ai">): CardsIn =>
  (flavor, resource) => {
    const pool = flavor === undefined ? undefined : pools[flavor];
    return cardsOf(pool && gpus[pool.gpu], resource);
  };
