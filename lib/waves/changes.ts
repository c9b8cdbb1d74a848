/** Changes of the estate that somebody may weigh: each gives another estate, and leaves the one at hand alone. */
import type { Estate, Team } from "../../config/index.js";
import { addDays, weekOf } from "../calendar/index.js";
import { installationsOf, servedBySite } from "../migration/index.js";

export interface Change {
  /** In a few words, e.g. `100 Mbit/s more for lille`. */
  text: string;
  apply(estate: Estate): Estate;
}

/** Several changes at once. */
export const together = (changes: readonly Change[]): Change => ({
  text: changes.map(({ text }) => text).join(", and "),
  apply: (estate) => changes.reduce((world, change) => change.apply(world), estate),
});

const MEGABIT = 1e6;

/** Another estate altogether, under the plan that is agreed. */
export const replacement = (text: string, other: Estate): Change => ({
  text,
  apply: ({ waves }) => ({ ...other, ...(waves ? { waves } : {}) }),
});

type Folder = "applications" | "sites" | "teams" | "freezes";

/** The estate with one thing of a folder replaced. Throws a RangeError where there is no such thing. */
function replaced<Name extends Folder>(
  estate: Estate,
  folder: Name,
  id: string,
  edit: (thing: Estate[Name][string]) => Estate[Name][string],
): Estate {
  const thing = estate[folder][id] as Estate[Name][string] | undefined;
  if (thing === undefined) throw new RangeError(`"${id}" names nothing in ${folder}`);
  return { ...estate, [folder]: { ...estate[folder], [id]: edit(thing) } };
}

/** A person with some skills more in a team, from a day on. */
export function hire(team: string, skills: readonly string[], from?: string): Change {
  return {
    text: `one person more for ${skills.join(" and ")} in ${team}${from ? ` from ${from} on` : ""}`,
    apply: (estate) =>
      replaced(estate, "teams", team, (one) => {
        const away =
          from && from > estate.platform.today
            ? [{ from: estate.platform.today, to: addDays(from, -1) }]
            : [];
        return {
          ...one,
          people: { ...one.people, [unused(one)]: { skills: [...skills], share: 1, leave: away } },
        };
      }),
  };
}

/** A name that nobody in a team has. */
function unused({ people }: Team): string {
  let number = 1;
  while (Object.hasOwn(people, `renfort-${number}`)) number += 1;
  return `renfort-${number}`;
}

/** A person learns a skill, and is away for as many weeks. */
export function train(team: string, person: string, skill: string, weeks: number): Change {
  return {
    text: `${person} in ${team} learns ${skill} in ${weeks} weeks`,
    apply: (estate) =>
      replaced(estate, "teams", team, (one) => {
        const learner = one.people[person];
        if (!learner) throw new RangeError(`"${person}" is nobody in ${team}`);
        const { today } = estate.platform;
        const away = { from: today, to: addDays(today, 7 * weeks - 1) };
        const taught = { ...learner, skills: [...learner.skills, skill], leave: [...learner.leave, away] };
        return { ...one, people: { ...one.people, [person]: taught } };
      }),
  };
}

/** Everybody in a team has half the time. */
export function halve(team: string): Change {
  return {
    text: `team ${team} is halved`,
    apply: (estate) =>
      replaced(estate, "teams", team, (one) => ({
        ...one,
        people: Object.fromEntries(
          Object.entries(one.people).map(([id, person]) => [id, { ...person, share: person.share / 2 }]),
        ),
      })),
  };
}

/** A faster uplink. */
export function widen(site: string, megabits: number): Change {
  return {
    text: `${megabits} Mbit/s more for ${site}`,
    apply: (estate) =>
      replaced(estate, "sites", site, (one) => ({
        ...one,
        uplink: (one.uplink + megabits * MEGABIT) as typeof one.uplink,
      })),
  };
}

/** Another last day of a site. */
export function close(site: string, day: string): Change {
  return {
    text: `${site} closes on ${day}`,
    apply: (estate) => replaced(estate, "sites", site, (one) => ({ ...one, endOfLife: day })),
  };
}

/** A freeze, as that of an exam, some days later or earlier. */
export function shift(freeze: string, days: number): Change {
  return {
    text: `freeze ${freeze} is ${Math.abs(days)} days ${days < 0 ? "earlier" : "later"}`,
    apply: (estate) =>
      replaced(estate, "freezes", freeze, (one) => ({
        ...one,
        windows: one.windows.map(({ from, to }) => ({ from: addDays(from, days), to: addDays(to, days) })),
      })),
  };
}

/** A freeze is lifted. */
export function lift(freeze: string): Change {
  return {
    text: `freeze ${freeze} is lifted`,
    apply: (estate) => {
      const { [freeze]: _, ...freezes } = estate.freezes;
      return { ...estate, freezes };
    },
  };
}

type Rules = NonNullable<Estate["planning"]>;

/** Other rules of planning.yaml. */
function ruled(text: string, edit: (planning: Rules, estate: Estate) => Rules): Change {
  return {
    text,
    apply: (estate) => (estate.planning ? { ...estate, planning: edit(estate.planning, estate) } : estate),
  };
}

/** A promise is taken back. */
export const unpin = (application: string, academy: string): Change =>
  ruled(`no promised week for ${application} in ${academy}`, (planning) => {
    const { [academy]: _, ...others } = planning.pins[application] ?? {};
    return { ...planning, pins: { ...planning.pins, [application]: others } };
  });

/** What is not cut over yet of an application is not before the week of a day. */
export const delay = (application: string, day: string): Change =>
  ruled(`${application} is cut over from ${day} on`, (planning, estate) => {
    const pins = { ...planning.pins[application] };
    const week = weekOf(day);
    for (const { academy, stage, ...one } of installationsOf(estate)) {
      if (one.application !== application || !servedBySite(stage)) continue;
      const pin = pins[academy] ?? { reason: "delayed" };
      if (pin.from === undefined || pin.from < week) pins[academy] = { ...pin, from: week };
    }
    return { ...planning, pins: { ...planning.pins, [application]: pins } };
  });

/** One cutover a week more. */
export const loosen = (rule: keyof Rules["cutovers"]): Change =>
  ruled(`one cutover a week more (${rule})`, (planning) => ({
    ...planning,
    cutovers: { ...planning.cutovers, [rule]: planning.cutovers[rule] + 1 },
  }));

/** All deliveries of the platform's room by the first week. */
export const deliverAtOnce = (): Change =>
  ruled("all room on the platform is delivered at once", (planning) => ({
    ...planning,
    deliveries: Object.fromEntries(
      Object.entries(planning.deliveries).map(([id, one]) => [id, { ...one, on: "2000-01-01" }]),
    ),
  }));

/** A consumer that may move before its producer. */
export const bridge = (consumer: string, producer: string): Change =>
  ruled(`a bridge from ${consumer} to ${producer}`, (planning) => ({
    ...planning,
    bridges: [...planning.bridges, { consumer, producer, cost: 0 }],
  }));

/** Any week rather than holidays only. */
export const anyWeek = (application: string): Change => ({
  text: `${application} may be cut over in any week`,
  apply: (estate) =>
    replaced(estate, "applications", application, (one) => ({ ...one, cutover: "any-week" })),
});

/** One academy more replicates at once. */
export const replicateMore = (application: string): Change => ({
  text: `one academy more replicates ${application} at once`,
  apply: (estate) =>
    replaced(estate, "applications", application, (one) => ({
      ...one,
      concurrentMigrations: one.concurrentMigrations + 1,
    })),
});
