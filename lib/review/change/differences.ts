/** What differs between two values, attribute by attribute. */
import { isJson, type Json, own } from "../../kubernetes/index.js";
import type { Difference } from "../report-model.js";
import { safe, show, showBoth } from "./text.js";

/** More attributes than these help nobody; the last one then says how many are left out. */
const MOST = 40;

/** Differences in order of the attributes; elements of lists are matched by `name` where all have one. */
export function differencesOf(before: unknown, after: unknown): Difference[] {
  const found: Difference[] = [];
  let more = 0;
  walk(before, after, "", (path, a, b) => {
    if (found.length >= MOST) {
      more += 1;
      return;
    }
    const [left, right] = a !== undefined && b !== undefined ? showBoth(a, b) : [show(a), show(b)];
    found.push({
      path: safe(path, 200),
      ...(a === undefined || a === null ? {} : { before: left }),
      ...(b === undefined || b === null ? {} : { after: right }),
    });
  });
  if (more > 0) found.push({ path: `(${more} more)` });
  return found;
}

/** `spec.replicas 2 → 7`. */
export const movedText = ({ path, before, after }: Difference): string =>
  `${path} ${before ?? "∅"} → ${after ?? "∅"}`;

/** True where both hold the same; order of keys does not count, null and what is missing are the same. */
export function isEqual(before: unknown, after: unknown): boolean {
  let equal = true;
  walk(before, after, "", () => {
    equal = false;
  });
  return equal;
}

type Report = (path: string, before: unknown, after: unknown) => void;

function walk(before: unknown, after: unknown, path: string, report: Report): void {
  if (before === after || (isAbsent(before) && isAbsent(after))) return;
  if (Array.isArray(before) && Array.isArray(after)) walkLists(before, after, path, report);
  else if (isJson(before) && isJson(after)) walkMaps(before, after, path, report);
  else report(path, before, after);
}

const isAbsent = (value: unknown) => value === undefined || value === null;

function walkMaps(before: Json, after: Json, path: string, report: Report): void {
  for (const key of Object.keys(before)) walk(before[key], own(after, key), join(path, key), report);
  for (const key of Object.keys(after)) {
    if (!Object.hasOwn(before, key)) walk(undefined, after[key], join(path, key), report);
  }
}

function walkLists(before: unknown[], after: unknown[], path: string, report: Report): void {
  const [left, right] = [byName(before), byName(after)];
  if (left !== undefined && right !== undefined) {
    for (const [name, value] of left) walk(value, right.get(name), `${path}[${name}]`, report);
    for (const [name, value] of right) if (!left.has(name)) report(`${path}[${name}]`, undefined, value);
    return;
  }
  if (before.every(isScalar) && after.every(isScalar)) {
    if (before.length !== after.length || before.some((element, index) => element !== after[index]))
      report(path, before, after);
    return;
  }
  for (let index = 0; index < Math.max(before.length, after.length); index += 1) {
    walk(before[index], after[index], `${path}[${index}]`, report);
  }
}

/** Elements by name, where all have one of their own. */
function byName(list: readonly unknown[]): Map<string, unknown> | undefined {
  const found = new Map<string, unknown>();
  for (const element of list) {
    const name = isJson(element) ? own(element, "name") : undefined;
    if (typeof name !== "string" || found.has(name)) return undefined;
    found.set(name, element);
  }
  return found;
}

const isScalar = (value: unknown) => typeof value !== "object" || value === null;

const join = (path: string, key: string) => {
  const step = /^[\w-]+$/.test(key) ? key : `[${key}]`;
  return path === "" || step.startsWith("[") ? `${path}${step}` : `${path}.${step}`;
};
