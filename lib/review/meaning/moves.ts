/** Moves: AI services and projects that go on, in other clusters than before. */
import type { Estate, EstatePointer } from "../../../config/index.js";
import { pointerTo } from "../../../config/load/pointer.js";
import { phrase } from "../phrases/phrase.js";
import { type EstateSide, estateHit, type Hit, inBoth, type Meaning, type ReviewContext } from "./hit.js";

interface Move {
  rule: "service-moved" | "project-moved";
  name: string;
  /** Where the estate names the pools. */
  pointer: EstatePointer;
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
      ...{ rule: "service-moved", name, team: now.owner },
      pointer: pointerTo("ai/services", name, "serving", "pools"),
      ...{
        from: clustersOf(before.estate, then.serving.pools),
        to: clustersOf(after.estate, now.serving.pools),
      },
    }),
  );
  const projects = inBoth(before.estate, after, ({ ai }) => ai.projects).map(
    ([name, then, now]): Move => ({
      ...{ rule: "project-moved", name, team: now.team },
      pointer: pointerTo("ai/projects", name, "pools"),
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

function hit(after: EstateSide, { rule, name, pointer, team, from, to }: Move): Hit {
  const left = from.filter((cluster) => !to.includes(cluster));
  const joined = to.filter((cluster) => !from.includes(cluster));
  const message =
    left.length === 0
      ? phrase("{name} runs in {joined} too", { name, joined })
      : joined.length === 0
        ? phrase("{name} leaves {left}, and goes on in {to}", { name, left, to })
        : phrase("{name} moves from {left} to {joined}", { name, left, joined });
  return {
    ...estateHit(after, rule, message, pointer, { team }),
    ...(left.length === 0 ? { severity: "note" as const } : {}),
  };
}
