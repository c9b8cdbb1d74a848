/** Checks that a version of its use, in force on the day that plans start from or later, permits what is asked for. */
import {
  type Estate,
  type EstatePointer,
  type InferenceService,
  type Project,
  pointerTo,
} from "../../config/index.js";
import { isPermitted, judgeProject, judgeService, turnsOf, type Verdict } from "../framework/index.js";
import type { CapacityFinding } from "./finding.js";

export function checkPermissions(estate: Estate): CapacityFinding[] {
  const { ai } = estate;
  return [
    ...Object.entries(ai.services).flatMap(([name, service]) =>
      // What names no model is told already.
      service.model in ai.models
        ? checkPermission(estate, service, pointerTo("ai/services", name), (day) =>
            judgeService(ai, service, day),
          )
        : [],
    ),
    ...Object.entries(ai.projects).flatMap(([name, project]) =>
      checkPermission(estate, project, pointerTo("ai/projects", name), (day) =>
        judgeProject(ai, project, day),
      ),
    ),
  ];
}

/** Some version of the use, in force today or later, must permit it: it opens then. */
function checkPermission(
  { ai, platform }: Estate,
  thing: InferenceService | Project,
  pointer: EstatePointer,
  judge: (day: string) => Verdict,
): CapacityFinding[] {
  const { use } = thing;
  const versions = Object.entries(ai.uses[use]?.versions ?? {});
  if (versions.length === 0) return [];
  const days = [platform.today, ...turnsOf(ai, use).filter((day) => day > platform.today)];
  const verdicts = days.map(judge);
  if (verdicts.some(isPermitted)) return [];
  const refused = verdicts.find(({ inForce }) => inForce !== undefined) ?? verdicts[0];
  const [refusal] = refused?.refusals ?? [];
  if (!refusal) return [];
  const ended = versions.map(
    ([version, { until }]) =>
      `version ${version} ${version === refused?.inForce?.version ? "is in force and " : ""}${until ? `ends ${until}` : "stays"}`,
  );
  return [
    {
      pointer: `${pointer}/${refusal.field}` as EstatePointer,
      value: Object.entries(thing).find(([key]) => key === refusal.field)?.[1],
      message: `is permitted by no version of ${use} from ${platform.today} on: ${refusal.message} (${ended.join(", ")})`,
      hint: `name another use, or change it to what ai/uses/${use}.yaml permits`,
    },
  ];
}
