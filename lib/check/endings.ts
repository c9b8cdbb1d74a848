/** Endings: services and projects that the framework permits today, and soon no longer. */
import { type Estate, type EstatePointer, pointerTo } from "../../config/index.js";
import { addDays } from "../calendar/index.js";
import { endAfter, judgeProject, judgeService, type Verdict } from "../framework/index.js";
import type { Finding } from "./finding.js";

/** How long before a use ends those who name it are told, in days (our judgement: a quarter). */
const AHEAD = 90;

/** What ends after `today`, `YYYY-MM-DD`; what has ended already is a problem, and told as one. */
export function warnEndings({ ai, platform }: Estate, today: string): Finding[] {
  const soon = addDays(today, AHEAD);
  const ending = (
    use: string,
    pointer: EstatePointer,
    judge: (day: string) => Verdict,
    last = soon,
  ): Finding[] => {
    const end = endAfter(ai, use, platform.today, judge);
    if (end === undefined || end.day <= today || end.day > soon || end.day > last) return [];
    const reasons = end.verdict.refusals.map(({ message }) => message).join(", ");
    return [
      {
        pointer,
        value: use,
        message: `permits it until ${addDays(end.day, -1)} only: ${reasons}`,
        hint: "tell those who use it, or write the version that follows",
      },
    ];
  };
  const { services, projects } = ai;
  return [
    ...Object.entries(services).flatMap(([name, service]) =>
      ending(service.use, pointerTo("ai/services", name, "use"), (day) => judgeService(ai, service, day)),
    ),
    ...Object.entries(projects).flatMap(([name, project]) =>
      ending(
        project.use,
        pointerTo("ai/projects", name, "use"),
        (day) => judgeProject(ai, project, day),
        project.until,
      ),
    ),
  ];
}
