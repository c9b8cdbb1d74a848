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
  nodes: [...Array.from({ length: 4 }, () => ({ "nvidia.com/gpu": 8 })), { "nvidia.com/mig-1g.10gb": 7 }],
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
      { name: "job-3", at: 0, who: "evaluation", gpus: 1, slice: "1g.10gb", pods: 1, duration: 600.5 },
      { name: "job-4", at: 30, who: "assistant", gpus: 1, pods: 1, duration: 7200 },
      { name: "job-2", at: 60, who: "copies", gpus: 4, pods: 2, duration: 3600 },
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
      { name: "job-2", at: 1, who: "copies", gpus: 1, pods: 1, duration: 5 },
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
      'week.csv:2:13: pods: "5" is more than all nodes together run at once; allowed: at most 4 of 8 GPUs',
      'week.csv:3:24: pods: "8" is more than all nodes together run at once; allowed: at most 7 of 1g.10gb',
      'week.csv:4:13: gpus: "2" is not what a replica of assistant holds; allowed: 1',
      'week.csv:5:16: pods: "2" is not one: each replica of assistant has a row of its own; allowed: 1',
      'week.csv:6:3: who: "tutor" does not run today: it is over, or its use does not permit it; allowed: copies, evaluation, notebooks, assistant',
    ]);
  });

  it("is refused without its columns, and where it holds nothing", () => {
    expect(read("at,whom,duration\n0,copies,1\n").problems).toEqual([
      "week.csv:1:1: has no column `who`; allowed: at, who, gpus, slice, pods, duration; add it",
      'week.csv:1:4: "whom" is no column of a trace; allowed: at, who, gpus, slice, pods, duration; did you mean "who"?',
    ]);
    expect(read("at,who,at,duration\n0,copies,1,1\n").problems).toEqual([
      'week.csv:1:8: "at" is there already; leave one of them out',
    ]);
    expect(read("").problems).toEqual([
      "week.csv:1:1: is empty; allowed: CSV with the columns at,who,gpus,slice,pods,duration, or the Standard Workload Format",
    ]);
    expect(read("at,who,duration\n").problems).toEqual(["week.csv:1:1: holds no job; write a line a job"]);
  });

  it("may quote its cells, begin with a mark of byte order, end its cells and lines otherwise, and have empty lines", () => {
    const [header, row] = [
      ["duration", "who", "at"],
      ["60", "copies", "1.5e3"],
    ];
    const expected = [{ name: "job-4", at: 1500, who: "copies", gpus: 1, pods: 1, duration: 60 }];
    for (const separator of [",", ";", "\t"]) {
      for (const newline of ["\n", "\r\n", "\r"]) {
        const quoted = row.map((cell) => `"${cell}" `).join(separator);
        const text = ["", header.join(separator), "", quoted, separator.repeat(2), ""].join(newline);
        expect(read(`\ufeff${text}`)).toMatchObject({ asks: expected, problems: [] });
      }
    }
  });

  it("is refused with the place of each cell, and all rows are read", () => {
    expect(
      read(
        'at;who;duration\n 0,5 ;"copies";  "x"\n0;"copies;1\n0;copies\n0;copies;1;1\n0;"co""pies";\n0;"copies"s;1\n',
      ).problems,
    ).toEqual([
      'week.csv:2:2: at: "0,5" is no number; allowed: a number from 0 to 316224000; write decimals with a point',
      'week.csv:2:18: duration: "x" is no number; allowed: a number from 1 to 316224000',
      'week.csv:3:3: has quotes that do not enclose all of it; write a cell as it is, or "between quotes"',
      "week.csv:4:1: has 2 cells; allowed: 3: at, who, duration",
      "week.csv:5:12: has 4 cells; allowed: 3: at, who, duration",
      'week.csv:6:3: who: "co\\"pies" is no project and no service of this cluster; allowed: copies, evaluation, notebooks, assistant; did you mean "copies"?',
      'week.csv:6:14: duration: "" is missing; allowed: a number from 1 to 316224000',
      'week.csv:7:3: has quotes that do not enclose all of it; write a cell as it is, or "between quotes"',
    ]);
  });

  it("is told once that it has no header, or is in another format", () => {
    const header =
      "is no header of a trace; allowed: CSV with the columns at,who,gpus,slice,pods,duration, or the Standard Workload Format; name the columns in the first line";
    expect(read("\n0,copies,4\n5,copies,4\n").problems).toEqual([`week.csv:2:1: "0,copies,4" ${header}`]);
    expect(read(Buffer.from("\ufeffat,who\n", "utf16le").toString()).problems).toEqual([
      "week.csv:1:1: is no text in UTF-8; allowed: CSV with the columns at,who,gpus,slice,pods,duration, or the Standard Workload Format; save it as such",
    ]);
    expect(read("# at who\n").problems).toEqual([`week.csv:1:1: "# at who" ${header}`]);
    for (const json of ['{"at":0,"who":"copies"}\n{"at":1}\n', '[\n{"at":0}\n]']) {
      expect(read(json).problems).toEqual([
        "week.csv:1:1: is JSON; allowed: CSV with the columns at,who,gpus,slice,pods,duration, or the Standard Workload Format; from a line of JSON a job: jq -r '[.at, .who, .gpus, .slice, .pods, .duration] | @csv', below a line with the columns",
      ]);
    }
  });
});

describe("a trace in the Standard Workload Format", () => {
  interface Job {
    submit?: number;
    seconds?: number;
    allocated?: number;
    requested?: number;
    status?: number;
    user?: number;
  }
  const swf = ({ submit = 10, seconds = 60, allocated = -1, requested = -1, status = 1, user = 7 }: Job) =>
    [1, submit, 0, seconds, allocated, -1, -1, requested, -1, -1, status, user, 1, 1, 1, 1, -1, -1].join(" ");

  it("gives each user a project, and more GPUs than a node has to several pods of one size", () => {
    const jobs = [
      swf({ submit: 10, allocated: 4 }),
      swf({ submit: 5, seconds: 30, allocated: 20, user: 8 }),
      swf({ submit: 20, allocated: 13, user: 9 }),
      swf({ submit: 25, allocated: 31, user: 7 }),
      swf({ submit: 30, allocated: 29, user: 7 }),
    ];
    expect(read(["; Computer: any", ...jobs].join("\r\n"))).toEqual({
      problems: [],
      leftOut: { neverRan: 0, tooLarge: 0, partial: 0, undated: 0 },
      asks: [
        { name: "job-3", at: 0, who: "evaluation", gpus: 5, pods: 4, duration: 30 },
        { name: "job-2", at: 5, who: "copies", gpus: 4, pods: 1, duration: 60 },
        { name: "job-4", at: 15, who: "copies", gpus: 1, pods: 13, duration: 60 },
        { name: "job-5", at: 20, who: "copies", gpus: 1, pods: 31, duration: 60 },
        { name: "job-6", at: 25, who: "copies", gpus: 1, pods: 29, duration: 60 },
      ],
    });
  });

  it("counts the processors that a job was given, and those that it asked for where that is not known", () => {
    const jobs = [swf({ allocated: 2, requested: 6 }), swf({ requested: 6 })];
    expect(read(jobs.join("\n")).asks.map(({ gpus }) => gpus)).toEqual([2, 6]);
  });

  it("leaves out what never ran, is too large, or has no time, and parts of what is there as a whole", () => {
    const jobs = [
      swf({ seconds: 0, allocated: 4 }),
      swf({ seconds: -1, allocated: 4, status: 5 }),
      swf({}),
      swf({ allocated: 33 }),
      swf({ allocated: 1e21 }).replace("1e+21", "9".repeat(400)),
      swf({ submit: -1, allocated: 1 }),
      ...[2, 3, 4].map((status) => swf({ allocated: 1, status })),
      swf({ allocated: 1, status: 5, submit: 99 }),
    ];
    expect(read(jobs.join("\n"))).toEqual({
      problems: [],
      leftOut: { neverRan: 3, tooLarge: 2, partial: 3, undated: 1 },
      asks: [{ name: "job-10", at: 0, who: "copies", gpus: 1, pods: 1, duration: 60 }],
    });
    expect(read(jobs.slice(0, 9).join("\n")).problems).toEqual([
      "week.csv:1:1: holds no job that can be asked for: 3 never ran, 2 larger than the cluster, 3 parts of jobs that have a line of their own, 1 without a time of submission; take another trace, or another cluster",
    ]);
    expect(read("; Computer: any\n").problems).toEqual(["week.csv:1:1: holds no job; write a line a job"]);
  });

  it("is refused where no project has whole GPUs, or times are no seconds of a trace", () => {
    const slices = { ...CONTEXT, projects: ["notebooks"] };
    expect(read(swf({ allocated: 4 }), slices).problems[0]).toContain(
      "no project that runs on this cluster today has any",
    );
    expect(read(swf({ submit: 1_700_000_000, seconds: 4e8, allocated: 4 })).problems).toEqual([
      'week.csv:1:3: submit time: "1700000000" is out of range; allowed: at most 316224000 seconds; is it in seconds from the start of the trace?',
      'week.csv:1:16: run time: "400000000" is out of range; allowed: at most 316224000 seconds; is it in seconds from the start of the trace?',
    ]);
  });

  it("is refused with every field that is no number, and every line that is no job", () => {
    const odd = swf({ allocated: 4 }).replace("1 10 0 60", "1  ten 0 1:00");
    expect(read(`${odd}\n 1 2 three\n`).problems).toEqual([
      'week.csv:1:4: field 2: "ten" is no number; allowed: a number, or -1 for what is not known',
      'week.csv:1:10: field 4: "1:00" is no number; allowed: a number, or -1 for what is not known',
      'week.csv:2:2: "1 2 three" has 3 fields; a job of the Standard Workload Format has 18; allowed: 18 numbers; write -1 for what is not known, or CSV with the columns at,who,gpus,slice,pods,duration',
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
