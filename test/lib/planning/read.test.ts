/** What a person who writes a problem file is told. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatProblem } from "../../../config/index.js";
import { readProblem } from "../../../lib/planning/index.js";
import { temporaryFolder } from "../../support/estate.js";

function complaints(text: string): string[] {
  const file = join(temporaryFolder(), "problem.json");
  writeFileSync(file, text);
  return readProblem(file).problems.map((problem) => formatProblem(problem).slice(file.length + 1));
}

test.each([
  ["text that is no JSON", '{ "tasks": {,} }', /^1:13: is no JSON/],
  [
    "a key that is written twice",
    '{ "tasks": { "a": { "duration": 1 },\n "a": { "duration": 2 } } }',
    /^2:2: .*"a" is written twice/,
  ],
  [
    "an unknown key",
    '{ "tasks": { "a": { "duration": 1, "demand": {} } } }',
    /"demand" is no known key.*did you mean "demands"/,
  ],
  [
    "a negative capacity",
    '{ "resources": { "r": { "capacity": -1 } }, "tasks": {} }',
    /^1:37: resources\.r\.capacity: -1 /,
  ],
  ["a missing capacity", '{ "resources": { "r": {} }, "tasks": {} }', /resources\.r\.capacity is missing/],
  [
    "a window that ends before it begins",
    '{ "calendars": { "c": { "closed": [[3, 1]] } }, "tasks": {} }',
    /ends before it begins/,
  ],
  ["a task with neither duration nor modes", '{ "tasks": { "a": {} } }', /needs either `duration`/],
  [
    "a resource that is not there",
    '{ "resources": { "crew": { "capacity": 1 } }, "tasks": { "a": { "duration": 1, "demands": { "crow": 1 } } } }',
    /"crow" is no resource of the problem; allowed: .*crew.*did you mean "crew"/,
  ],
  [
    "a profile of another length",
    '{ "resources": { "r": { "capacity": 1 } }, "tasks": { "a": { "duration": 3, "demands": { "r": [1, 1] } } } }',
    /has 2 amounts for a duration of 3/,
  ],
  [
    "a task that follows itself",
    '{ "tasks": { "a": { "duration": 1 } }, "precedences": [{ "from": "a", "to": "a" }] }',
    /makes a follow itself/,
  ],
  [
    "a maximal lag below the minimal one",
    '{ "tasks": { "a": { "duration": 1 }, "b": { "duration": 1 } }, "precedences": [{ "from": "a", "to": "b", "min": 3, "max": 2 }] }',
    /is less than `min`, which is 3/,
  ],
  ["what is nested too deeply", "[".repeat(200_000), /is nested too deeply/],
  ["a number beyond all numbers", '{ "horizon": 1e400, "tasks": {} }', /Infinity/],
  ["a number beyond exact ones", '{ "tasks": { "a": { "duration": 9007199254740993 } } }', /is too large/],
  ["what is no number", '{ "horizon": NaN, "tasks": {} }', /is no JSON/],
  ["a fraction", '{ "tasks": { "a": { "duration": 1.5 } } }', /tasks\.a\.duration: 1\.5/],
  [
    "a horizon beyond all memory",
    `{ "horizon": 1000000, "resources": {${Array.from({ length: 200 }, (_, r) => `"r${r}": { "capacity": 1 }`)}}, "tasks": { "a": { "duration": 1 } } }`,
    /1000000 periods are too many/,
  ],
])("%s is refused with its place and the way out", (_, text, message) => {
  const told = complaints(text);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(message);
});

test("all that is wrong is told at once", () => {
  expect(
    complaints('{ "tasks": { "a": { "duration": -1 }, "b": { "due": 1 } }, "objectives": [] }'),
  ).toHaveLength(3);
});

test("a file of 100 MB is refused in one line", () => {
  const file = join(temporaryFolder(), "large.json");
  writeFileSync(file, Buffer.alloc(100 * 1024 * 1024, " "));
  expect(readProblem(file).problems.map(({ message }) => message)).toEqual([
    "is larger than the 65536 KiB that a planning problem may have",
  ]);
});
