/** What of a difference nobody made: other words for the same, and what servers keep for themselves. */
import { isJson, isNothing, type Json, own, put } from "../../kubernetes/index.js";
import { differencesOf } from "../change/differences.js";
import type { Difference } from "../report-model.js";

/** Attributes that servers and provider write; no person declares them. */
const BOOKKEEPING =
  /^(?:id|uid|etag|fingerprint|generation|resource_version|resourceVersion|self_link|selfLink|managedFields|tags_all|label_fingerprint|effective_labels|terraform_labels|last_\w+|(?:creat(?:e|ed|ion)|updated?|modif(?:y|ied|ication)|delet(?:e|ed|ion))_?(?:at|on|time|date|timestamp))$/i;

/** Differences that mean something: not those between nothing and empty, in bookkeeping, or in spelling. */
export function realDifferences(
  before: unknown,
  after: unknown,
  saysNothing: (value: unknown) => boolean = isZero,
): Difference[] {
  const [left, right] = [before, after].map((side) => pruned(side, saysNothing) ?? {});
  return differencesOf(left, right).filter(({ path, before, after }) => {
    if (before === undefined || after === undefined) return true;
    const ordered = /(?:^|\.)(?:args|command)$/.test(path);
    return spelling(before, ordered) !== spelling(after, ordered);
  });
}

/** The same of a plan, where `false`, 0 and empty text say something: somebody asked for them. */
export const plannedDifferences = (before: unknown, after: unknown): Difference[] =>
  realDifferences(before, after, isNothing);

/** A quick look: true where nothing differs but empties and bookkeeping. */
export function isNoise(before: unknown, after: unknown): boolean {
  if (before === after) return true;
  if (typeof before !== "object" || typeof after !== "object") return isNothing(before) && isNothing(after);
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.length === after.length && before.every((element, index) => isNoise(element, after[index]));
  }
  if (!isJson(before) || !isJson(after)) return isNothing(before) && isNothing(after);
  for (const key in before)
    if (!isNoise(before[key], own(after, key)) && !BOOKKEEPING.test(key)) return false;
  for (const key in after)
    if (!Object.hasOwn(before, key) && !isNothing(after[key]) && !BOOKKEEPING.test(key)) return false;
  return true;
}

/** What servers write for what nobody asked for. */
const isZero = (value: unknown) => value === null || value === "" || value === false || value === 0;

/** A copy without bookkeeping and without what Terraform and servers write for «nothing». */
function pruned(value: unknown, saysNothing: (value: unknown) => boolean): unknown {
  if (saysNothing(value)) return undefined;
  if (Array.isArray(value)) {
    const list = value
      .map((element) => pruned(element, saysNothing))
      .filter((element) => element !== undefined);
    return list.length === 0 ? undefined : list;
  }
  if (!isJson(value)) return value;
  const copy: Json = {};
  for (const key of Object.keys(value)) {
    const kept = BOOKKEEPING.test(key) ? undefined : pruned(own(value, key), saysNothing);
    if (kept !== undefined) put(copy, key, kept);
  }
  return Object.keys(copy).length === 0 ? undefined : copy;
}

/** One spelling for amounts (`1000m` is `1`, `1024Mi` is `1Gi`), and for JSON and lists in another order. */
function spelling(text: string, ordered: boolean): string {
  const amount = /^(\d{1,15})(m|Ki|Mi|Gi|Ti|Pi)?$/.exec(text);
  if (amount) return String(Number(amount[1]) * (FACTORS[amount[2] ?? ""] ?? 1));
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(sorted(JSON.parse(text), ordered));
  } catch {
    return text;
  }
}

function sorted(value: unknown, ordered: boolean): unknown {
  if (Array.isArray(value)) {
    const list = value.map((element) => sorted(element, ordered));
    return ordered ? list : list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (!isJson(value)) return value;
  const keys = Object.keys(value).toSorted();
  return keys.map((key) => [key, sorted(value[key], ordered)]);
}

const FACTORS: Record<string, number> = {
  m: 1 / 1000,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
};
