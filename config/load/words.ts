/** Words in messages: lists of what is allowed, and the word that was probably meant. */
import leven from "leven";

/** Two words are taken for one misspelled where at most this share of their letters differs. */
const LIKENESS = 0.4;
/** Longer words are no slips of the pen, and would be slow to compare. */
const LONGEST_WORD = 64;

/** `did you mean "lille"?` where one of the allowed words is close to `word`. */
export function didYouMean(word: string, allowed: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD || allowed.includes(word)) return undefined;
  const lower = word.toLowerCase();
  const [closest] = allowed
    .filter((candidate) => candidate.length <= LONGEST_WORD)
    .map((candidate) => ({ candidate, distance: distance(lower, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(candidate.length, word.length) * LIKENESS)
    .toSorted((a, b) => a.distance - b.distance);
  return closest && `did you mean "${closest.candidate}"?`;
}

/** Letters in another order are one slip of the pen. */
const distance = (a: string, b: string): number => (sorted(a) === sorted(b) ? Number(a !== b) : leven(a, b));

const sorted = (word: string): string => [...word].toSorted().join("");

/** Words in a message, shortened where there are many. */
export function list(words: readonly string[], most = 12): string {
  const shown = words.slice(0, most).join(", ");
  return words.length > most ? `${shown} and ${words.length - most} more` : shown;
}
