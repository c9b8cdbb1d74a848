/** Endings: services and projects that may run on the day that plans start from, and later no longer. */
import { type Estate, pointerTo } from "../../config/index.js";
import { addDays } from "../calendar/index.js";
import { type Asking, endOf, reasonsOf } from "../framework/index.js";
import type { Finding } from "./finding.js";

/** How long before a use ends those who name it are told, in days (our judgement: a quarter). */
const AHEAD = 90;

/** Plans start from the day of `platform.yaml`: what the framework has stopped by `today` would go on running by them. */
export const checkEndings = (estate: Estate, today: string): Finding[] =>
  endingsOf(estate)
    .filter(({ day, last }) => day <= today && (last === undefined || today <= last))
    .map(({ pointer, use, day, reasons }) => ({
      pointer,
      value: use,
      message: `permits it no more since ${day}, and plans still start from ${estate.platform.today}: ${reasons}`,
      hint: `set \`today\` of platform.yaml to ${day} or later; what no later version permits must leave too`,
    }));

/** What ends after `today`, `YYYY-MM-DD`, and soon. */
export const warnEndings = (estate: Estate, today: string): Finding[] =>
  endingsOf(estate)
    .filter(({ day }) => day > today && day <= addDays(today, AHEAD))
    .map(({ pointer, use, day, reasons }) => ({
      pointer,
      value: use,
      message: `permits it until ${addDays(day, -1)} only: ${reasons}`,
      hint: "tell those who use it, or write the version that follows",
    }));

/** Projects that are over by `today`, and that plans still give a queue to. */
export const warnOverdue = ({ ai, platform }: Estate, today: string): Finding[] =>
  Object.entries(ai.projects)
    .filter(([, { until }]) => platform.today <= until && until < today)
    .map(([name, { until }]) => ({
      pointer: pointerTo("ai/projects", name, "until"),
      value: until,
      message: `is over, and plans still start from ${platform.today}: its queue stays open`,
      hint: `set \`today\` of platform.yaml to ${addDays(until, 1)} or later, or agree on a later end`,
    }));

/** `last`: a project's own last day. */
function endingsOf({ ai, platform }: Estate) {
  const ending = (asking: Asking, name: string, use: string, last?: string) => {
    const end = endOf(ai, asking, name, platform.today);
    if (end === undefined) return [];
    const pointer = pointerTo(`ai/${asking}`, name, "use");
    return [{ pointer, use, day: end.day, last, reasons: reasonsOf(end.verdict) }];
  };
  return [
    ...Object.entries(ai.services).flatMap(([name, { use }]) => ending("services", name, use)),
    ...Object.entries(ai.projects).flatMap(([name, { use, until }]) => ending("projects", name, use, until)),
  ];
}
