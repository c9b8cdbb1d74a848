/** What is wrong with the rules of planning.yaml before anything is planned. */
import {
  didYouMean,
  type Estate,
  type EstatePointer,
  list,
  pointerTo,
  pointerToFile,
  type Work,
} from "../../config/index.js";
import { cutoverWeeks } from "../calendar/index.js";
import { academiesOf, installationsOf } from "../migration/index.js";
import { timelineOf } from "./timeline.js";

export interface PlanningFinding {
  pointer: EstatePointer;
  value?: unknown;
  message: string;
  allowed?: string;
  hint?: string;
}

/** Pins that contradict the ledger or the calendar, work that nobody can do, bridges over nothing, no week at all. */
export function checkPlanning(estate: Estate): PlanningFinding[] {
  if (!estate.planning) return [];
  return [
    ...checkHorizon(estate),
    ...checkPins(estate),
    ...checkSkills(estate),
    ...checkBridges(estate),
    ...checkWeeks(estate),
  ];
}

function checkHorizon(estate: Estate): PlanningFinding[] {
  if (timelineOf(estate).weeks.length > 0) return [];
  const { horizon, today } = estate.platform;
  return [
    {
      pointer: pointerToFile("platform", "horizon"),
      value: horizon,
      message: `has no whole week from ${today} on in which something could be planned`,
      hint: "let it end later",
    },
  ];
}

function checkPins(estate: Estate): PlanningFinding[] {
  const pins = Object.entries(estate.planning?.pins ?? {});
  return pins.flatMap(([name, academies]) =>
    Object.entries(academies ?? {}).flatMap(([academy, pin]): PlanningFinding[] => {
      const application = estate.applications[name];
      if (!application || !pin) return [];
      const pointer = pointerToFile("planning", "pins", name, academy);
      const users = application.installed === "centrally" ? [] : academiesOf(estate, application);
      if (!users.includes(academy)) {
        const hint = didYouMean(academy, users);
        return [
          {
            pointer,
            value: academy,
            message: `has no installation of ${name}`,
            allowed: list(users, 30) || "none: it is installed centrally",
            ...(hint ? { hint } : {}),
          },
        ];
      }
      const entry = estate.migrations[name]?.installations[academy];
      if (entry && ["cutover", "soaked", "decommissioned"].includes(entry.stage)) {
        return [
          {
            pointer,
            value: pin,
            message: `contradicts the ledger: ${name} in ${academy} is ${entry.stage} since ${entry.since}`,
            hint: "remove the pin, or correct the ledger",
          },
        ];
      }
      return checkPinnedWeeks(estate, name, academy, pointer);
    }),
  );
}

/** At least one of the pinned weeks is allowed. */
function checkPinnedWeeks(
  estate: Estate,
  application: string,
  academy: string,
  pointer: EstatePointer,
): PlanningFinding[] {
  const pin = estate.planning?.pins[application]?.[academy];
  const { periodOf } = timelineOf(estate);
  const weeks = cutoverWeeks(estate, application, academy).filter(
    ({ week, allowed }) => allowed && periodOf.has(week),
  );
  const inside = weeks.filter(({ week }) => (pin?.from ?? week) <= week && week <= (pin?.until ?? week));
  if (inside.length > 0) return [];
  const nearest = weeks.map(({ week }) => week);
  return [
    {
      pointer,
      value: { from: pin?.from, until: pin?.until },
      message: `holds no week in which ${application} in ${academy} may be cut over`,
      allowed: list(nearest, 8) || "no week at all",
      hint: "pin an allowed week, or lift what forbids it",
    },
  ];
}

/** Every work that is asked for has somebody in the team who can do it. */
function checkSkills(estate: Estate): PlanningFinding[] {
  const { planning } = estate;
  if (!planning) return [];
  const findings = new Map<string, PlanningFinding>();
  const works: [EstatePointer, Work[]][] = [
    [pointerToFile("planning", "preparation", "work"), planning.preparation.work],
    ...Object.entries(planning.phases).map(([phase, { work }]): [EstatePointer, Work[]] => [
      pointerToFile("planning", "phases", phase, "work"),
      work,
    ]),
  ];
  const waiting = new Set(
    installationsOf(estate)
      .filter(({ stage }) => stage !== "decommissioned")
      .map(({ application }) => application),
  );
  for (const name of waiting) {
    const application = estate.applications[name];
    if (!application) continue;
    for (const [pointer, list] of works) {
      for (const [index, { by, team, skill = application.database?.legacy }] of list.entries()) {
        if (skill === undefined) continue;
        const asked = team ?? (by === "owner" ? application.owner : estate.platform.owner);
        const people = Object.values(estate.teams[asked]?.people ?? {});
        if (people.some(({ skills }) => skills.includes(skill))) continue;
        const place: EstatePointer = `${pointer}/${index}`;
        findings.set(`${asked} ${skill} ${place}`, {
          pointer: place,
          value: skill,
          message: `is a skill that nobody in ${asked} has, and ${name} asks for it`,
          hint: `add it to somebody in teams/${asked}.yaml, or ask another team`,
        });
      }
    }
  }
  return [...findings.values()];
}

function checkBridges(estate: Estate): PlanningFinding[] {
  return (estate.planning?.bridges ?? []).flatMap(({ consumer, producer }, index) =>
    estate.applications[consumer]?.dependsOn.includes(producer)
      ? []
      : [
          {
            pointer: pointerToFile("planning", "bridges", index, "producer"),
            value: producer,
            message: `is no application that ${consumer} depends on`,
            allowed: list(estate.applications[consumer]?.dependsOn ?? []) || "none",
          },
        ],
  );
}

/** Installations that no week of the horizon allows. */
function checkWeeks(estate: Estate): PlanningFinding[] {
  const { periodOf } = timelineOf(estate);
  if (periodOf.size === 0) return [];
  const without = new Map<string, string[]>();
  for (const { application, academy, stage } of installationsOf(estate)) {
    if (["cutover", "soaked", "decommissioned"].includes(stage)) continue;
    const verdicts = cutoverWeeks(estate, application, academy);
    if (verdicts.some(({ allowed, week }) => allowed && periodOf.has(week))) continue;
    without.set(application, [...(without.get(application) ?? []), academy]);
  }
  return [...without].map(([application, academies]) => ({
    pointer: pointerTo("applications", application),
    value: application,
    message: `may be cut over in no week of the horizon in ${list(academies, 6)}`,
    hint: "lift a freeze, allow `any-week`, or let the horizon end later",
  }));
}
