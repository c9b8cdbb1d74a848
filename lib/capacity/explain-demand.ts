/** Explains the demand of a service in a quarter: from users to requests a second at the peak. */
import {
  type Estate,
  type EstatePointer,
  type InferenceService,
  pointerTo,
  pointerToFile,
} from "../../config/index.js";
import { inForceOn } from "../framework/index.js";
import { usersOf, weightIn } from "./demand.js";
import type { PlacedService } from "./production.js";
import { quarterOf } from "./quarters.js";
import { digits, type Step, sumOf } from "./step.js";

const HOUR = 3600;

export function explainDemand(estate: Estate, service: InferenceService, placed: PlacedService): Step[] {
  const at = (...path: string[]) => pointerTo("ai/services", placed.service, "demand", ...path);
  const { demand } = service;
  const open = Object.keys(placed.requests);
  const quarters = Math.max(0, quarterOf(placed.day).index - quarterOf(demand.as).index);
  const users = usersStep(estate, service, open, at("users"));
  const daily = Object.values(placed.requests).reduce((sum, count) => sum + count, 0);
  const hourly = hourStep(estate, service, placed, at("day"));
  return [
    openStep(estate, service, placed, open),
    users,
    {
      name: "requests a day",
      formula: `${digits(users.value)} × ${digits(demand.requestsPerUser)} × ${digits(demand.growth.base)} ^ ${quarters}`,
      value: daily,
      unit: "requests",
      note: `growth from quarter to quarter since ${demand.as}`,
      pointers: [at("requestsPerUser"), at("growth")],
    },
    hourly,
    {
      name: "peak",
      formula: `${digits(hourly.value)} ÷ ${HOUR} × ${digits(demand.peakToMean)}`,
      value: placed.peak,
      unit: "requests/s",
      pointers: [at("peakToMean")],
    },
  ];
}

function openStep(
  { ai }: Estate,
  { use, audience }: InferenceService,
  { day }: PlacedService,
  open: readonly string[],
): Step {
  const inForce = inForceOn(ai, use, day);
  const who = audience === "staff" ? "staff" : "teachers";
  return {
    name: "academies that it is open to",
    value: open.length,
    unit: "academies",
    note: inForce
      ? `${use} version ${inForce.version} on ${day}: ${inForce.terms.trained} % of ${who} trained`
      : `no version of ${use} is in force on ${day}`,
    pointers: [
      inForce ? pointerTo("ai/uses", use, "versions", inForce.version) : pointerTo("ai/uses", use),
      ...(ai.training ? [pointerToFile("ai/training", "academies")] : []),
    ],
  };
}

function usersStep(
  { academies }: Estate,
  { demand: { users } }: InferenceService,
  open: readonly string[],
  pointer: EstatePointer,
): Step {
  const facts = open.flatMap((name) => {
    const academy = academies[name];
    return academy ? [{ name, academy, users: usersOf(users, name, academy) }] : [];
  });
  const sized = facts.filter(({ name }) => users.academies[name] === undefined);
  const total = (of: (fact: (typeof facts)[number]) => number, from = sized) =>
    from.reduce((sum, fact) => sum + of(fact), 0);
  const { perEstablishment, perThousandLyceePupils } = users;
  const named = facts.filter(({ name }) => users.academies[name] !== undefined);
  const parts = [
    perEstablishment > 0 && `${perEstablishment} × ${total(({ academy }) => academy.establishments)}`,
    perThousandLyceePupils > 0 &&
      `${perThousandLyceePupils} × ${total(({ academy }) => academy.lyceePupils)} ÷ 1000`,
    named.length > 0 && digits(total((fact) => fact.users, named)),
  ].filter((part) => part !== false);
  const words = [
    perEstablishment > 0 && "establishments",
    perThousandLyceePupils > 0 && "pupils of lycées",
    named.length > 0 && `users that ${named.length} academies name`,
  ].filter((word) => word !== false);
  return {
    name: "users",
    formula: sumOf(parts),
    value: total((fact) => fact.users, facts),
    unit: "users",
    ...(words.length > 0 ? { note: words.join(", ") } : {}),
    pointers: [pointer],
  };
}

/** Academies whose hour has the same weight are one term. */
function hourStep(
  { academies }: Estate,
  { demand }: InferenceService,
  { requests, day, hour }: PlacedService,
  pointer: EstatePointer,
): Step {
  const byWeight = new Map<number, number>();
  for (const [name, count] of Object.entries(requests)) {
    const academy = academies[name];
    if (!academy) continue;
    const weight = weightIn(academy, demand, day, hour);
    byWeight.set(weight, (byWeight.get(weight) ?? 0) + count);
  }
  const weights = demand.day.reduce((sum, weight) => sum + weight, 0);
  const terms = [...byWeight].toSorted(([a], [b]) => b - a);
  return {
    name: "requests in the busiest hour",
    formula: `${sumOf(terms.map(([weight, count]) => `${digits(count)} × ${digits(weight)}`))} ÷ ${digits(weights)}`,
    value: terms.reduce((sum, [weight, count]) => sum + count * weight, 0) / weights,
    unit: "requests",
    note: `${day} from ${String(hour).padStart(2, "0")}:00 UTC; weights of the hour where academies are`,
    pointers: [pointer],
  };
}
