/** One YAML file of the estate: its plain value, and where each part of it stands. */
import { isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from "yaml";
import { parseYaml } from "./parse.js";
import { type Position, type Problem, showPath, showValue, UNPRINTABLE } from "./problem.js";
import { characterName, ESTATE_FILE, type Fault, Lines, readText } from "./text.js";

export type Key = string | number;

/** Where a value and its key begin. */
interface Place {
  value: number;
  key?: number;
  /** A number, true, false or null as it is written, e.g. `09`. */
  source?: string;
}

/** The places of the children of each mapping and list. */
export type Places = WeakMap<object, Map<string, Place>>;

/** The parsed file: its plain value, and where each part of it stands. */
export class EstateDocument {
  constructor(
    readonly file: string,
    readonly value: unknown,
    private readonly places: Places,
    private readonly root: Place,
    private readonly lines: Lines,
  ) {}

  /** Position of the value at `path`, or of the closest thing around it that exists. */
  locate(path: readonly Key[]): Position {
    for (let length = path.length; length > 0; length -= 1) {
      const place = this.place(path.slice(0, length));
      if (place) return this.at(place.value);
    }
    return this.at(this.root.value);
  }

  /** Position of the key itself. */
  locateKey(path: readonly Key[]): Position {
    const key = this.place(path)?.key;
    return key === undefined ? this.locate(path) : this.at(key);
  }

  /** The value at `path`, `undefined` where there is none. */
  valueAt(path: readonly Key[]): unknown {
    return path.reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, key)
          ? (value as Record<Key, unknown>)[key]
          : undefined,
      this.value,
    );
  }

  /** The number, true, false or null at `path` as it is written, e.g. `09`; `undefined` for anything else. */
  sourceAt(path: readonly Key[]): string | undefined {
    return path.length === 0 ? this.root.source : this.place(path)?.source;
  }

  private place(path: readonly Key[]): Place | undefined {
    const parent = this.valueAt(path.slice(0, -1));
    return typeof parent === "object" && parent !== null
      ? this.places.get(parent)?.get(String(path.at(-1)))
      : undefined;
  }

  private at(offset: number): Position {
    return { file: this.file, ...this.lines.at(offset) };
  }
}

/**
 * Reads and parses one file of at most `largest` bytes. `name` is what messages call it.
 * Never throws for what a file holds.
 */
export function readDocument(
  path: string,
  name: string,
  largest: number = ESTATE_FILE.largest,
): { document?: EstateDocument; problems: Problem[] } {
  const { text, faults } = readText(path, { ...ESTATE_FILE, largest });
  const lines = new Lines(text);
  const toProblem = ({ offset, path: keys = [], ...complaint }: Fault): Problem => ({
    ...{ file: name, ...lines.at(offset) },
    path: showPath(keys),
    ...complaint,
  });
  if (faults.length > 0) return { problems: faults.map(toProblem) };

  const parsed = parseYaml(text);
  const root = parsed.document?.contents;
  if (!parsed.document) return { problems: parsed.faults.map(toProblem) };
  const conversion = new Conversion(parsed.faults);
  const value = conversion.convert(root ?? null, []);
  if (value === null)
    conversion.faults.push({ offset: 0, message: "is empty", hint: "fill it, or remove it" });
  const problems = conversion.faults.map(toProblem);
  if (value === null) return { problems };
  const place = { value: root?.range?.[0] ?? 0, ...written(root ?? null) };
  return { document: new EstateDocument(name, value, conversion.places, place, lines), problems };
}

/** Turns nodes into plain values, noting where they stand and what no value of the estate may be. */
class Conversion {
  readonly places: Places = new WeakMap();

  constructor(readonly faults: Fault[]) {}

  convert(node: Node | null, path: readonly Key[]): unknown {
    if (isMap(node)) return this.convertMap(node, path);
    if (isSeq<Node>(node)) {
      const items: unknown[] = [];
      const places = new Map<string, Place>();
      this.places.set(items, places);
      for (const [index, item] of node.items.entries()) {
        places.set(String(index), { value: item.range?.[0] ?? 0, ...written(item) });
        items.push(this.convert(item, [...path, index]));
      }
      return items;
    }
    if (!isScalar(node)) return null;
    this.refuseScalar(node, path);
    return node.value;
  }

  /** Keeps the first of two values with the same key. */
  private convertMap(map: YAMLMap, path: readonly Key[]): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    const places = new Map<string, Place>();
    this.places.set(value, places);
    for (const pair of map.items) {
      const key = String((pair.key as Scalar | null)?.value ?? "");
      const keyOffset = (pair.key as Node).range?.[0] ?? 0;
      const node = pair.value as Node | null;
      if (this.refuseKey(key, keyOffset, path, places)) continue;
      places.set(key, { key: keyOffset, value: node?.range?.[0] ?? keyOffset, ...written(node) });
      value[key] = this.convert(node, [...path, key]);
    }
    return value;
  }

  private refuseKey(key: string, offset: number, path: readonly Key[], places: Map<string, Place>): boolean {
    const refuse = (message: string, hint: string) =>
      this.faults.push({ offset, path, value: showValue(key), message, hint });
    const unprintable = key.search(UNPRINTABLE);
    if (places.has(key)) refuse("is written twice", "keep one of the two");
    else if (key === "__proto__") refuse("is a name that JavaScript keeps for itself", "choose another one");
    else if (unprintable >= 0) refuse(`holds the character ${characterName(key, unprintable)}`, "remove it");
    else return false;
    return true;
  }

  /** Escapes in quoted text can hide what is written. */
  private refuseScalar({ value, range }: Scalar, path: readonly Key[]): void {
    const offset = range?.[0] ?? 0;
    const unprintable = typeof value === "string" ? value.replace(/[\t\n]/g, " ").search(UNPRINTABLE) : -1;
    if (typeof value !== "string" || unprintable < 0) return;
    const message = `holds the character ${characterName(value, unprintable)}`;
    this.faults.push({
      offset,
      path,
      value: showValue(value),
      message,
      hint: "remove it: no editor shows it",
    });
  }
}

const written = (node: Node | null): { source?: string } =>
  isScalar(node) && typeof node.value !== "string" && node.source !== undefined
    ? { source: node.source }
    : {};
