/** Workloads of Kueue for tests of showback, on a day of which all that is theirs is known. */
import type { Estate } from "../../config/index.js";
import { leastCards } from "../../lib/gpu/index.js";
import {
  cardsInPools,
  type ShowbackContext,
  showbackOf,
  usageOf,
  type Workload,
} from "../../lib/showback/index.js";

export const HOUR = 3600;
export const MORNING = Date.parse("2026-11-25T08:00:00Z") / 1000;
export const DAY = { from: MORNING - 8 * HOUR, to: MORNING + 16 * HOUR };
export const EVENING = MORNING + 12 * HOUR;
const at = (hours: number) => new Date((MORNING + hours * HOUR) * 1000).toISOString();

const profile = (memorySlices: number) => ({
  ...{ memorySlices, computeSlices: 1, starts: [0], most: 1, memory: 10 * 1024 ** 3 },
});
/** As NVIDIA's guide has them: a slice of 10 GB is an eighth of a card of 80 GB, and a quarter of one of 40. */
const GPUS = {
  large: { mig: { memorySlices: 8, computeSlices: 7, profiles: { "1g.10gb": profile(1) } } },
  small: { mig: { memorySlices: 8, computeSlices: 7, profiles: { "1g.10gb": profile(2) } } },
} as unknown as Estate["ai"]["gpus"];
const POOLS = {
  "sud-large": { gpu: "large" },
  "sud-small": { gpu: "small" },
} as unknown as Estate["ai"]["pools"];
export const cardsIn = cardsInPools({ ai: { gpus: GPUS, pools: POOLS } as Estate["ai"] });

export const CONTEXT: ShowbackContext = {
  parties: new Map([
    ["assistant", { team: "digital", kind: "production", queue: "production" }],
    ["copies", { team: "exams", kind: "innovation", queue: "exams" }],
    ["dropouts", { team: "steering", kind: "innovation", queue: "steering" }],
  ]),
  cards: (resource) => leastCards(Object.values(GPUS), resource),
  nominal: new Map([
    ["production", { "nvidia.com/gpu": 8 }],
    ["steering", { "nvidia.com/mig-1g.10gb": 2 }],
  ]),
};

export type Status = NonNullable<Workload["status"]>;

export function workload(
  namespace: string,
  amounts: Record<string, string>,
  status: Status,
  count = 1,
): Workload {
  return {
    metadata: { name: "job-1", namespace, uid: `${namespace}-1` },
    spec: {
      podSets: [{ count, template: { spec: { containers: [{ resources: { requests: amounts } }] } } }],
    },
    status,
  };
}

export const condition = (type: string, hours: number, status = "True") => ({
  ...{ type, status, reason: type, lastTransitionTime: at(hours) },
});

export const showback = (workloads: Workload[], period = DAY, now = EVENING) =>
  showbackOf(
    workloads.flatMap((one) => usageOf(one, cardsIn) ?? []),
    CONTEXT,
    period,
    now,
  );
export const hoursOf = (team: string, { teams }: ReturnType<typeof showback>) =>
  teams.find((one) => one.team === team)?.gpuHours;
