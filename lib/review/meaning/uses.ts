/** Uses: what a change of the framework permits that was not permitted before. */
import { pointerTo, type UseVersion } from "../../../config/index.js";
import { GRADES, OVERSIGHTS } from "../../../config/schema/orders.js";
import { phrase, some } from "../phrases/phrase.js";
import type { EstateSide, Hit, Meaning } from "./hit.js";

/** A version is compared with what it was, a new one with the latest there was. */
export const uses: Meaning = ({ before, after }) => {
  if (before === undefined || after === undefined) return [];
  return Object.entries(after.estate.ai.uses).flatMap(([use, { versions }]) => {
    const old = before.estate.ai.uses[use]?.versions;
    if (old === undefined) return [hit(after, use, [], phrase("{use} is a new use of AI", { use }))];
    const latest = Object.values(old).toSorted((a, b) => (a.from < b.from ? 1 : -1))[0];
    return Object.entries(versions).flatMap(([version, terms]) => {
      const then = old[version] ?? latest;
      const changes = then === undefined ? [] : loosened(then, terms);
      if (changes.length === 0) return [];
      const message = phrase("version {version} of {use} permits more: {changes}", {
        ...{ version, use },
        changes: some(changes, changes.length),
      });
      return [hit(after, use, ["versions", version], message)];
    });
  });
};

function hit(side: EstateSide, use: string, path: string[], message: Hit["message"]): Hit {
  const { file, line, column } = side.locate(pointerTo("ai/uses", use, ...path));
  const team = side.estate.ai.uses[use]?.owner;
  const place = team === undefined ? {} : { team };
  return {
    rule: "use-loosened",
    message,
    subjects: [{ name: `use ${use}`, place, source: { file, line, column } }],
  };
}

/** In the words of the estate, `oversight: reviewed → informed`: those of both languages. */
function loosened(then: UseVersion, now: UseVersion): string[] {
  const changed = (field: string, from: string | number, to: string | number) => `${field}: ${from} → ${to}`;
  const added = (field: "audiences" | "dataClasses" | "licences") => {
    const more = (now[field] as string[]).filter((word) => !(then[field] as string[]).includes(word));
    return more.length > 0 ? [`${field}: + ${more.join(", ")}`] : [];
  };
  const youngest = ({ pupilsFrom }: UseVersion) =>
    pupilsFrom === undefined ? GRADES.length : GRADES.indexOf(pupilsFrom);
  const moreModels = (now.models ?? ["*"]).filter((model) => !(then.models ?? [model]).includes(model));
  return [
    ...(OVERSIGHTS.indexOf(now.oversight) < OVERSIGHTS.indexOf(then.oversight)
      ? [changed("oversight", then.oversight, now.oversight)]
      : []),
    ...added("audiences"),
    ...(youngest(now) < youngest(then)
      ? [changed("pupilsFrom", then.pupilsFrom ?? "∅", now.pupilsFrom ?? "∅")]
      : []),
    ...added("dataClasses"),
    ...added("licences"),
    ...(moreModels.length > 0 ? [`models: + ${moreModels.join(", ")}`] : []),
    ...(now.trained < then.trained ? [changed("trained", then.trained, now.trained)] : []),
  ];
}
