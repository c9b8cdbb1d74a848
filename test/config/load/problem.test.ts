/** Problems as they are printed: one line each, safe for a terminal, in reading order. */
import { describe, expect, it } from "vitest";
import { formatProblem, type Problem, showValue, sortProblems } from "../../../config/index.js";
import { showPath } from "../../../config/load/problem.js";

const problem: Problem = { file: "a.yaml", line: 2, column: 3, path: "web.port", message: "is too small" };

describe("a problem", () => {
  it("is one line: where, what, what is allowed, the way out", () => {
    expect(
      formatProblem({ ...problem, value: "80", allowed: "1024 to 65535", hint: "choose another one" }),
    ).toBe("a.yaml:2:3: web.port: 80 is too small; allowed: 1024 to 65535; choose another one");
    expect(formatProblem({ ...problem, path: "" })).toBe("a.yaml:2:3: is too small");
  });

  it("never moves a terminal's cursor, whatever part of it holds the escape", () => {
    const hostileText = "\u001b[2J\u0007\r\n\u202e\u009b";
    const hostile = {
      ...problem,
      file: hostileText,
      path: hostileText,
      value: hostileText,
      message: hostileText,
      allowed: hostileText,
      hint: hostileText,
    };
    expect(formatProblem(hostile)).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});

describe("a value", () => {
  it.each<[unknown, string]>([
    ["text", '"text"'],
    ["a\nb", '"a\\nb"'],
    [Number.POSITIVE_INFINITY, "Infinity"],
    [Number.NaN, "NaN"],
    [null, "null"],
    [undefined, "undefined"],
    [{ a: [1] }, '{"a":[1]}'],
    ["é😀", '"é😀"'],
    ["\u202e", '"\ufffd"'],
  ])("%j is shown as %s", (value, shown) => {
    expect(showValue(value)).toBe(shown);
  });

  it("is shortened", () => {
    expect(showValue("x".repeat(1000))).toHaveLength(81);
    expect(showValue("😀".repeat(1000))).not.toMatch(/\p{Surrogate}/u);
  });
});

describe("a key path", () => {
  it.each<[PropertyKey[], string]>([
    [[], ""],
    [["web", "hosts", 0, "name"], "web.hosts[0].name"],
    [["la-reunion", "x"], "la-reunion.x"],
    [["common", "a b", "c"], 'common["a b"].c'],
    [["", "a.b"], '[""]["a.b"]'],
    [["\u001b[31m"], '["\\u001b[31m"]'],
  ])("%j is shown as %s", (path, shown) => {
    expect(showPath(path)).toBe(shown);
  });

  it("is shortened where a key is very long", () => {
    expect(showPath(["k".repeat(1000)]).length).toBeLessThan(90);
  });
});

it("Problems are in the order in which a reader meets them", () => {
  const at = (file: string, line: number, column: number, message = "") => ({
    ...problem,
    file,
    line,
    column,
    message,
  });
  const sorted = [at("a", 1, 2), at("a", 2, 1, "x"), at("a", 2, 1, "y"), at("a", 10, 1), at("b", 1, 1)];
  expect(sortProblems(sorted.toReversed())).toEqual(sorted);
});
