/** Declared only: what the estate says otherwise without any resource that changes for it, and no rule that speaks of it. */
import { isDeepStrictEqual } from "node:util";
import type { Estate, EstatePointer } from "../../../config/index.js";
import { pointerTo, pointerToFile } from "../../../config/load/pointer.js";
import { FILE_NOUNS, FOLDER_NOUNS } from "../../../config/schema/nouns.js";
import { differencesOf, movedText } from "../change/differences.js";
import { phrase } from "../phrases/phrase.js";
import { toldTraining } from "./framework.js";
import { estateHit, type Hit, type ReviewContext } from "./hit.js";

/** What only plans and runbooks are computed from. All else reaches resources, and is told by what changes there. */
const PLANNING =
  /^(?:calendars|freezes|teams|ai\/throughput)\/|^(?:planning|skills|waves|ai\/sharing|ai\/training)\./;

const TRAINING = pointerToFile("ai/training");

/** One note for each file that `hits` and the changes do not speak of. */
export function declaredOnly(context: ReviewContext, hits: readonly Hit[]): Hit[] {
  const { before, after, set } = context;
  if (before === undefined || after === undefined) return [];
  const told = new Set([
    ...hits.flatMap(({ subjects }) => subjects.flatMap(({ source }) => source?.file ?? [])),
    ...set.changes.flatMap(({ source }) => source?.file ?? []),
  ]);
  const training = toldTraining(context);
  const [then, now] = [filesOf(before.estate), filesOf(after.estate)];
  return [...new Set([...then.keys(), ...now.keys()])].flatMap((pointer): Hit[] => {
    const [old, young] = [then.get(pointer), now.get(pointer)];
    if (isDeepStrictEqual(old, young) || (set.changes.length > 0 && !PLANNING.test(pointer))) return [];
    const side = young === undefined ? before : after;
    if (told.has(side.locate(pointer).file)) return [];
    const file = pointer.slice(0, pointer.indexOf("#"));
    const isChange = old !== undefined && young !== undefined;
    const differences = (isChange ? differencesOf(old, young) : []).filter(
      ({ path }) => pointer !== TRAINING || !training.has(path),
    );
    if (isChange && differences.length === 0) return [];
    const [first] = differences;
    const message =
      old === undefined
        ? phrase("{file} is new", { file })
        : young === undefined
          ? phrase("{file} is gone", { file })
          : phrase("{file}: {changes}", { file, changes: differences.map(movedText) });
    const exact = first === undefined ? pointer : within(pointer, first.path);
    return [{ ...estateHit(side, "declared-only", message, exact), evidence: differences.slice(0, 20) }];
  });
}

/** The place of the first key that differs; its file where the path is more than keys. */
function within(pointer: EstatePointer, path: string): EstatePointer {
  const keys = path.split(".");
  return keys.every((key) => /^[\w-]+$/.test(key))
    ? (`${pointer}${keys.join("/")}` as EstatePointer)
    : pointer;
}

/** Everything that has a file of its own. */
function filesOf({ ai, ...estate }: Estate): Map<EstatePointer, unknown> {
  const nouns = new Map<string, unknown>([
    ...Object.entries(estate),
    ...Object.entries(ai).map(([noun, things]) => [`ai/${noun}`, things] as const),
  ]);
  const folders = FOLDER_NOUNS.flatMap((noun) =>
    Object.entries(nouns.get(noun) as object).map(([name, thing]): [EstatePointer, unknown] => [
      pointerTo(noun, name),
      thing,
    ]),
  );
  const files = FILE_NOUNS.map((noun): [EstatePointer, unknown] => [pointerToFile(noun), nouns.get(noun)]);
  return new Map([...folders, ...files]);
}
