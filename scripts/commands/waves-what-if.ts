/** `transhumance waves what-if`: the least-change plan of a changed estate. */
import { Command } from "commander";
import { didYouMean, type Estate, list } from "../../config/index.js";
import { addDays } from "../../lib/calendar/index.js";
import { type Change, changes, type WhatIf, whatIf } from "../../lib/waves/index.js";
import { openEstate } from "../support/estate.js";
import { Failure } from "../support/failure.js";
import { example, print, table } from "../support/options.js";
import {
  objectiveTable,
  planOrFail,
  type SolvingOptions,
  whileSolving,
  withSolving,
} from "../support/waves.js";

interface WhatIfOptions extends SolvingOptions {
  with?: string;
  loseSite: string[];
  halveTeam: string[];
  moveFreeze: string[];
  delay: string[];
  addPerson: string[];
  widenUplink: string[];
}

/** Days until a lost site is gone, where nothing else is said: «next month». */
const NEXT_MONTH = 30;

const collect = (value: string, all: string[]) => [...all, value];

export function wavesWhatIfCommand(): Command {
  return withSolving(new Command("what-if"), 10)
    .description(
      "Plans again after changes, moving as little as it can, and says what differs; writes nothing.",
    )
    .option("--with <folder>", "the estate is that of an edited copy of its folder, whatever differs")
    .option("--lose-site <site[=day]>", "the site closes then, or next month", collect, [])
    .option("--halve-team <team>", "everybody in it has half the time", collect, [])
    .option(
      "--move-freeze <freeze=days>",
      "a freeze, as that of an exam, is so many days later (or -earlier)",
      collect,
      [],
    )
    .option(
      "--delay <application=day>",
      "what is not cut over yet of it is not before the week of that day",
      collect,
      [],
    )
    .option("--add-person <team=skill+skill>", "one person more", collect, [])
    .option("--widen-uplink <site=Mbit/s>", "a faster uplink", collect, [])
    .addHelpText("after", example("transhumance waves what-if --lose-site limoges"))
    .action(async (options: WhatIfOptions) => {
      const { estate, locate } = openEstate(options);
      if (!estate.waves)
        throw new Failure("Nothing is agreed yet: transhumance waves plan writes waves.yaml.");
      const edited =
        options.with === undefined ? undefined : openEstate({ ...options, estate: options.with });
      const wanted = [
        ...(edited ? [changes.replacement(`the estate is that of ${options.with}`, edited.estate)] : []),
        ...readChanges(edited?.estate ?? estate, options),
      ];
      if (wanted.length === 0) throw new Failure("Name at least one change (see --help).");
      const answer = await whileSolving("Planning again", options, async (solving) => {
        const found = await whatIf(estate, wanted, solving);
        await planOrFail(found.outcome, found.estate, edited?.locate ?? locate, { ...solving, seconds: 3 });
        return found;
      });
      const { outcome, difference, broken } = answer;
      const { objective, gap, statistics } = outcome as Extract<WhatIf["outcome"], { plan: unknown }>;
      print({ changes: answer.changes, broken, objective, gap, statistics, ...difference }, options, () =>
        describe(answer),
      );
    });
}

function readChanges(estate: Estate, options: WhatIfOptions): Change[] {
  const named = (option: string, text: string, things: object): [string, string] => {
    const [id = "", value = ""] = text.split("=");
    if (Object.hasOwn(things, id)) return [id, value];
    const known = Object.keys(things);
    throw new Failure(
      [`--${option}: "${id}" is not in the estate; allowed: ${list(known, 40)}`, didYouMean(id, known) ?? ""]
        .filter(Boolean)
        .join("; "),
    );
  };
  const wrong = (option: string, value: string, allowed: string): never => {
    throw new Failure(`--${option}: "${value}" is not accepted; allowed: ${allowed}`);
  };
  return [
    ...options.loseSite.map((text) => {
      const [site, day] = named("lose-site", text, estate.sites);
      if (day && !isDay(day)) wrong("lose-site", day, "a day, e.g. lille=2027-01-31");
      return changes.close(site, day || addDays(estate.platform.today, NEXT_MONTH));
    }),
    ...options.halveTeam.map((text) => changes.halve(named("halve-team", text, estate.teams)[0])),
    ...options.moveFreeze.map((text) => {
      const [freeze, days] = named("move-freeze", text, estate.freezes);
      if (!/^-?\d{1,3}$/.test(days)) wrong("move-freeze", days, "days, e.g. baccalaureat-2027=7");
      return changes.shift(freeze, Number(days));
    }),
    ...options.delay.map((text) => {
      const [application, day] = named("delay", text, estate.applications);
      if (!isDay(day)) wrong("delay", day, "a day, e.g. siecle=2027-09-06");
      return changes.delay(application, day);
    }),
    ...options.addPerson.map((text) => {
      const [team, value] = named("add-person", text, estate.teams);
      const skills = value.split("+").map((skill) => named("add-person", skill, estate.skills)[0]);
      return changes.hire(team, skills);
    }),
    ...options.widenUplink.map((text) => {
      const [site, megabits] = named("widen-uplink", text, estate.sites);
      if (!/^\d{1,5}$/.test(megabits)) wrong("widen-uplink", megabits, "Mbit/s, e.g. mayotte=100");
      return changes.widen(site, Number(megabits));
    }),
  ];
}

function isDay(text: string): boolean {
  try {
    return addDays(text, 0) === text;
  } catch {
    return false;
  }
}

/** Moves that are shown to people. */
const MOST_SHOWN = 40;

function describe({ changes: texts, broken, outcome, difference }: WhatIf): string {
  const moves = difference?.moves ?? [];
  const share = (100 * (difference?.untouchedMoved ?? 0)) / Math.max(1, difference?.untouched ?? 0);
  return [
    `If ${texts.join(" and ")}: the agreed plan breaks ${broken} facts.`,
    `${moves.length} installations move; of the ${difference?.untouched} that the change does not concern and that could stay, ${difference?.untouchedMoved} (${share.toFixed(1)} %).`,
    table(
      ["installation", "agreed", "then", "weeks"],
      moves
        .slice(0, MOST_SHOWN)
        .map(({ application, academy, from, to, weeks }) => [
          `${application} in ${academy}`,
          from ?? "",
          to,
          weeks,
        ]),
    ),
    moves.length > MOST_SHOWN ? `and ${moves.length - MOST_SHOWN} more: see --json` : "",
    "plan" in outcome ? objectiveTable(outcome) : "",
  ]
    .filter((line) => line !== "")
    .join("\n");
}
