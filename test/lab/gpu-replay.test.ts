/** A replay does what its trace says, and its report counts it: jobs through their queues, services by their replicas. */
import { expect, it } from "vitest";
import type { Ask } from "../../lib/replay/index.js";
import { replayInLab } from "../../scripts/support/replay-lab.js";
import { temporaryFolder } from "../support/estate.js";
import { GPU_CLUSTER, openSample } from "../support/gpu-lab.js";

const HOUR = 3600;
const MINUTE = 60;
const job = (number: number, rest: Partial<Ask>): Ask => ({
  ...{
    name: `job-${number}`,
    at: number * 10 * MINUTE,
    who: "reconnaissance-copies",
    gpus: 4,
    pods: 1,
    duration: HOUR,
  },
  ...rest,
});

/** Replicas of one hour's need, all at once and twice, so that requests to scale overtake each other where they can. */
const replicas = (first: number): Ask[] =>
  [1, 3].flatMap((hour, round) =>
    Array.from({ length: 6 }, (_, index) => ({
      ...job(first + 6 * round + index, { who: "assistant-enseignants", gpus: 1, duration: HOUR }),
      at: hour * HOUR,
    })),
  );

it.each([
  { scheduler: "kueue" as const, queued: true },
  { scheduler: "plain" as const, queued: false },
])("is reported as it was asked for: $scheduler", async ({ scheduler, queued }) => {
  const asks: Ask[] = [
    ...Array.from({ length: 8 }, (_, number) => job(number, {})),
    ...Array.from({ length: 8 }, (_, number) =>
      job(8 + number, { who: "evaluation-modeles", gpus: 1, slice: "2g.20gb", duration: 2 * HOUR }),
    ),
    job(16, { who: "reconnaissance-copies", gpus: 2, pods: 3 }),
    ...replicas(17),
  ].toSorted((a, b) => a.at - b.at);
  const report = await replayInLab(openSample(), GPU_CLUSTER, {
    ...{ asks, queued, speed: 300, root: temporaryFolder() },
  });
  const of = (team: string, kind: string) =>
    report.teams.find((one) => one.team === team && one.kind === kind);
  const exams = of("examens", "innovation");
  expect(exams).toMatchObject({ asked: 9, started: 9, finished: 9, preemptions: 0 });
  // What the control plane itself takes counts at 300 times the speed; less than what was asked for is impossible.
  const least = 8 * 4 + 6;
  expect(exams?.gpuHours.used).toBeGreaterThan(least * 0.98);
  expect(exams?.gpuHours.borrowed).toBeGreaterThan(least * 0.98);
  const evaluation = of("services-numeriques", "innovation");
  expect(evaluation).toMatchObject({ asked: 8, finished: 8 });
  // A slice with two of eight parts of the memory is a quarter of a card, and its own team's.
  expect(evaluation?.gpuHours.used).toBeGreaterThan((8 * 2 * 0.98) / 4);
  expect(of("services-numeriques", "production")).toMatchObject({ asked: 12, started: 12, finished: 12 });
  expect(report.scheduler).toBe(scheduler);
});
