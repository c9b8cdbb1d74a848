/** `transhumance showback`: the GPU-hours of a period by team, from the Workloads and Jobs of a cluster. */
import { Command } from "commander";
import { showPath } from "../../config/index.js";
import { addDays, beginOf } from "../../lib/calendar/index.js";
import type { LabName } from "../../lib/lab/index.js";
import { Journal, newJournal, type Period, type Showback } from "../../lib/showback/index.js";
import { openEstate } from "../support/estate.js";
import { Failure } from "../support/failure.js";
import { readIfThere, replaceUnchanged } from "../support/files.js";
import { onServer, type TargetOptions, withTarget } from "../support/lab-target.js";
import { example, print, readDay, table } from "../support/options.js";
import { readShowback } from "../support/showback.js";

interface ShowbackOptions extends TargetOptions {
  from?: string;
  until?: string;
  journal?: string;
}

export function showbackCommand(): Command {
  return withTarget(new Command("showback"))
    .description(
      "Says how many GPU-hours each team used, borrowed and lost to preemption in a period, from the Workloads and Jobs of a cluster. Kubernetes deletes Jobs a day after their end, and replicas at once: with a journal, run it every hour.",
    )
    .option("--from <day>", "first day, in Paris (default: the first of the month of --until)", readDay)
    .option("--until <day>", "last day (default: today)", readDay)
    .option(
      "--journal <file>",
      "keeps what was held by Workloads and Jobs that are gone; made where there is none",
    )
    .addHelpText(
      "after",
      example("transhumance showback --environment production --cluster sud --journal out/showback.json"),
    )
    .action(async ({ journal: file, ...options }: ShowbackOptions) => {
      const opened = openEstate(options);
      const { from, until, period } = periodOf(options, opened.today);
      const text = file === undefined ? undefined : readIfThere(file);
      const known = file === undefined || text === undefined ? undefined : readJournal(file, text);
      const { name, journal, showback } = await onServer(options, opened, async (connected) => {
        const { name } = connected;
        if (file !== undefined && known !== undefined) refuseForeign(file, known, name);
        const kept = known ?? newJournal(name);
        return { name, ...(await readShowback(connected, kept, period, Date.now() / 1000)) };
      });
      if (file !== undefined) replaceUnchanged(file, text, `${JSON.stringify(journal, null, 2)}\n`);
      print({ ...name, from, until, ...showback }, options, () => describe(from, until, showback));
    });
}

function periodOf(
  { from, until }: Pick<ShowbackOptions, "from" | "until">,
  today: string,
): { from: string; until: string; period: Period } {
  const last = until ?? today;
  const first = from ?? `${last.slice(0, 7)}-01`;
  if (first > last) throw new Failure(`--from: ${first} is after the last day; allowed: at most ${last}`);
  return { from: first, until: last, period: { from: beginOf(first), to: beginOf(addDays(last, 1)) } };
}

/** Workloads of two clusters in one file would count on both. */
function refuseForeign(file: string, { environment, cluster }: Journal, name: LabName): void {
  if (environment === name.environment && cluster === name.cluster) return;
  throw new Failure(
    `--journal: ${file} is of ${environment}/${cluster}, not of ${name.environment}/${name.cluster}; name another file: each cluster has its own`,
  );
}

function readJournal(file: string, text: string): Journal {
  const way = "name another file, or remove it: a new one is made";
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Failure(`--journal: ${file} is no JSON: ${(error as Error).message}; ${way}`);
  }
  const parsed = Journal.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Failure(
    `--journal: ${file} is no journal of showback: ${showPath(issue?.path ?? [])}: ${issue?.message}; ${way}`,
  );
}

function describe(from: string, until: string, { teams, total }: Showback): string {
  const row = (team: string, kind: string, { workloads, gpuHours, preemptions }: Showback["total"]) => [
    ...[team, kind, workloads],
    ...[gpuHours.used, gpuHours.borrowed, gpuHours.lost].map((hours) => hours.toFixed(2)),
    preemptions,
  ];
  return [
    `GPU-hours from ${from} to ${until}, in whole cards.`,
    table(
      ["team", "for", "workloads", "used", "borrowed", "lost", "preempted"],
      [...teams.map((one) => row(one.team, one.kind, one)), row("all", "", total)],
    ),
    "Lost is the most that preemption can have cost: what goes on from a checkpoint loses less.",
  ].join("\n");
}
