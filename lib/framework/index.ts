/** The framework: which use permits a service or a project on a day, and which academies it is open to. */
import type { AiEstate, InferenceService, Project, UseVersion } from "../../config/index.js";
import { GRADES, OVERSIGHTS } from "../../config/schema/orders.js";

/** The version of a use that is in force. */
export interface InForce {
  version: string;
  terms: UseVersion;
}

/** Why the framework stops a service or a project: the field of it that is refused, and in words. */
export interface Refusal {
  field: string;
  message: string;
}

export interface Verdict {
  /** Absent where no version of the use is in force. */
  inForce: InForce | undefined;
  /** Empty where it is permitted; it never is where no version is in force. */
  refusals: Refusal[];
}

/** The version of a use that is in force on `day`, `YYYY-MM-DD`: of several, the one that began last. */
export function inForceOn({ uses }: Pick<AiEstate, "uses">, use: string, day: string): InForce | undefined {
  return Object.entries(uses[use]?.versions ?? {})
    .filter(([, { from, until }]) => from <= day && (until === undefined || day <= until))
    .map(([version, terms]) => ({ version, terms }))
    .toSorted((a, b) => (a.terms.from < b.terms.from ? 1 : -1))[0];
}

const DAY = 24 * 3600 * 1000;

/** Days from which on another version of a use may be in force, `YYYY-MM-DD`. */
export const turnsOf = ({ uses }: Pick<AiEstate, "uses">, use: string): string[] =>
  Object.values(uses[use]?.versions ?? {}).flatMap(({ from, until }) => [
    from,
    ...(until === undefined ? [] : [new Date(Date.parse(until) + DAY).toISOString().slice(0, 10)]),
  ]);

/** What asks the framework: a folder of `ai`. */
export type Asking = "projects" | "services";

/** The first day on which the framework no longer permits what it did, and why. */
export interface Ending {
  day: string;
  verdict: Verdict;
}

/** When what is permitted on `day` ends; undefined where no such day is known, or a project is over before. */
export function endOf(ai: AiEstate, asking: Asking, name: string, day: string): Ending | undefined {
  if (asking === "services") {
    const service = ai.services[name];
    return service && endAfter(ai, service.use, day, (later) => judgeService(ai, service, later));
  }
  const project = ai.projects[name];
  const end = project && endAfter(ai, project.use, day, (later) => judgeProject(ai, project, later));
  return end && end.day <= project.until ? end : undefined;
}

function endAfter(
  ai: AiEstate,
  use: string,
  day: string,
  judge: (day: string) => Verdict,
): Ending | undefined {
  if (!isPermitted(judge(day))) return undefined;
  return turnsOf(ai, use)
    .filter((change) => change > day)
    .toSorted()
    .map((change) => ({ day: change, verdict: judge(change) }))
    .find(({ verdict }) => !isPermitted(verdict));
}

/** Why it is refused, in words. */
export const reasonsOf = ({ refusals }: Verdict): string => refusals.map(({ message }) => message).join(", ");

export const isPermitted = ({ inForce, refusals }: Verdict): boolean =>
  inForce !== undefined && refusals.length === 0;

/** What the framework says of an inference service on a day. */
export function judgeService(ai: AiEstate, service: InferenceService, day: string): Verdict {
  return judge(ai, service.use, day, (terms) => {
    const { audience, pupilsFrom, dataClass, oversight, model } = service;
    const licence = ai.models[model]?.licence ?? "";
    return [
      !terms.audiences.includes(audience) && refuse("audience", `${audience} are no audience of it`),
      pupilsFrom !== undefined &&
        terms.pupilsFrom !== undefined &&
        isBefore(GRADES, pupilsFrom, terms.pupilsFrom) &&
        refuse("pupilsFrom", `pupils use it from ${terms.pupilsFrom} on`),
      !terms.dataClasses.includes(dataClass) && refuse("dataClass", `${dataClass} data is not permitted`),
      isBefore(OVERSIGHTS, oversight, terms.oversight) &&
        refuse("oversight", `it asks for "${terms.oversight}" at least`),
      !terms.licences.includes(licence) && refuse("model", `the licence ${licence} is not permitted`),
      terms.models !== undefined &&
        !terms.models.includes(model) &&
        refuse("model", `${model} is not permitted`),
    ];
  });
}

/** What the framework says of a project on a day. */
export function judgeProject(ai: AiEstate, { use, dataClass }: Project, day: string): Verdict {
  return judge(ai, use, day, (terms) => [
    !terms.dataClasses.includes(dataClass) && refuse("dataClass", `${dataClass} data is not permitted`),
  ]);
}

/** Whether the framework permits a service on a day. */
export const serviceRuns = (ai: AiEstate, service: InferenceService, day: string): boolean =>
  isPermitted(judgeService(ai, service, day));

/** Whether a day is within a project's dates, and the framework permits it then. */
export const projectRuns = (ai: AiEstate, project: Project, day: string): boolean =>
  project.from <= day && day <= project.until && isPermitted(judgeProject(ai, project, day));

/**
 * Academies of `present` that a service is open to, sorted: those that ask for it and have trained as many of their
 * people as the use asks for. Pupils follow their teachers' training.
 */
export function openAcademies(
  ai: AiEstate,
  service: InferenceService,
  present: readonly string[],
  day: string,
): string[] {
  const { inForce, refusals } = judgeService(ai, service, day);
  if (inForce === undefined || refusals.length > 0) return [];
  const trained = service.audience === "staff" ? "staff" : "teachers";
  return present
    .filter((academy) => service.academies === "all" || service.academies.includes(academy))
    .filter((academy) => (ai.training?.academies[academy]?.[trained] ?? 0) >= inForce.terms.trained)
    .toSorted();
}

function judge(
  ai: AiEstate,
  use: string,
  day: string,
  against: (terms: UseVersion) => (Refusal | false)[],
): Verdict {
  const inForce = inForceOn(ai, use, day);
  if (inForce === undefined) {
    return { inForce, refusals: [refuse("use", `no version of ${use} is in force on ${day}`)] };
  }
  const refusals = against(inForce.terms).flatMap((refusal) => (refusal === false ? [] : [refusal]));
  return { inForce, refusals };
}

const refuse = (field: string, message: string): Refusal => ({ field, message });

const isBefore = <Word>(order: readonly Word[], word: Word, least: Word) =>
  order.indexOf(word) < order.indexOf(least);
