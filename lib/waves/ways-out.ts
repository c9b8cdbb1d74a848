/** Ways out where no plan keeps all facts: changes of the estate, each tried by solving again. */
import type { Estate } from "../../config/index.js";
import type { SolveOptions } from "../planning/index.js";
import * as changes from "./changes.js";
import { type Conflict, planWaves } from "./plan.js";

/** Mbit/s of bandwidth that are weighed. */
export const MORE_BANDWIDTH = 100;

export interface WayOut {
  change: changes.Change;
  /** What it asks for, cheapest kind first. */
  kind: "date" | "rule" | "bandwidth" | "person";
}

const CHEAPEST_FIRST: WayOut["kind"][] = ["date", "rule", "bandwidth", "person"];

/** Those of the changes that name a fact of the conflict after which a plan was found; cheapest kinds first. */
export async function waysOut(estate: Estate, conflict: Conflict, options: SolveOptions): Promise<WayOut[]> {
  const proven: WayOut[] = [];
  for (const way of candidates(estate, conflict)) {
    if (options.signal?.aborted) break;
    const outcome = await planWaves(way.change.apply(estate), options);
    if (outcome.status === "feasible" || outcome.status === "optimal") proven.push(way);
  }
  return proven;
}

function candidates(estate: Estate, { facts, model }: Conflict): WayOut[] {
  const ways = facts.flatMap(({ pointer, pointers }): WayOut[] => {
    const [, part = "", rawName = ""] = pointer.split("/");
    const name = rawName.replaceAll("~1", "/").replaceAll("~0", "~");
    if (part === "resources") return forResource(name);
    const chain = model.chains.get(name);
    if (part !== "tasks" || !chain) return [];
    const { application, academy } = chain;
    if (estate.planning?.pins[application]?.[academy]) {
      return [{ kind: "date", change: changes.unpin(application, academy) }];
    }
    const freezes = pointers.flatMap((one) => /^freezes\/(.*)\.yaml#/.exec(one)?.[1] ?? []);
    return [
      ...freezes.map((id): WayOut => ({ kind: "date", change: changes.lift(id) })),
      ...(estate.applications[application]?.cutover === "holidays"
        ? [{ kind: "rule" as const, change: changes.anyWeek(application) }]
        : []),
    ];
  });
  const unique = new Map(ways.map((way) => [way.change.text, way]));
  return [...unique.values()].toSorted(
    (a, b) => CHEAPEST_FIRST.indexOf(a.kind) - CHEAPEST_FIRST.indexOf(b.kind),
  );
}

/** What would make a resource larger. */
export function forResource(name: string): WayOut[] {
  const [, site] = /^uplink of (.*)$/.exec(name) ?? [];
  if (site !== undefined) return [{ kind: "bandwidth", change: changes.widen(site, MORE_BANDWIDTH) }];
  const [, skills, team] = /^(\S+) in (\S+)$/.exec(name) ?? [];
  if (skills !== undefined && team !== undefined && skills !== "cutovers") {
    return [{ kind: "person", change: changes.hire(team, skills.split("+")) }];
  }
  if (name === "cutovers") return [{ kind: "rule", change: changes.loosen("overall") }];
  if (name.startsWith("cutovers in ")) return [{ kind: "rule", change: changes.loosen("perAcademy") }];
  if (name.startsWith("cutovers of ")) return [{ kind: "rule", change: changes.loosen("perApplication") }];
  const [, application] = /^replications of (.*)$/.exec(name) ?? [];
  if (application !== undefined) return [{ kind: "rule", change: changes.replicateMore(application) }];
  return name.startsWith("platform ") ? [{ kind: "rule", change: changes.deliverAtOnce() }] : [];
}
