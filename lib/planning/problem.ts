/** The general planning problem: tasks, precedence with lags, resources over time, calendars, an ordered objective. */
import { z } from "zod";

/** Largest number of any kind: sums over a whole problem stay exact in a double. */
const LARGEST = 1_000_000_000;
/** More periods would not fit in the solver's look-up tables. */
const MOST_PERIODS = 1_000_000;

const Amount = z.int().min(0).max(LARGEST);
const Period = z.int().min(0).max(MOST_PERIODS);
const Lag = z.int().min(-MOST_PERIODS).max(MOST_PERIODS);
const Name = z.string().min(1).max(200);

const Window = z
  .tuple([Period, Period])
  .refine(([from, to]) => from <= to, { error: "ends before it begins: write [from, to], to not included" })
  .meta({ title: "Window", description: "Periods from the first to before the second: [3, 5] is 3 and 4." });

const Resource = z.strictObject({
  kind: z.enum(["renewable", "cumulative"]).default("renewable").meta({
    description:
      "renewable: taken while a task runs. cumulative: taken for good; the capacity says how much has been delivered by each period (a single number is what the literature calls a non-renewable resource).",
  }),
  capacity: z.union([Amount, z.array(Amount).min(1)]).meta({
    description: "One number, or one per period from period 0; the last one holds from there on.",
  }),
});
export type Resource = z.output<typeof Resource>;

const Calendar = z.strictObject({
  closed: z.array(Window).meta({ description: "Periods in which tasks of this calendar may not work." }),
});

const Demands = z.record(Name, z.union([Amount, z.array(Amount)])).meta({
  description:
    "By resource: one amount, or one per worked period. Of a cumulative resource, an amount is taken at the start and a list says what is taken anew in each worked period.",
});

const Mode = z.strictObject({
  duration: Period.meta({ description: "Worked periods." }),
  demands: Demands.default({}),
  cost: Amount.default(0).meta({ description: "Part of the level `cost` if the task is done in this mode." }),
});
export type Mode = z.output<typeof Mode>;

const Task = z
  .strictObject({
    duration: Period.optional().meta({ description: "Worked periods; instead of `modes`." }),
    demands: Demands.optional().meta({ description: "Of a task with `duration`." }),
    modes: z
      .record(Name, Mode)
      .optional()
      .meta({ description: "Ways to do it, by name, of which one is chosen; instead of `duration`." }),
    release: Period.default(0).meta({ description: "Earliest start." }),
    deadline: Period.optional().meta({ description: "Latest end, a hard limit." }),
    due: Period.optional().meta({ description: "Wished latest end; later costs `weight` a period." }),
    weight: Amount.default(1).meta({ description: "Of lateness and of completion." }),
    calendars: z.array(Name).default([]).meta({ description: "It works only where all of these are open." }),
    whenClosed: z.enum(["avoid", "pause"]).default("avoid").meta({
      description:
        "avoid: it runs through without a closed period. pause: it starts in an open period, rests in closed ones without using renewable resources, and goes on.",
    }),
    starts: z.array(Window).optional().meta({ description: "Periods in which it may start; absent: any." }),
    pin: z
      .strictObject({ start: Period, mode: Name.optional() })
      .optional()
      .meta({ description: "It starts exactly then (and is done in this mode)." }),
    previous: z
      .strictObject({ start: Period, weight: Amount.default(1) })
      .optional()
      .meta({ description: "Start in an earlier plan; each period away costs `weight` of stability." }),
    groups: z.array(Name).default([]).meta({ description: "Groups that it keeps open until it ends." }),
  })
  .refine(({ duration, modes }) => (duration === undefined) !== (modes === undefined), {
    error: "needs either `duration` (and `demands`) or `modes`",
  })
  .refine(({ demands, modes }) => demands === undefined || modes === undefined, {
    error: "has `modes`: write the demands there",
    path: ["demands"],
  })
  .refine(({ modes }) => modes === undefined || Object.keys(modes).length > 0, {
    error: "needs at least one mode",
    path: ["modes"],
  });
export type Task = z.output<typeof Task>;

const Precedence = z.strictObject({
  from: Name,
  to: Name,
  type: z
    .enum(["finish-start", "start-start", "finish-finish", "start-finish"])
    .default("finish-start")
    .meta({
      description: "Which event of `from` is followed by which event of `to`.",
    }),
  min: Lag.default(0).meta({ description: "Least periods between the two events; may be negative." }),
  max: Lag.optional().meta({ description: "Most periods between the two events." }),
  cost: Amount.optional().meta({
    description: "What it costs, once, not to keep it (a bridge); absent: it must be kept.",
  }),
});
export type Precedence = z.output<typeof Precedence>;

const Group = z.strictObject({
  cost: Amount.meta({ description: "For each period until the last of its tasks has ended." }),
  from: Period.default(0).meta({ description: "Periods before this one cost nothing more." }),
});

/** What a level adds up. Each is to be made as small as it can be. */
const Level = z.enum(["lateness", "cost", "makespan", "completion", "stability"]).meta({
  description:
    "lateness: weight × periods that a task ends after its due. cost: groups, precedences not kept, modes. makespan: end of the last task. completion: weight × end of each task. stability: weight × periods moved from the previous plan.",
});
export type Level = z.output<typeof Level>;

export const PlanningProblem = z
  .strictObject({
    name: z.string().optional(),
    horizon: Period.min(1).optional().meta({
      description: "Everything ends by then. Absent: late enough for all tasks one after the other.",
    }),
    resources: z.record(Name, Resource).default({}),
    calendars: z.record(Name, Calendar).default({}),
    tasks: z.record(Name, Task),
    precedences: z.array(Precedence).default([]),
    groups: z.record(Name, Group).default({}),
    objective: z
      .array(Level)
      .min(1)
      .default(["lateness", "cost", "makespan", "stability"])
      .meta({ description: "Levels, the most important first: a later one never worsens an earlier one." }),
  })
  .meta({
    title: "Planning problem",
    description:
      "Time is counted in whole periods from 0 (a period is what you take it for: a week, an hour). All numbers are whole.",
  });
export type PlanningProblem = z.output<typeof PlanningProblem>;
/** As it may be written, before defaults. */
export type PlanningProblemInput = z.input<typeof PlanningProblem>;
