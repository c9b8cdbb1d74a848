/** Shares: what each team may expect of the GPUs that teams compete for, where the estate weighs them otherwise. */
import { isDeepStrictEqual } from "node:util";
import type { Estate } from "../../../config/index.js";
import { pointerToFile } from "../../../config/load/pointer.js";
import { phrase } from "../phrases/phrase.js";
import { estateHit, type Meaning } from "./hit.js";

export const shares: Meaning = ({ before, after }) => {
  if (before === undefined || after === undefined) return [];
  const { sharing } = after.estate.ai;
  if (sharing === undefined || isDeepStrictEqual(before.estate.ai.sharing?.weights, sharing.weights))
    return [];
  const [then, now] = [sharesOf(before.estate), sharesOf(after.estate)];
  const moved = [...new Set([...then.keys(), ...now.keys()])]
    .toSorted()
    .map((team): [string, string, string] => [team, percent(then.get(team)), percent(now.get(team))])
    .filter(([, old, young]) => old !== young)
    .map(([team, old, young]) => `${team} ${old} → ${young}`);
  if (moved.length === 0) return [];
  const message = phrase("where all teams compete for GPUs, each gets: {moved}", { moved: moved.join(", ") });
  const pointer = pointerToFile("ai/sharing", "weights");
  return [estateHit(after, "shares-changed", message, pointer, { team: sharing.owner })];
};

/** Of each team with projects, its weight over that of all. */
function sharesOf({ ai: { projects, sharing } }: Estate): Map<string, number> {
  const teams = [...new Set(Object.values(projects).map(({ team }) => team))];
  const weight = (team: string) => sharing?.weights[team] ?? 1;
  const all = teams.reduce((sum, team) => sum + weight(team), 0);
  return new Map(teams.map((team) => [team, weight(team) / all]));
}

const percent = (share = 0): string => `${Math.round(share * 100)} %`;
