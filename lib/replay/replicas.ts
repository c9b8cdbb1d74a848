/** Replicas that services want of a cluster in the busiest hour. */
import type { Estate } from "../../config/index.js";
import { replicasToday } from "../capacity/index.js";
import { whoAsks } from "./who-asks.js";

/** By service: as today's plan places them, within what the service may have at least and at most. */
export function replicasWanted(
  estate: Estate,
  place: { environment: string; cluster: string },
): Map<string, number> {
  const planned = replicasToday(estate, place);
  return new Map(
    whoAsks(estate, place).services.map(([name, { serving }]) => {
      const { min, max } = serving.replicas;
      return [name, Math.min(max, Math.max(min, planned.get(name) ?? 0))];
    }),
  );
}
