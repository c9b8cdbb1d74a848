/** What a replay says was ended for others, and what it says was held, is what the cluster says. */
import type { CoreV1Event, V1Deployment } from "@kubernetes/client-node";
import { expect, it } from "vitest";
import { type Ask, drainOf, replay } from "../../lib/replay/index.js";
import type { GpuLab } from "../../scripts/support/replay-lab.js";
import { onGpuLab, openSample } from "../support/gpu-lab.js";

const HOUR = 3600;
const SPEED = 600;
const PILOT = "detection-decrochage";
const EXAMS = "reconnaissance-copies";
/** May have four replicas, of which it keeps one. */
const SERVICE = "recherche-documentaire";

const asks = (count: number, ask: Omit<Ask, "name">): Ask[] =>
  Array.from({ length: count }, (_, index) => ({ ...ask, name: `${ask.who}-${ask.at}-${index}` }));

/** One team fills all GPUs with small jobs, and another takes twelve with one; a service asks for more than it may have. */
const TRACE = [
  ...asks(50, { at: 0, who: PILOT, gpus: 1, pods: 1, duration: 4 * HOUR }),
  ...asks(1, { at: 2 * HOUR, who: EXAMS, gpus: 1, pods: 12, duration: 2 * HOUR }),
  ...asks(5, { at: 3 * HOUR, who: SERVICE, gpus: 1, slice: "1g.10gb", pods: 1, duration: 4 * HOUR }),
];

it("preemptions are Kueue's, and replicas that no row asks for are held", async () => {
  await onGpuLab(openSample(), async (gpuLab) => {
    const { server, config, targets, capacity, cards } = gpuLab;
    const jobs = TRACE.filter(({ who }) => targets.get(who)?.kind === "project");
    const drain = drainOf(jobs, { capacity, speed: SPEED });
    const { preemptions, holdings, outcomes, end } = await replay(server, config, {
      ...{ asks: TRACE, targets, speed: SPEED, drain, cards },
    });
    const told = await preemptedIn(gpuLab);
    expect([preemptions.get(PILOT), preemptions.get(EXAMS)]).toEqual([told[PILOT] ?? 0, told[EXAMS] ?? 0]);
    // The job of twelve GPUs alone has twelve small ones ended.
    expect(preemptions.get(PILOT)).toBeGreaterThanOrEqual(12);
    const notDone = outcomes.filter(({ finished }) => finished === undefined);
    expect(notDone.map(({ ask, gaveUp }) => [ask.who, gaveUp === undefined])).toEqual(
      Array.from({ length: 2 }, () => [SERVICE, false]),
    );
    for (const [who, target] of targets) {
      if (target.kind !== "service") continue;
      const { namespace, deployment, least } = target;
      const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`;
      const { body } = await server.ask<V1Deployment>({ method: "GET", path });
      expect.soft(body.spec?.replicas, who).toBe(least);
      // What asks in the trace may still be on its way to its least.
      const kept = holdings.filter((one) => one.who === who && one.to === end);
      if (who !== SERVICE) expect.soft(kept.length, who).toBe(least);
    }
  });
});

/** How often Kueue told of a Workload that it was preempted, by namespace. */
async function preemptedIn({ server }: GpuLab): Promise<Record<string, number>> {
  const { body } = await server.ask<{ items: CoreV1Event[] }>({
    method: "GET",
    path: "/api/v1/events",
    query: { fieldSelector: "reason=Preempted,involvedObject.kind=Workload" },
  });
  const told: Record<string, number> = {};
  for (const { metadata, count, series } of body.items) {
    const namespace = metadata.namespace ?? "";
    told[namespace] = (told[namespace] ?? 0) + (series?.count ?? count ?? 1);
  }
  return told;
}
