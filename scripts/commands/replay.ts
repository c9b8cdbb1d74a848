/** `transhumance replay`: what a week of jobs and demand does to the GPUs of a cluster, on a real control plane. */
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { Estate } from "../../config/index.js";
import { LabFailure } from "../../lib/lab/index.js";
import { type Ask, type TeamReport, whoAsks, workloadOf } from "../../lib/replay/index.js";
import { openEstate } from "../support/estate.js";
import { Failure } from "../support/failure.js";
import { clusterNamed, type LabCommandOptions, withLab } from "../support/lab.js";
import { example, print, table } from "../support/options.js";
import { Progress } from "../support/progress.js";
import { type LabReplay, replayInLab, traceContext } from "../support/replay-lab.js";
import { readTraceFile } from "../support/trace-file.js";

/** Where replays have their labs; each is wiped at its end. */
const FOLDER = join("out", "replay");
const MINUTE = 60;
const HOUR = 3600;

interface ReplayOptions extends LabCommandOptions {
  trace?: string;
  jobs: number;
  days: number;
  seed: number;
  speed: number;
  compare?: true;
}

const numberFrom = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`It is no whole number from ${least} to ${most}.`);
};

export function replayCommand(): Command {
  return withLab(new Command("replay"))
    .description(
      "Replays jobs and the demand for services on a lab of its own, faster than time, through the queues that are declared; reports utilisation, waits, GPU-hours and preemptions by team.",
    )
    .option(
      "--trace <file>",
      "CSV (at,who,gpus,slice,pods,duration; seconds) or Standard Workload Format, also packed by gzip",
    )
    .option(
      "--jobs <number>",
      "jobs, where there is no trace: as the projects' needs are",
      numberFrom(1, 20_000),
      2000,
    )
    .option("--days <number>", "days of such a workload", numberFrom(1, 31), 7)
    .option("--seed <number>", "seed of such a workload", numberFrom(0, 2 ** 31 - 1), 1)
    .option("--speed <number>", "seconds of the trace in one second", numberFrom(1, 10_000), 1000)
    .option("--compare", "then the same by the scheduler alone, without Kueue")
    .addHelpText(
      "after",
      example("transhumance replay --environment production --jobs 300 --days 1 --compare"),
    )
    .action(async (options: ReplayOptions) => {
      const { estate } = openEstate(options);
      const name = clusterNamed(estate, options);
      const asks = asksOf(estate, options, name);
      const runs: LabReplay[] = [];
      for (const queued of options.compare ? [true, false] : [true]) {
        runs.push(await run(estate, name, asks, queued, options.speed));
      }
      print({ ...name, asked: asks.length, runs }, options, () => runs.map(describe).join("\n\n"));
    });
}

function asksOf(
  estate: Estate,
  { trace, jobs, days, seed }: ReplayOptions,
  name: { environment: string; cluster: string },
): Ask[] {
  if (whoAsks(estate, name).pools.length === 0) {
    throw new Failure(
      `${name.environment}/${name.cluster} has no GPU pool; allowed: the clusters that config/estate/ai/pools names.`,
    );
  }
  if (trace === undefined) {
    const asks = workloadOf(estate, { ...name, jobs, days, seed });
    if (asks.length > 0) return asks;
    throw new Failure(
      `${name.environment}/${name.cluster}: no project and no service with a pool there runs on ${estate.platform.today}; nothing was replayed.`,
    );
  }
  return readTraceFile(traceContext(estate, name, trace));
}

async function run(
  estate: Estate,
  name: { environment: string; cluster: string },
  asks: readonly Ask[],
  queued: boolean,
  speed: number,
): Promise<LabReplay> {
  const seconds = asks.at(-1)?.at ?? 0;
  const title = `Replaying ${hours(seconds)} h in at least ${(seconds / speed / MINUTE).toFixed(1)} min, ${queued ? "through Kueue" : "by the scheduler alone"}`;
  const progress = new Progress(title);
  try {
    const report = await replayInLab(estate, name, {
      ...{ asks, queued, speed, root: FOLDER },
      say: (text) => progress.say(text),
      onProgress: (done, total) => progress.update(done, total),
    });
    progress.finish(title);
    return report;
  } catch (error) {
    progress.fail();
    if (error instanceof LabFailure) throw new Failure(error.message, error.details);
    throw error;
  }
}

const TITLES = { kueue: "Through Kueue", plain: "By the scheduler alone" };
const percent = (share: number) => `${Math.round(share * 100)} %`;
const hours = (seconds: number) => (seconds / HOUR).toFixed(1);

function describe({ scheduler, utilisation, resources, teams, total, ...run }: LabReplay): string {
  const { speed, horizon, end } = run;
  const done = total.finished === total.asked ? "all" : `${total.finished} of ${total.asked}`;
  const row = (team: string, kind: string, of: Omit<TeamReport, "team" | "kind">) => [
    ...[team, kind, of.asked, of.finished, hours(of.waits.p50), hours(of.waits.p95), hours(of.waits.longest)],
    ...[of.gpuHours.used, of.gpuHours.borrowed, of.gpuHours.lost].map((amount) => amount.toFixed(0)),
    of.preemptions,
  ];
  return [
    `${TITLES[scheduler]}: ${percent(utilisation)} of the cards in use over the first ${hours(horizon)} h, ${done} done after ${hours(end)} h.`,
    table(
      [
        "team",
        "for",
        "asked",
        "done",
        "wait p50",
        "p95",
        "longest",
        "GPU-h used",
        "borrowed",
        "lost",
        "preempted",
      ],
      [...teams.map((team) => row(team.team, team.kind, team)), row("all", "", total)],
    ),
    table(
      ["resource", "on the nodes", "in use"],
      resources.map(({ resource, capacity, utilisation: share }) => [resource, capacity, percent(share)]),
    ),
    `Waits in hours of the trace. At ${speed} times the speed, a second of the control plane counts as ${hours(speed)} h: waits below that are its own.`,
  ].join("\n");
}
