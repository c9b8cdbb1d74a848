/** Explains the replicas of a service on one pool: which rows they follow from, and how. */
import { type Estate, type InferenceService, pointerTo, type Throughput } from "../../config/index.js";
import { holdingTime, speedAt } from "./curve.js";
import type { ProfileNeed } from "./need.js";
import type { PlacedService } from "./production.js";
import { MISSES, partsOf } from "./replicas.js";
import { roundUp } from "./rounding.js";
import { ceiling, digits, percent, type Step, sumOf } from "./step.js";

type PoolNeed = PlacedService["needs"][number];

/** A profile with its row. */
interface Sized extends ProfileNeed {
  answer: number;
  share: number;
  row: Throughput | undefined;
}

export function explainNeed(
  estate: Estate,
  service: InferenceService,
  placed: PlacedService,
  need: PoolNeed,
): Step[] {
  const sized = need.profiles.flatMap((one): Sized[] => {
    const profile = service.demand.profiles[one.profile];
    const row = one.measurement === undefined ? undefined : estate.ai.throughput[one.measurement];
    return profile ? [{ ...one, answer: profile.answer, share: profile.share, row }] : [];
  });
  const byQueue = sized.filter(({ basis }) => basis === "latency");
  const bySaturation = sized.filter(({ basis }) => basis === "saturation");
  return [
    ...sized.map((one) => rowStep(placed, need, one)),
    ...(need.queue && byQueue.length > 0 ? queueSteps(service, need, need.queue, byQueue) : []),
    ...(bySaturation.length > 0 ? [saturationStep(need, bySaturation)] : []),
  ];
}

const rowsOf = (sized: readonly Sized[]) =>
  [...new Set(sized.flatMap(({ measurement }) => measurement ?? []))].map((row) =>
    pointerTo("ai/throughput", row),
  );

function rowStep({ service, peak }: PlacedService, { pool }: PoolNeed, one: Sized): Step {
  const { profile, basis, measurement, share } = one;
  return {
    name: `${profile} on ${pool}`,
    formula: `${digits(share)} × ${digits(peak)}`,
    value: one.peak,
    unit: "requests/s",
    note:
      measurement === undefined
        ? `nothing is counted for it: ${whyNothing(one)}`
        : `by ${measurement} (${basis})`,
    pointers: [pointerTo("ai/services", service, "demand", "profiles", profile), ...rowsOf([one])],
  };
}

const whyNothing = ({ unmet = [] }: Sized) =>
  unmet.length === 0 ? "no measurement fits" : `${unmet.join(", ")} fits, and meets its goals at no load`;

function queueSteps(
  { goals, serving }: InferenceService,
  { pool }: PoolNeed,
  queue: NonNullable<PoolNeed["queue"]>,
  sized: readonly Sized[],
): Step[] {
  const { concurrency, holding, requestsPerSecond, replicas, late, lateWithOneFewer } = queue;
  const rate = sized.reduce((sum, { peak }) => sum + peak, 0);
  const shares = sized.reduce((sum, { share }) => sum + share, 0);
  const speeds = sized.map(({ row, answer, share }) => ({
    ...speedAt(row?.latency ?? [], concurrency),
    ...{ answer, share: share / shares },
  }));
  const slowest = Math.max(...speeds.map(({ interTokenLatency }) => interTokenLatency));
  const latest = Math.max(...speeds.map(({ p95 }) => p95));
  const pointers = rowsOf(sized);
  const parts = partsOf(rate, holding);
  return [
    {
      name: `requests at once of a replica on ${pool}`,
      value: concurrency,
      unit: "requests",
      note: `there p95 to the first token is ${digits(latest)} s of ${goals.timeToFirstToken} s, and ${digits(1 / slowest)} tokens/s of ${goals.tokensPerSecond}; at most ${serving.concurrency}`,
      pointers,
    },
    {
      name: "holding time of a request there",
      formula: speeds
        .map(
          ({ average, interTokenLatency, answer, share }) =>
            `${digits(share)} × (${digits(average)} + (${answer} − 1) ÷ ${digits(1 / interTokenLatency)})`,
        )
        .join(" + "),
      value: speeds.reduce((sum, { share, answer, ...speed }) => sum + share * holdingTime(speed, answer), 0),
      unit: "s",
      pointers,
    },
    {
      name: "a full replica ends",
      formula: `${concurrency} ÷ ${digits(holding)}`,
      value: requestsPerSecond,
      unit: "requests/s",
      pointers: [],
    },
    {
      name: "replicas at least",
      formula: ceiling(`${digits(rate)} ÷ ${digits(requestsPerSecond)}`),
      value: Math.max(0, roundUp(rate / requestsPerSecond)),
      unit: "replicas",
      pointers: [],
    },
    {
      name: `replicas for the percentile on ${pool}`,
      value: replicas,
      unit: "replicas",
      note:
        replicas === 0
          ? "nobody asks"
          : `${percent(late)} of the requests are late, ${percent(lateWithOneFewer)} with one fewer; at most ${percent(MISSES)}${parts === 1 ? "" : `; the load in ${digits(parts)} equal parts, each by itself`}`,
      pointers: [],
    },
  ];
}

function saturationStep({ pool, saturated }: PoolNeed, sized: readonly Sized[]): Step {
  const terms = sized.map(({ peak, answer, row }) => {
    const { tokensPerSecond = 1, derate = 1 } = row?.saturation ?? {};
    return `${digits(peak)} × ${answer} ÷ (${digits(tokensPerSecond)} × ${digits(derate)})`;
  });
  return {
    name: `replicas by derated saturation on ${pool}`,
    formula: ceiling(terms.length === 1 ? (terms[0] as string) : sumOf(terms)),
    value: saturated,
    unit: "replicas",
    note: "the latency is not proven",
    pointers: rowsOf(sized),
  };
}
