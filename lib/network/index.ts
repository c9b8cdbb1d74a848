/** Network: host names of applications, and which application may call which. */
import { type Estate, type EstatePointer, pointerTo } from "../../config/index.js";

export interface NetworkFinding {
  pointer: EstatePointer;
  value: unknown;
  message: string;
  hint: string;
}

/** First label of an application's host names. */
export function hostLabel(name: string, { host }: { host?: string | undefined }): string {
  return host ?? name;
}

/** Identifiers of the applications that declare to depend on `application`, in order of name. */
export function consumersOf({ applications }: Pick<Estate, "applications">, application: string): string[] {
  return Object.keys(applications)
    .filter((name) => applications[name]?.dependsOn.includes(application))
    .toSorted();
}

/** A cycle for every edge that closes one; empty where and only where the graph has none. */
export function cyclesOf(graph: Record<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const trail: string[] = [];
  const state = new Map<string, "open" | "closed">();
  const visit = (name: string): void => {
    if (state.get(name) === "open") cycles.push(trail.slice(trail.indexOf(name)));
    if (state.has(name)) return;
    state.set(name, "open");
    trail.push(name);
    for (const next of graph[name] ?? []) visit(next);
    trail.pop();
    state.set(name, "closed");
  };
  for (const name of Object.keys(graph).toSorted()) visit(name);
  return cycles;
}

function refuseCycles<Thing>(
  noun: "applications" | "operators",
  key: string,
  things: Record<string, Thing>,
  next: (thing: Thing) => string[],
): NetworkFinding[] {
  const graph = Object.fromEntries(Object.entries(things).map(([name, thing]) => [name, next(thing)]));
  return cyclesOf(graph).map(([first = "", ...rest]) => {
    const last = rest.at(-1) ?? first;
    return {
      pointer: pointerTo(noun, last, key, graph[last]?.indexOf(first) ?? 0),
      value: first,
      message: `closes a cycle: ${[first, ...rest, first].join(" → ")}`,
      hint: `remove one of these from its \`${key}\``,
    };
  });
}

/** Dependency cycles, and applications that share a host name. */
export function checkNetwork(estate: Pick<Estate, "applications" | "operators">): NetworkFinding[] {
  const cycles = [
    ...refuseCycles("applications", "dependsOn", estate.applications, ({ dependsOn }) => dependsOn),
    ...refuseCycles("operators", "after", estate.operators, ({ after }) => after),
  ];

  const owners = new Map<string, string>();
  const clashes: NetworkFinding[] = [];
  for (const [name, application] of Object.entries(estate.applications)) {
    const host = hostLabel(name, application);
    const owner = owners.get(host);
    if (owner === undefined) owners.set(host, name);
    else {
      clashes.push({
        pointer: pointerTo("applications", name, "host"),
        value: host,
        message: `is the host of ${owner} as well`,
        hint: "give one of the two another `host`",
      });
    }
  }
  return [...cycles, ...clashes];
}
