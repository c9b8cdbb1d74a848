/** Follow-on findings: what engines find only because a file is left out of the estate. */
import { basename, dirname } from "node:path";
import { FOLDERS } from "../../config/index.js";
import type { Finding } from "./finding.js";

/** Rules share definitions, and a school year begins where another ends: none is judged while one of them is broken. */
const TOGETHER = ["calendars", "policies"];

/**
 * Whether a finding may come of the files that are `broken`: it names one of their things, which no engine can do but by
 * a reference to it, or is of a noun whose things are judged together.
 */
export function followsFrom(broken: Iterable<string>): (finding: Finding) => boolean {
  const things = [...broken].filter((name) => Object.hasOwn(FOLDERS, dirname(name)));
  const names = new Set(things.map((name) => basename(name, ".yaml")));
  const nouns = new Set(things.map((name) => dirname(name)).filter((noun) => TOGETHER.includes(noun)));
  return ({ pointer, value, message, hint }) =>
    nouns.has(dirname(pointer.slice(0, pointer.indexOf("#")))) ||
    JSON.stringify([pointer, value, message, hint])
      .split(/[^a-z0-9-]+/)
      .some((word) => names.has(word));
}
