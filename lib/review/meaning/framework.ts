/** Framework: AI services and projects that a change stops or removes, and academies to which they open or close. */
import type { Estate, EstatePointer, Text } from "../../../config/index.js";
import { pointerTo } from "../../../config/load/pointer.js";
import {
  type Asking,
  endOf,
  isPermitted,
  judgeProject,
  judgeService,
  openAcademies,
  reasonsOf,
  type Verdict,
} from "../../framework/index.js";
import { counted, NOTHING_SAID, phrase } from "../phrases/phrase.js";
import type { Subject } from "../report-model.js";
import type { RuleId } from "../rules/index.js";
import type { EstateSide, Hit, Meaning, ReviewContext } from "./hit.js";

/** What becomes of one service or project, and the namespace of the same name. */
interface Fate {
  name: string;
  hits: Hit[];
}

export const framework: Meaning = (context) => fatesOf(context).flatMap(({ hits }) => hits);

/** Namespaces of services and projects whose end, or closing to an academy, is told here. */
export const toldNamespaces = (context: ReviewContext): Set<string> =>
  new Set(
    fatesOf(context)
      .filter(({ hits }) => hits.some(({ rule }) => ENDING.includes(rule)))
      .map(({ name }) => name),
  );

/** Keys of the training plan, `academies.lille.teachers`, whose effect is told here: a service opens or closes there. */
export function toldTraining(context: ReviewContext): Set<string> {
  const audienceOf = (name: string) =>
    [context.after, context.before].flatMap((side) => side?.estate.ai.services[name]?.audience ?? [])[0];
  return new Set(
    fatesOf(context).flatMap(({ name, hits }) =>
      hits
        .filter(({ rule }) => rule === "service-closed" || rule === "service-opened")
        .flatMap(({ subjects }) => subjects)
        .map(
          ({ place }) => `academies.${place.academy}.${audienceOf(name) === "staff" ? "staff" : "teachers"}`,
        ),
    ),
  );
}

const ENDING: readonly RuleId[] = [
  ...(["service-removed", "service-stopped", "service-closed"] as const),
  ...(["project-removed", "project-stopped"] as const),
];

function fatesOf({ before, after }: ReviewContext): Fate[] {
  if (before === undefined || after === undefined) return [];
  return [...services(before, after), ...projects(before, after)];
}

const AUDIENCES = {
  teachers: phrase("teachers", {}),
  staff: phrase("staff", {}),
  pupils: phrase("pupils", {}),
};

function services(before: EstateSide, after: EstateSide): Fate[] {
  const names = new Set([before, after].flatMap(({ estate }) => Object.keys(estate.ai.services)));
  return [...names].map((name): Fate => {
    const [old, young] = [open(before.estate, name), open(after.estate, name)];
    const closed = old.filter((academy) => !young.includes(academy));
    const ended = endOfService(before, after, name, closed);
    if (ended !== undefined) return { name, hits: [ended] };
    const opened = young.filter((academy) => !old.includes(academy));
    return {
      name,
      hits: [
        ...ending(before, after, "services", name),
        ...closed.map((academy) => access(after, "service-closed", name, academy)),
        ...opened.map((academy) => access(after, "service-opened", name, academy)),
      ],
    };
  });
}

function endOfService(
  before: EstateSide,
  after: EstateSide,
  name: string,
  closed: readonly string[],
): Hit | undefined {
  const [then, now] = [before.estate.ai.services[name], after.estate.ai.services[name]];
  if (then === undefined) return undefined;
  const loss =
    closed.length === 0
      ? NOTHING_SAID
      : phrase("; {audience} of {academies} lose it", {
          audience: AUDIENCES[then.audience],
          academies: counted(closed.length, "academy"),
        });
  const place = { team: (now ?? then).owner };
  const lost = (side: EstateSide, pointer: EstatePointer) =>
    closed.map((academy) => subject(side, `service ${name} in ${academy}`, pointer, { ...place, academy }));
  if (now === undefined) {
    const pointer = pointerTo("ai/services", name);
    return {
      rule: "service-removed",
      message: phrase("{name} leaves the estate with its engine, its hosts and its queue{loss}", {
        name,
        loss,
      }),
      subjects: [subject(before, `service ${name}`, pointer, place), ...lost(before, pointer)],
    };
  }
  const verdict = judgeService(after.estate.ai, now, after.estate.platform.today);
  const ran = isPermitted(judgeService(before.estate.ai, then, before.estate.platform.today));
  if (!ran || isPermitted(verdict)) return undefined;
  return {
    rule: "service-stopped",
    message: stopped(name, verdict, loss),
    subjects: [
      subject(after, `service ${name}`, causeOf("services", name, now.use, verdict), place),
      ...lost(after, pointerTo("ai/services", name)),
    ],
  };
}

function access(
  side: EstateSide,
  rule: "service-closed" | "service-opened",
  name: string,
  academy: string,
): Hit {
  const pointer = pointerTo("ai/services", name);
  const service = side.estate.ai.services[name];
  const place = { academy, ...(service === undefined ? {} : { team: service.owner }) };
  const audience = AUDIENCES[service?.audience ?? "staff"];
  return {
    rule,
    message:
      rule === "service-closed"
        ? phrase("{name} closes to {audience}", { name, audience })
        : phrase("{name} opens to {audience}", { name, audience }),
    subjects: [subject(side, `service ${name} in ${academy}`, pointer, place)],
  };
}

function projects(before: EstateSide, after: EstateSide): Fate[] {
  return Object.entries(before.estate.ai.projects).map(([name, then]): Fate => {
    const now = after.estate.ai.projects[name];
    const place = { team: (now ?? then).team };
    const hit = (rule: RuleId, message: Text, side: EstateSide, pointer: EstatePointer): Hit => ({
      rule,
      message,
      subjects: [subject(side, `project ${name}`, pointer, place)],
    });
    if (now === undefined) {
      const message = phrase("{name} leaves the estate with its queue and its quota; what runs is ended", {
        name,
      });
      return { name, hits: [hit("project-removed", message, before, pointerTo("ai/projects", name))] };
    }
    const { ai, platform } = after.estate;
    const verdict = judgeProject(ai, now, platform.today);
    const ran = isPermitted(judgeProject(before.estate.ai, then, before.estate.platform.today));
    const until = pointerTo("ai/projects", name, "until");
    return {
      name,
      hits: [
        ...(ran && !isPermitted(verdict)
          ? [
              hit(
                "project-stopped",
                stopped(name, verdict, NOTHING_SAID),
                after,
                causeOf("projects", name, now.use, verdict),
              ),
            ]
          : []),
        ...ending(before, after, "projects", name),
        ...(then.until < now.until
          ? [
              hit(
                "project-extended",
                phrase("{name} goes on until {now}, not {old}", { name, now: now.until, old: then.until }),
                after,
                until,
              ),
            ]
          : []),
      ],
    };
  });
}

/** Of what goes on running: the day that a version of its use, by its dates, will stop it, where that comes sooner now. */
function ending(before: EstateSide, after: EstateSide, noun: Asking, name: string): Hit[] {
  const [old, end] = [before, after].map(({ estate: { ai, platform } }) =>
    endOf(ai, noun, name, platform.today),
  );
  const now = after.estate.ai[noun][name];
  if (end === undefined || now === undefined || (old !== undefined && old.day <= end.day)) return [];
  const team = "owner" in now ? now.owner : now.team;
  const message = phrase("{name} stops on {day}: {reasons}", {
    name,
    day: end.day,
    reasons: reasonsOf(end.verdict),
  });
  return [
    {
      rule: noun === "services" ? "service-ending" : "project-ending",
      message,
      subjects: [
        subject(
          after,
          `${noun === "services" ? "service" : "project"} ${name}`,
          causeOf(noun, name, now.use, end.verdict),
          { team },
        ),
      ],
    },
  ];
}

/** Academies of any environment that a service is open to. */
function open({ ai, academies, platform }: Estate, name: string): string[] {
  const service = ai.services[name];
  return service ? openAcademies(ai, service, Object.keys(academies), platform.today) : [];
}

const stopped = (name: string, verdict: Verdict, loss: Text): Text =>
  phrase("{name} no longer runs: {reasons}{loss}", { name, reasons: reasonsOf(verdict), loss });

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

function subject(
  { locate }: EstateSide,
  name: string,
  pointer: EstatePointer,
  place: Subject["place"],
): Subject {
  const { file, line, column } = locate(pointer);
  return { name, place, source: { file, line, column } };
}
