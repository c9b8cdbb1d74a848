/** A JSON file that is no part of the estate, read and judged with the same care and the same messages. */
import { printParseErrorCode, visit } from "jsonc-parser";
import type { z } from "zod";
import { EstateDocument, type Key, type Places } from "./document.js";
import { judge } from "./explain.js";
import { type Position, type Problem, printable, showPath, showValue } from "./problem.js";
import { type Fault, Lines, readText } from "./text.js";

/** More problems of one file help nobody. */
const MOST_PROBLEMS = 50;

export interface JudgedJson<T> {
  /** The checked value; absent where there are problems. */
  data?: T;
  problems: Problem[];
  /** Position of the value at a path, or of the closest thing around it that is written. */
  locate(path: readonly Key[]): Position;
}

/** Reads a JSON file of at most `largest` bytes and judges it by `schema`. Never throws for what it holds. */
export function judgeJsonFile<T>(
  path: string,
  schema: z.ZodType<T>,
  { largest, what }: { largest: number; what: string },
): JudgedJson<T> {
  const file = printable(path);
  const { text, faults } = readText(path, { largest, what, format: "JSON" });
  const lines = new Lines(text);
  const toProblem = ({ offset, path: keys = [], ...complaint }: Fault): Problem => ({
    ...{ file, ...lines.at(offset), path: showPath(keys) },
    ...complaint,
  });
  const nowhere = () => ({ file, line: 1, column: 1 });
  if (faults.length > 0) return { problems: faults.map(toProblem), locate: nowhere };

  const reading = new Reading(text);
  if (reading.faults.length > 0)
    return { problems: reading.faults.slice(0, MOST_PROBLEMS).map(toProblem), locate: nowhere };
  const document = new EstateDocument(file, reading.value, reading.places, { value: reading.root }, lines);
  const { data, problems } = judge(document, schema);
  return {
    ...(data === undefined ? {} : { data: data as T }),
    problems: distinct([...problems]).slice(0, MOST_PROBLEMS),
    locate: (keys) => document.locate(keys),
  };
}

/** A number that is too large for two reasons is told once. */
const distinct = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];

/** Turns text into plain values, noting where they stand. */
class Reading {
  value: unknown;
  root = 0;
  readonly places: Places = new WeakMap();
  readonly faults: Fault[] = [];
  private isBroken = false;
  private readonly open: { container: object; key: Key; keyOffset: number; path: Key }[] = [];

  constructor(text: string) {
    try {
      this.read(text);
    } catch (error) {
      // The parser calls itself for each value inside of another one.
      if (!(error instanceof RangeError)) throw error;
      const offset = this.open.at(-1)?.keyOffset ?? 0;
      this.faults.push({
        offset,
        message: "is nested too deeply",
        hint: "write fewer values inside of others",
      });
    }
  }

  private read(text: string): void {
    visit(
      text,
      {
        onObjectBegin: (offset) => this.begin({}, offset),
        onArrayBegin: (offset) => this.begin([], offset),
        onObjectEnd: () => this.open.pop(),
        onArrayEnd: () => this.open.pop(),
        onObjectProperty: (key, offset) => this.name(key, offset),
        onLiteralValue: (value, offset) => this.put(value, offset),
        onError: (code, offset) => this.refuse(offset, code),
      },
      { disallowComments: true },
    );
  }

  private begin(container: object, offset: number): void {
    const path = this.put(container, offset);
    this.places.set(container, new Map());
    this.open.push({ container, key: -1, keyOffset: offset, path });
  }

  private name(key: string, offset: number): void {
    const parent = this.open.at(-1);
    if (!parent) return;
    const path = [...this.open.slice(1).map(({ path }) => path)];
    if (Object.hasOwn(parent.container, key))
      this.faults.push({
        offset,
        path,
        value: showValue(key),
        message: "is written twice",
        hint: "keep one of the two",
      });
    if (key === "__proto__")
      this.faults.push({
        offset,
        path,
        value: showValue(key),
        message: "is a name that JavaScript keeps for itself",
        hint: "choose another one",
      });
    parent.key = key;
    parent.keyOffset = offset;
  }

  /** Puts a value where the reading stands; answers its key. */
  private put(value: unknown, offset: number): Key {
    const parent = this.open.at(-1);
    if (!parent) {
      this.value = value;
      this.root = offset;
      return "";
    }
    const { container } = parent;
    const key = Array.isArray(container) ? container.length : parent.key;
    if (Array.isArray(container)) container.push(value);
    else if (key !== "__proto__") (container as Record<Key, unknown>)[key] = value;
    this.places.get(container)?.set(String(key), { value: offset, key: parent.keyOffset });
    return key;
  }

  /** The first one only: the others follow from it. */
  private refuse(offset: number, code: number): void {
    if (this.isBroken) return;
    this.isBroken = true;
    const words = printParseErrorCode(code)
      .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
      .toLowerCase();
    this.faults.push({
      offset,
      message: `is no JSON: ${words}`,
      hint: "write JSON, without comments or commas at the end",
    });
  }
}
