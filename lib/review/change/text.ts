/** Values as short safe text. */
import type { Language } from "../../../config/index.js";

const LONGEST = 120;

/** Control characters, terminal escapes and marks that turn the writing direction. */
const UNPRINTABLE = /[\p{Cc}\p{Surrogate}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** One line of text that is safe to show, shortened. */
export function safe(text: string, longest = LONGEST): string {
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return shown.replace(UNPRINTABLE, "\ufffd");
}

/** A value as it is shown: text as it is, all else as JSON. */
export function show(value: unknown): string {
  return safe(typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing"));
}

/** Of two texts of several lines, the lines that differ; else the two as they are. */
export function showBoth(before: unknown, after: unknown): [string, string] {
  if (
    typeof before !== "string" ||
    typeof after !== "string" ||
    !(before.includes("\n") || after.includes("\n"))
  ) {
    return [show(before), show(after)];
  }
  const [left, right] = [before.split("\n"), after.split("\n")];
  const [inLeft, inRight] = [new Set(left), new Set(right)];
  const lines = (texts: string[]) =>
    texts
      .map((line) => line.trim())
      .filter((line) => line !== "")
      .join(" ⏎ ");
  const [gone, come] = [left.filter((line) => !inRight.has(line)), right.filter((line) => !inLeft.has(line))];
  return gone.length + come.length === 0
    ? ["(lines)", "(lines in another order)"]
    : [show(lines(gone)), show(lines(come))];
}

/** «a, b and 3 more», or «a, b et 3 autres». */
export function several(words: readonly string[], most = 4, language: Language = "en"): string {
  const and = language === "fr" ? "et" : "and";
  if (words.length <= most)
    return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} ${and} ${words.at(-1)}`;
  const rest = words.length - most;
  const more = language === "fr" ? (rest === 1 ? "1 autre" : `${rest} autres`) : `${rest} more`;
  return `${words.slice(0, most).join(", ")} ${and} ${more}`;
}
