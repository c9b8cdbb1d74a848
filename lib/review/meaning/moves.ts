/** Moves: AI services and projects that go on, in other clusters than before. */
import type { Estate } from "../../../config/index.js";
import { pointerTo } from "../../../config/load/pointer.js";
import { phrase } from "../phrases/phrase.js";
import { type EstateSide, estateHit, type Hit, inBoth, type Meaning, type ReviewContext } from "./hit.js";

interface Move {
  noun: "services" | "projects";
  name: string;
  team: string;
  /** As `production/sud`. */
  from: string[];
  to: string[];
}

export const moves: Meaning = (context) =>
  movesOf(context).flatMap((move) => (context.after === undefined ? [] : hit(context.after, move)));

/** Namespaces that a move takes away, as `production/sud assistant`. */
export const leftNamespaces = (context: ReviewContext): Set<string> =>
  new Set(
    movesOf(context).flatMap(({ name, from, to }) =>
      from.filter((cluster) => !to.includes(cluster)).map((cluster) => `${cluster} ${name}`),
    ),
  );

function movesOf({ before, after }: ReviewContext): Move[] {
  if (before === undefined || after === undefined) return [];
  const services = inBoth(before.estate, after, ({ ai }) => ai.services).map(
    ([name, then, now]): Move => ({
      ...{ noun: "services", name, team: now.owner },
      ...{
        from: clustersOf(before.estate, then.serving.pools),
        to: clustersOf(after.estate, now.serving.pools),
      },
    }),
  );
  const projects = inBoth(before.estate, after, ({ ai }) => ai.projects).map(
    ([name, then, now]): Move => ({
      ...{ noun: "projects", name, team: now.team },
      ...{ from: clustersOf(before.estate, then.pools), to: clustersOf(after.estate, now.pools) },
    }),
  );
  return [...services, ...projects].filter(({ from, to }) => from.join() !== to.join());
}

const clustersOf = ({ ai: { pools } }: Estate, names: readonly string[]): string[] => [
  ...new Set(
    names
      .flatMap((name) => pools[name] ?? [])
      .map(({ environment, cluster }) => `${environment}/${cluster}`)
      .toSorted(),
  ),
];

function hit(after: EstateSide, { noun, name, team, from, to }: Move): Hit {
  const left = from.filter((cluster) => !to.includes(cluster));
  const joined = to.filter((cluster) => !from.includes(cluster));
  const message =
    left.length === 0
      ? phrase("{name} runs in {joined} too", { name, joined })
      : joined.length === 0
        ? phrase("{name} leaves {left}, and goes on in {to}", { name, left, to })
        : phrase("{name} moves from {left} to {joined}", { name, left, joined });
  const pointer = pointerTo(`ai/${noun}`, name, ...(noun === "services" ? ["serving", "pools"] : ["pools"]));
  return {
    ...estateHit(after, noun === "services" ? "service-moved" : "project-moved", message, pointer, { team }),
    ...(left.length === 0 ? { severity: "note" as const } : {}),
  };
}
