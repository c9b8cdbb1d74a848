/** Sentences of findings in both languages: the code says them in English, the catalogue has each in French. */
import type { Language, Text } from "../../../config/index.js";
import { safe, several } from "../change/text.js";
import { FRENCH_ESTATE } from "./french-estate.js";
import { FRENCH_NETWORK } from "./french-network.js";
import { FRENCH_OBJECTS } from "./french-objects.js";

const FRENCH = { ...FRENCH_OBJECTS, ...FRENCH_NETWORK, ...FRENCH_ESTATE };
export type English = keyof typeof FRENCH;

/** Names that stand in braces in a sentence. */
type Names<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

/** Lists are shortened, and end in «and» or «et». */
type Value = string | number | readonly string[] | Text;

const LONGEST = 400;

/** A sentence of the catalogue with its values, as safe text: `phrase("{kind} {name} is suspended", { kind, name })`. */
export function phrase<Sentence extends English>(
  english: Sentence,
  values: Record<Names<Sentence>, Value>,
): Text {
  const named: Readonly<Record<string, Value>> = values;
  const say = (sentence: string, language: Language) =>
    safe(
      sentence.replace(/\{(\w+)\}/g, (_, name: string) => inLanguage(named[name] ?? "", language)),
      LONGEST,
    );
  return {
    en: say(english, "en"),
    // Of many findings that are one, the first is said in French.
    get fr() {
      return say(FRENCH[english], "fr");
    },
  };
}

const inLanguage = (value: Value, language: Language): string =>
  typeof value === "object"
    ? "en" in value
      ? value[language]
      : several(value, 4, language)
    : typeof value === "number"
      ? String(value)
      : value;

/** `several` in both languages. */
export const some = (words: readonly string[], most?: number): Text => ({
  en: several(words, most, "en"),
  fr: several(words, most, "fr"),
});

/** Parts of a sentence one after the other. */
export const listed = (parts: readonly Text[]): Text => ({
  en: parts.map(({ en }) => en).join("; "),
  fr: parts.map(({ fr }) => fr).join(" ; "),
});

/** Nouns that are counted: one, and many. */
const NOUNS = {
  claim: { en: ["claim", "claims"], fr: ["volume", "volumes"] },
  academy: { en: ["academy", "academies"], fr: ["académie", "académies"] },
  zone: { en: ["zone", "zones"], fr: ["zone", "zones"] },
} as const;

/** `3 claims`, `3 volumes`. */
export function counted(count: number, noun: keyof typeof NOUNS): Text {
  const { en, fr } = NOUNS[noun];
  return { en: `${count} ${en[count === 1 ? 0 : 1]}`, fr: `${count} ${fr[count < 2 ? 0 : 1]}` };
}

/** `several` of sentences. */
export const someOf = (texts: readonly Text[], most?: number): Text => ({
  en: several(
    texts.map(({ en }) => en),
    most,
    "en",
  ),
  fr: several(
    texts.map(({ fr }) => fr),
    most,
    "fr",
  ),
});

/** The same in every language: names, quantities, what somebody else wrote. */
export const verbatim = (text: string): Text => ({ en: text, fr: text });

export const NOTHING_SAID = verbatim("");

/** Both languages through one change, e.g. to put `*` for a name. */
export const mapText = ({ en, fr }: Text, change: (text: string) => string): Text => ({
  en: change(en),
  fr: change(fr),
});
