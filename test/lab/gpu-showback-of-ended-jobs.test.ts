/** What Jobs held that nobody saw running is on their team's account, at the worth of the cards that they had. */
import type { V1Job } from "@kubernetes/client-node";
import { expect, it } from "vitest";
import { newJournal } from "../../lib/showback/index.js";
import { readShowback } from "../../scripts/support/showback.js";
import { GPU_CLUSTER, onGpuLab, openSample } from "../support/gpu-lab.js";
import { eventually } from "../support/lab.js";

const SECONDS = 4;
const JOBS = [
  { who: "reconnaissance-copies", team: "examens", gpus: 4, pods: 2, cards: 8 },
  { who: "detection-decrochage", team: "pilotage", gpus: 1, pods: 3, slice: "1g.10gb", cards: 3 / 8 },
];

it("Jobs that have ended are counted from their start to their end", async () => {
  const estate = openSample();
  await onGpuLab(estate, async ({ server, targets }) => {
    const asked = Date.now() / 1000;
    for (const { who, team: _, cards: __, ...rest } of JOBS) {
      const target = targets.get(who);
      if (target?.kind !== "project") throw new Error(`${who} is no project here`);
      const path = `/apis/batch/v1/namespaces/${who}/jobs`;
      const ask = { name: "short", at: 0, who, duration: SECONDS, ...rest };
      expect(await server.ask({ method: "POST", path, body: target.jobOf(ask, SECONDS) })).toMatchObject({
        status: 201,
      });
    }
    const ended = await eventually(
      async () =>
        (await server.ask<{ items: V1Job[] }>({ method: "GET", path: "/apis/batch/v1/jobs" })).body.items,
      (jobs) => jobs.every(({ status }) => status?.completionTime !== undefined),
    );
    expect(ended).toHaveLength(JOBS.length);
    const now = Date.now() / 1000;
    const { showback, journal } = await readShowback(
      { server, estate, name: GPU_CLUSTER },
      newJournal(GPU_CLUSTER),
      { from: asked - 60, to: now + 60 },
      now,
    );
    for (const { who, team, cards } of JOBS) {
      const found = showback.teams.find((one) => one.team === team && one.kind === "innovation");
      expect.soft(found?.workloads, team).toBe(1);
      // Times of a Job are in whole seconds.
      const seconds = ((found?.gpuHours.used ?? 0) * 3600) / cards;
      expect.soft(seconds, team).toBeGreaterThan(SECONDS - 1);
      expect.soft(seconds, team).toBeLessThan(now - asked + 1);
      const kept = Object.values(journal.workloads).find(({ namespace }) => namespace === who);
      const units = Object.entries(kept?.units ?? {});
      expect.soft(units, who).toHaveLength(1);
      // Known from the nodes that Kueue had its pods ask for.
      for (const [resource, count] of units)
        expect.soft((kept?.cards[resource] ?? 0) * count, who).toBe(cards);
    }
  });
});
