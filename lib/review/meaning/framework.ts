/** Framework: AI services and projects that a change stops, and academies to which they open or close. */
import type { Estate, EstatePointer } from "../../../config/index.js";
import { pointerTo } from "../../../config/load/pointer.js";
import { judgeProject, judgeService, openAcademies, type Verdict } from "../../framework/index.js";
import { safe, several } from "../change/text.js";
import type { Subject } from "../report-model.js";
import type { EstateSide, Hit, Meaning } from "./hit.js";

const LONGEST_MESSAGE = 400;

export const framework: Meaning = ({ before, after }) => {
  if (before === undefined || after === undefined) return [];
  return [...services(before.estate, after), ...projects(before.estate, after)];
};

function services(before: Estate, after: EstateSide): Hit[] {
  return Object.entries(after.estate.ai.services).flatMap(([name, service]): Hit[] => {
    const then = before.ai.services[name];
    const verdict = judgeService(after.estate.ai, service, after.estate.platform.today);
    const [old, young] = [then === undefined ? [] : open(before, name), open(after.estate, name)];
    const team = { team: service.owner };
    const closed = old.filter((academy) => !young.includes(academy));
    const opened = young.filter((academy) => !old.includes(academy));
    const ran = then !== undefined && isPermitted(judgeService(before.ai, then, before.platform.today));
    if (ran && !isPermitted(verdict)) {
      return [
        {
          rule: "service-stopped",
          message: stopped(
            name,
            verdict,
            closed.length === 0 ? "" : `; ${several(closed, closed.length)} lose it`,
          ),
          subjects: [
            subject(after, `service ${name}`, causeOf("services", name, service.use, verdict), team),
            ...closed.map((academy) => inAcademy(after, name, academy, team)),
          ],
        },
      ];
    }
    return [
      ...access("service-closed", `${name} closes to`, closed),
      ...access("service-opened", `${name} opens to`, opened),
    ];

    function access(rule: "service-closed" | "service-opened", what: string, academies: string[]): Hit[] {
      return academies.map((academy) => ({
        rule,
        message: safe(`${what} ${academy}`),
        subjects: [inAcademy(after, name, academy, team)],
      }));
    }
  });
}

function projects(before: Estate, after: EstateSide): Hit[] {
  const { ai, platform } = after.estate;
  return Object.entries(ai.projects).flatMap(([name, project]): Hit[] => {
    const then = before.ai.projects[name];
    if (then === undefined) return [];
    const verdict = judgeProject(ai, project, platform.today);
    const team = { team: project.team };
    const stop =
      isPermitted(judgeProject(before.ai, then, before.platform.today)) && !isPermitted(verdict)
        ? [stopped(name, verdict)]
        : [];
    const extended =
      then.until < project.until ? [`${name} goes on until ${project.until}, not ${then.until}`] : [];
    return [
      ...stop.map((message): Hit => {
        const pointer = causeOf("projects", name, project.use, verdict);
        return {
          rule: "project-stopped",
          message,
          subjects: [subject(after, `project ${name}`, pointer, team)],
        };
      }),
      ...extended.map((message): Hit => {
        const pointer = pointerTo("ai/projects", name, "until");
        return {
          rule: "project-extended",
          message,
          subjects: [subject(after, `project ${name}`, pointer, team)],
        };
      }),
    ];
  });
}

const isPermitted = ({ inForce, refusals }: Verdict): boolean =>
  inForce !== undefined && refusals.length === 0;

/** Academies of any environment that a service is open to. */
function open({ ai, academies, platform }: Estate, name: string): string[] {
  const service = ai.services[name];
  return service ? openAcademies(ai, service, Object.keys(academies), platform.today) : [];
}

const stopped = (name: string, { refusals }: Verdict, more = "") =>
  safe(
    `${name} no longer runs: ${refusals.map(({ message }) => message).join(", ")}${more}`,
    LONGEST_MESSAGE,
  );

/** A use without a version in force is the framework's doing; all else is said where the service says it. */
function causeOf(
  noun: "services" | "projects",
  name: string,
  use: string,
  { inForce, refusals }: Verdict,
): EstatePointer {
  if (inForce === undefined) return pointerTo("ai/uses", use);
  return pointerTo(`ai/${noun}`, name, refusals[0]?.field ?? "use");
}

const inAcademy = (side: EstateSide, service: string, academy: string, team: object): Subject =>
  subject(side, `service ${service} in ${academy}`, pointerTo("ai/services", service), { ...team, academy });

function subject(
  { locate }: EstateSide,
  name: string,
  pointer: EstatePointer,
  place: Subject["place"],
): Subject {
  const { file, line, column } = locate(pointer);
  return { name, place, source: { file, line, column } };
}
