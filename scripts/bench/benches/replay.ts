/** GPUs shared by Kueue against the plain scheduler: a week of 2,000 jobs, and how soon production has its own back. */
import { today } from "../../../lib/calendar/index.js";
import { workloadOf } from "../../../lib/replay/index.js";
import { openEstate } from "../../support/estate.js";
import { DEFAULT_ESTATE } from "../../support/options.js";
import { type LabReplay, replayInLab, withGpuLab } from "../../support/replay-lab.js";
import { fill, takeBack } from "../../support/take-back.js";
import type { Bench } from "../bench.js";
import { temporaryFolder } from "../measured-process.js";

const PLACE = { environment: "production", cluster: "sud" };
const WEEK = { ...PLACE, jobs: 2000, days: 7, seed: 1 };
/** A week in ten minutes. */
const SPEED = 1000;

export const replayBench: Bench = {
  description: "A week of 2,000 GPU jobs through Kueue and by the scheduler alone; production's burst.",
  async measure(tell) {
    const { estate } = openEstate({ estate: DEFAULT_ESTATE, today: today() });
    const reclaim = await withGpuLab(
      estate,
      PLACE,
      { queued: true, root: temporaryFolder() },
      async (gpuLab) => {
        if ((await fill(gpuLab)) === 0) throw new Error("void: innovation borrowed nothing");
        return takeBack(gpuLab);
      },
    );
    tell(`production has all its GPUs back in ${reclaim.toFixed(1)} s`);
    const asks = workloadOf(estate, WEEK);
    const week = async (queued: boolean): Promise<{ report: LabReplay; seconds: number }> => {
      const start = performance.now();
      const root = temporaryFolder();
      const report = await replayInLab(estate, PLACE, { asks, queued, speed: SPEED, root });
      return { report, seconds: (performance.now() - start) / 1000 };
    };
    const kueue = await week(true);
    tell(`through Kueue: ${kueue.seconds.toFixed(0)} s`);
    const plain = await week(false);
    tell(`by the scheduler alone: ${plain.seconds.toFixed(0)} s`);
    return [
      { metric: "reclaim", unit: "s", value: reclaim },
      { metric: "week-time", unit: "s", value: kueue.seconds, peer: plain.seconds, better: "lower" },
      { metric: "week-jobs", unit: "jobs", value: of(kueue.report, "innovation", "asked") },
      {
        metric: "week-unfinished",
        unit: "jobs",
        value: of(kueue.report, "innovation", "asked") - of(kueue.report, "innovation", "finished"),
        peer: of(plain.report, "innovation", "asked") - of(plain.report, "innovation", "finished"),
        better: "lower",
      },
      {
        metric: "production-unserved",
        unit: "replicas",
        value: of(kueue.report, "production", "asked") - of(kueue.report, "production", "started"),
        peer: of(plain.report, "production", "asked") - of(plain.report, "production", "started"),
        better: "lower",
      },
      {
        metric: "production-wait-longest",
        unit: "s of the control plane",
        value: productionWait(kueue.report),
        peer: productionWait(plain.report),
        better: "lower",
      },
      {
        metric: "utilisation",
        unit: "of all cards",
        value: kueue.report.utilisation,
        peer: plain.report.utilisation,
        better: "higher",
      },
    ];
  },
};

const of = (
  { teams }: LabReplay,
  whose: "innovation" | "production",
  count: "asked" | "started" | "finished",
) => teams.filter(({ kind }) => kind === whose).reduce((sum, team) => sum + team[count], 0);

const productionWait = ({ teams }: LabReplay) =>
  Math.max(...teams.filter(({ kind }) => kind === "production").map(({ waits }) => waits.longest)) / SPEED;
