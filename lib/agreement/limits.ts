/** Limits that hold in every week: cutovers, replications, uplinks, room on the platform. */
import {
  type Application,
  type Estate,
  type EstatePointer,
  type Phase,
  type Planning,
  pointerTo,
  pointerToFile,
} from "../../config/index.js";
import { firstDay, weekOf } from "../calendar/index.js";
import { replicas, volumeSize } from "../sizing/index.js";
import type { AgreementFinding } from "./finding.js";
import { needsPreparation } from "./order.js";
import type { Move } from "./read.js";

export function checkLimits(estate: Estate, planning: Planning, moves: readonly Move[]): AgreementFinding[] {
  return [
    ...checkCutovers(planning, moves),
    ...checkReplications(estate, moves),
    ...checkUplinks(estate, planning, moves),
    ...checkRoom(estate, planning, moves),
  ];
}

const isCopied = (estate: Estate, { application }: Move) =>
  estate.applications[application]?.database?.legacy !== undefined;

/** Adds up amounts by key and week, and says where the sum is above a limit; the move named is the last one added. */
class Sums {
  private readonly sums = new Map<string, { amount: number; last: Move }>();

  add(key: string, monday: string, amount: number, move: Move): void {
    const place = `${monday} ${key}`;
    this.sums.set(place, { amount: (this.sums.get(place)?.amount ?? 0) + amount, last: move });
  }

  *above(
    limit: (key: string) => number,
  ): Generator<{ key: string; week: string; amount: number; limit: number; last: Move }> {
    for (const [place, { amount, last }] of this.sums) {
      const key = place.slice(11);
      const most = limit(key);
      if (amount > most) yield { key, week: weekOf(place.slice(0, 10)), amount, limit: most, last };
    }
  }
}

function checkCutovers({ cutovers }: Planning, moves: readonly Move[]): AgreementFinding[] {
  const limits = {
    overall: (_: Move) => "",
    perAcademy: ({ academy }: Move) => ` in ${academy}`,
    perApplication: ({ application }: Move) => ` of ${application}`,
  };
  return Object.entries(limits).flatMap(([name, keyOf]) => {
    const sums = new Sums();
    for (const move of moves) sums.add(keyOf(move), move.cutover, 1, move);
    const rule = name as keyof typeof limits;
    return [...sums.above(() => cutovers[rule])].map(({ key, week, amount, limit, last }) => ({
      pointer: last.pointer,
      value: amount,
      message: `cutovers${key} in ${week} are more than ${limit}`,
      facts: [pointerToFile("planning", "cutovers", rule)],
    }));
  });
}

/** Replications to come; what replicates already keeps its place beside them. */
function checkReplications(estate: Estate, moves: readonly Move[]): AgreementFinding[] {
  const sums = new Sums();
  for (const move of moves.filter((one) => isCopied(estate, one))) {
    for (const monday of [...(move.weeks.replicate ?? []), ...(move.weeks.rehearse ?? [])]) {
      sums.add(move.application, monday, 1, move);
    }
  }
  return [...sums.above((name) => estate.applications[name]?.concurrentMigrations ?? 0)].map(
    ({ key, week, amount, limit, last }) => ({
      pointer: last.pointer,
      value: amount,
      message: `academies replicate ${key} in ${week}, more than ${limit}`,
      facts: [pointerTo("applications", key, "concurrentMigrations")],
    }),
  );
}

const MEGABIT = 1_000_000;

/** Whole Mbit/s. What replicates already keeps the rate of its changes for as long as it is planned to stay. */
function checkUplinks(estate: Estate, planning: Planning, moves: readonly Move[]): AgreementFinding[] {
  const { share, copyRate, changeRate } = planning.replication;
  const sums = new Sums();
  const reserved = new Map<string, number>();
  const usable = (site: string) => ((estate.sites[site]?.uplink ?? 0) * share) / 100;
  for (const move of moves.filter((one) => isCopied(estate, one))) {
    const streams = move.entry?.stage === "replicating" || move.entry?.stage === "rehearsed";
    if (streams) reserved.set(move.site, (reserved.get(move.site) ?? 0) + changeRate);
    for (const [phase, mondays] of Object.entries(move.weeks) as [Phase, string[]][]) {
      if (phase === "prepare") continue;
      const copies = phase === "replicate";
      const rate = copies ? Math.min(copyRate, usable(move.site)) : streams ? 0 : changeRate;
      for (const monday of mondays) sums.add(move.site, monday, Math.ceil(rate / MEGABIT), move);
    }
  }
  const left = (site: string) =>
    Math.max(0, Math.floor((usable(site) - (reserved.get(site) ?? 0)) / MEGABIT));
  return [...sums.above(left)]
    .filter(({ amount }) => amount > 0)
    .map(({ key, week, amount, limit, last }) => ({
      pointer: last.pointer,
      value: `${amount}Mbit/s`,
      message: `of replications over the uplink of ${key} in ${week} are more than the ${limit} Mbit/s that it has for them`,
      facts: [pointerTo("sites", key, "uplink"), pointerToFile("planning", "replication")],
    }));
}

type Amounts = { cpu: number; memory: number; storage: number };

/** Millicores, MiB and GiB that an installation which is not staged yet will take. */
function roomOf(estate: Estate, { application: name, academy }: Move): Amounts {
  const application = estate.applications[name] as Application;
  const host = estate.academies[academy] as Estate["academies"][string];
  if (application.tenancy !== "dedicated") {
    const pods = (application.web.replicas.perHundredEstablishments * host.establishments) / 100;
    return inUnits(pods * application.web.requests.cpu, pods * application.web.requests.memory, 0);
  }
  const pods = replicas(application, host.establishments, 100).max;
  return withDatabase(application, host, pods);
}

function withDatabase(
  application: Application,
  host: Estate["academies"][string] | undefined,
  pods: number,
): Amounts {
  const { web, database } = application;
  const copies = database?.instances ?? 0;
  return inUnits(
    pods * web.requests.cpu + copies * (database?.requests.cpu ?? 0),
    pods * web.requests.memory + copies * (database?.requests.memory ?? 0),
    database ? copies * volumeSize(application, host, 100) : 0,
  );
}

const inUnits = (cpu: number, memory: number, storage: number): Amounts => ({
  cpu: Math.ceil(cpu),
  memory: Math.ceil(memory / 2 ** 20),
  storage: Math.ceil(storage / 2 ** 30),
});

function checkRoom(estate: Estate, { deliveries }: Planning, moves: readonly Move[]): AgreementFinding[] {
  if (Object.keys(deliveries).length === 0) return [];
  const arrivals: { monday: string; amounts: Amounts; move: Move }[] = [];
  for (const move of moves.filter(({ entry }) => (entry?.stage ?? "inventoried") === "inventoried")) {
    const monday = Object.values(move.weeks).flat().toSorted()[0] ?? move.cutover;
    arrivals.push({ monday, amounts: roomOf(estate, move), move });
  }
  for (const application of new Set(moves.map((move) => move.application))) {
    const noun = estate.applications[application] as Application;
    const first = moves.find((move) => move.application === application) as Move;
    if (noun.tenancy === "dedicated" || !needsPreparation(estate, application)) continue;
    // Its preparation comes before any of its installations: the common release is there from its first week on.
    const week = estate.waves?.preparations[application];
    if (week !== undefined) {
      arrivals.push({
        monday: firstDay(week),
        amounts: withDatabase(noun, undefined, noun.web.replicas.max),
        move: first,
      });
    }
  }
  return (["cpu", "memory", "storage"] as const).flatMap((part) => checkPart(deliveries, arrivals, part));
}

function checkPart(
  deliveries: Planning["deliveries"],
  arrivals: readonly { monday: string; amounts: Amounts; move: Move }[],
  part: keyof Amounts,
): AgreementFinding[] {
  const unit = { cpu: 1, memory: 2 ** 20, storage: 2 ** 30 }[part];
  const sorted = arrivals.toSorted((a, b) => (a.monday < b.monday ? -1 : 1));
  let taken = 0;
  for (const [index, { monday, amounts, move }] of sorted.entries()) {
    taken += amounts[part];
    if (sorted[index + 1]?.monday === monday) continue;
    const delivered = Object.values(deliveries)
      .filter(({ on }) => on <= monday)
      .reduce((sum, one) => sum + Math.floor(one[part] / unit), 0);
    if (taken <= delivered) continue;
    return [
      {
        pointer: move.pointer,
        value: taken,
        message: `of ${part} is needed in ${weekOf(monday)}, more than the ${delivered} that are delivered by then (${{ cpu: "millicores", memory: "MiB", storage: "GiB" }[part]})`,
        facts: Object.keys(deliveries).map(
          (id): EstatePointer => pointerToFile("planning", "deliveries", id),
        ),
      },
    ];
  }
  return [];
}
