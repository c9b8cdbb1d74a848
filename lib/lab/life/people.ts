/** People: one for each group of the identity provider that the estate's clusters know. */
import type { Estate } from "../../../config/index.js";
import type { Person } from "./certificates.js";

/** A member of each academy's group, `academy-lille`, and of each team's, `team-plateforme`. */
export function people({ academies, teams, platform: { groups } }: Estate): Person[] {
  return [
    ...Object.keys(academies).map((academy) => ({
      name: `academy-${academy}`,
      group: groups.academy.replace("{academy}", academy),
    })),
    ...Object.keys(teams).map((team) => ({
      name: `team-${team}`,
      group: groups.team.replace("{team}", team),
    })),
  ];
}
