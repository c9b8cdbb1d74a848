/** Reading traces: our columns, the Standard Workload Format, and what is said of anything else. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatProblem } from "../../../config/index.js";
import { readTrace, type TraceContext } from "../../../lib/replay/index.js";

const CONTEXT: TraceContext = {
  file: "week.csv",
  holds: new Map([
    ["copies", ["nvidia.com/gpu"]],
    ["evaluation", ["nvidia.com/gpu", "nvidia.com/mig-1g.10gb"]],
    ["notebooks", ["nvidia.com/mig-1g.10gb"]],
    ["assistant", ["nvidia.com/gpu"]],
  ]),
  projects: ["copies", "evaluation", "notebooks"],
  replicas: new Map([["assistant", 1]]),
  closed: ["tutor"],
  gpusPerNode: 8,
  capacity: { "nvidia.com/gpu": 32, "nvidia.com/mig-1g.10gb": 7 },
};
const read = (text: string, context = CONTEXT) => {
  const { problems, ...rest } = readTrace(text, context);
  return { ...rest, problems: problems.map(formatProblem) };
};

describe("a trace in CSV", () => {
  it("says who asks for what, when and for how long", () => {
    const { asks, problems } = read(
      "at,who,gpus,slice,pods,duration\n60,copies,4,,2,3600\n0,evaluation,,1g.10gb,,600.5\n30,assistant,1,,,7200\n",
    );
    expect(problems).toEqual([]);
    expect(asks).toEqual([
      { name: "job-2", at: 0, who: "evaluation", gpus: 1, slice: "1g.10gb", pods: 1, duration: 600.5 },
      { name: "job-3", at: 30, who: "assistant", gpus: 1, pods: 1, duration: 7200 },
      { name: "job-1", at: 60, who: "copies", gpus: 4, pods: 2, duration: 3600 },
    ]);
  });

  it("names slices as it writes them", () => {
    const holds = new Map([["media", ["nvidia.com/mig-1g.10gb.me"]]]);
    expect(read("at,who,slice,duration\n0,media,2g.20gb,60\n", { ...CONTEXT, holds }).problems).toEqual([
      'week.csv:2:9: slice: "2g.20gb" is nothing that media has; allowed: 1g.10gb+me',
    ]);
  });

  it("may leave out columns that have a default, and have them in any order", () => {
    expect(read("duration,at,who\n5,1,copies\n").asks).toEqual([
      { name: "job-1", at: 1, who: "copies", gpus: 1, pods: 1, duration: 5 },
    ]);
  });

  it("is refused with every problem, each with its place, what is allowed and the way out", () => {
    const { asks, problems } = read(
      "at,who,gpus,slice,pods,duration\n-1,copie,9,,65,0\n0,copies,2,1g.10gb,1,60\n0,notebooks,1,,1,60\n",
    );
    expect(asks).toEqual([]);
    expect(problems).toEqual([
      'week.csv:2:1: at: "-1" is out of range; allowed: a number from 0 to 316224000',
      'week.csv:2:4: who: "copie" is no project and no service of this cluster; allowed: copies, evaluation, notebooks, assistant; did you mean "copies"?',
      'week.csv:2:10: gpus: "9" is out of range; allowed: a whole number from 1 to 8',
      'week.csv:2:13: pods: "65" is out of range; allowed: a whole number from 1 to 64',
      'week.csv:2:16: duration: "0" is out of range; allowed: a number from 1 to 316224000',
      'week.csv:3:12: slice: "1g.10gb" is nothing that copies has; allowed: none, for whole GPUs',
      'week.csv:4:15: slice: "" is missing: notebooks has no whole GPUs; allowed: 1g.10gb',
    ]);
  });

  it("is refused where it asks for what never runs, or of a service for what no replica holds", () => {
    expect(
      read(
        "at,who,gpus,slice,pods,duration\n0,copies,8,,5,60\n0,evaluation,1,1g.10gb,8,60\n0,assistant,2,,1,60\n0,assistant,1,,2,60\n0,tutor,1,,1,60\n",
      ).problems,
    ).toEqual([
      'week.csv:2:13: pods: "5" asks for more GPUs or slices than the cluster has; allowed: 32 in all',
      'week.csv:3:24: pods: "8" asks for more GPUs or slices than the cluster has; allowed: 7 in all',
      'week.csv:4:13: gpus: "2" is not what a replica of assistant holds; allowed: 1',
      'week.csv:5:16: pods: "2" is not one: each replica of assistant has a row of its own; allowed: 1',
      'week.csv:6:3: who: "tutor" does not run today: it is over, or its use does not permit it; allowed: copies, evaluation, notebooks, assistant',
    ]);
  });

  it("is refused without its columns, and where it holds nothing", () => {
    expect(read("at,whom,duration\n0,copies,1\n").problems).toEqual([
      "week.csv:1:1: has no column `who`; allowed: at, who, gpus, slice, pods, duration; add it",
      'week.csv:1:1: "whom" is no column of a trace; allowed: at, who, gpus, slice, pods, duration; did you mean "who"?',
    ]);
    expect(read("at,who,at,duration\n0,copies,1,1\n").problems).toEqual([
      "week.csv:1:1: has `at` more than once; leave one of them out",
    ]);
    expect(read("").problems).toEqual([
      "week.csv:1:1: is empty; allowed: at, who, gpus, slice, pods, duration",
    ]);
    expect(read("at,who,duration\n").problems).toEqual(["week.csv:1:1: holds no job; write a line a job"]);
    expect(read('at,who,duration\n0,"copies,1\n').problems[0]).toContain("week.csv:");
  });
});

describe("a trace in the Standard Workload Format", () => {
  const swf = (job: number, submit: number, seconds: number, processors: number, user: number) =>
    [job, submit, 0, seconds, processors, -1, -1, processors, seconds, -1, 1, user, 1, 1, 1, 1, -1, -1].join(
      " ",
    );

  it("gives each user a project, and more GPUs than a node has to several pods", () => {
    const jobs = [swf(1, 10, 60, 4, 7), swf(2, 5, 30, 20, 8), swf(3, 20, 0, 4, 7), swf(4, 20, 9, 33, 7)];
    expect(read(["; Computer: any", ...jobs].join("\n"))).toEqual({
      problems: [],
      leftOut: { neverRan: 1, tooLarge: 1 },
      asks: [
        { name: "job-2-3", at: 0, who: "evaluation", gpus: 7, pods: 3, duration: 30 },
        { name: "job-1-2", at: 5, who: "copies", gpus: 4, pods: 1, duration: 60 },
      ],
    });
  });

  it("is refused where no project has whole GPUs, nothing can be asked for, or times are no seconds of a trace", () => {
    const slices = { ...CONTEXT, projects: ["notebooks"] };
    expect(read(swf(1, 10, 60, 4, 7), slices).problems[0]).toContain(
      "no project that runs on this cluster today has any",
    );
    expect(read([swf(1, 10, 0, 4, 7), swf(2, 10, 60, 33, 7)].join("\n")).problems).toEqual([
      "week.csv:1:1: holds no job that can be asked for: 1 never ran, 1 are larger than the cluster; take another trace, or another cluster",
    ]);
    expect(read(swf(1, 1_700_000_000, 60, 4, 7)).problems).toEqual([
      'week.csv:1:1: submit time: "1700000000" is out of range; allowed: at most 316224000 seconds; is it in seconds from the start of the trace?',
    ]);
  });

  it("is refused where a line is no job", () => {
    expect(read(`${swf(1, 10, 60, 4, 7)}\n1 2 three\n`).problems).toEqual([
      'week.csv:2:1: "1 2 three" is no job of the Standard Workload Format; allowed: 18 numbers; or write CSV with the columns at,who,gpus,slice,pods,duration',
    ]);
  });
});

it("any text is read or refused, and what is read can be asked for", () => {
  const cell = fc.oneof(fc.constantFrom("0", "1", "copies", "assistant", "1g.10gb", ""), fc.string());
  const table = fc.array(
    fc.array(cell, { maxLength: 7 }).map((cells) => cells.join(",")),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        table.map((rows) => ["at,who,gpus,slice,pods,duration", ...rows].join("\n")),
      ),
      (text) => {
        const { asks, problems } = readTrace(text, CONTEXT);
        expect(asks.length > 0 || problems.length > 0).toBe(true);
        for (const { at, gpus, pods, duration } of asks) {
          expect([at >= 0, gpus >= 1 && gpus <= 8, pods >= 1, duration >= 1]).toEqual([
            true,
            true,
            true,
            true,
          ]);
        }
      },
    ),
  );
});
