/** Teams that all ask for more than there is get GPUs by their weights, over a working day. */
import { expect, it } from "vitest";
import { type Ask, replay, reportOf } from "../../lib/replay/index.js";
import { onGpuLab, openSample } from "../support/gpu-lab.js";

const HOUR = 3600;
const GPUS = 4;
/** Real seconds that a day of eight hours takes. */
const SECONDS = 72;
const TOLERANCE = 0.1;

it("a day's GPU-hours of competing teams are as their weights", async () => {
  const estate = openSample();
  const { projects, sharing } = estate.ai;
  const weights = sharing?.weights ?? {};
  const teams = new Map(Object.entries(projects).map(([who, { team }]) => [who, team]));
  await onGpuLab(estate, async (gpuLab) => {
    const { server, config, targets, capacity, cards } = gpuLab;
    const slots = (capacity["nvidia.com/gpu"] ?? 0) / GPUS;
    // Each team alone asks for more than all there is.
    const asks: Ask[] = [...teams.keys()].flatMap((who, index) =>
      Array.from({ length: slots * 8 }, (_, number) => ({
        ...{ name: `fair-${index}-${number}`, at: 0, who, gpus: GPUS, pods: 1, duration: HOUR },
      })),
    );
    const day = 8 * HOUR;
    const { holdings, ...replayed } = await replay(server, config, {
      ...{ asks, targets, speed: day / SECONDS, drain: day, cards },
    });
    const parties = new Map(
      [...teams].map(([who, team]) => [who, { team, kind: "innovation" as const, queue: "" }]),
    );
    // The day counts from when all have asked, and what began before has ended.
    const from = Math.max(...replayed.outcomes.map(({ asked }) => asked)) + HOUR;
    const during = holdings.map((one) => ({
      ...one,
      from: Math.max(one.from, from),
      to: Math.max(one.to, from),
    }));
    const report = reportOf({
      ...replayed,
      ...{ holdings: during, parties, capacity, nominal: new Map(), horizon: day },
      cards: capacity["nvidia.com/gpu"] ?? 0,
    });
    const used = report.teams.reduce((sum, { gpuHours }) => sum + gpuHours.used, 0);
    const sum = report.teams.reduce((total, { team }) => total + (weights[team] ?? 1), 0);
    for (const { team, gpuHours } of report.teams) {
      expect.soft(gpuHours.used / used, team).toBeGreaterThan((weights[team] ?? 1) / sum - TOLERANCE);
      expect.soft(gpuHours.used / used, team).toBeLessThan((weights[team] ?? 1) / sum + TOLERANCE);
    }
  });
});
