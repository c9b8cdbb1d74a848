import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RULES } from "../../../lib/review/index.js";
import { FRENCH_ESTATE } from "../../../lib/review/phrases/french-estate.js";
import { FRENCH_NETWORK } from "../../../lib/review/phrases/french-network.js";
import { FRENCH_OBJECTS } from "../../../lib/review/phrases/french-objects.js";
import { phrase, some } from "../../../lib/review/phrases/phrase.js";

const REVIEW = join(import.meta.dirname, "../../../lib/review");
const CATALOGUE = { ...FRENCH_OBJECTS, ...FRENCH_NETWORK, ...FRENCH_ESTATE };
const code = readdirSync(REVIEW, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.startsWith("phrases"))
  .map((file) => readFileSync(join(REVIEW, file), "utf8"))
  .join("\n");
const namesIn = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).toSorted();

describe("the catalogue of sentences", () => {
  it("keeps in French every value that the English names, and no sentence that nobody says", () => {
    for (const [english, french] of Object.entries(CATALOGUE)) {
      expect(namesIn(french), english).toEqual(namesIn(english));
      expect(code, english).toContain(JSON.stringify(english));
    }
  });
  it("fills lists, numbers and other sentences in their language, as safe text", () => {
    expect(phrase("{file}: {changes}", { file: "a\u001b", changes: ["x", "y", "z", "v", "w"] })).toEqual({
      en: "a\ufffd: x, y, z, v and 1 more",
      fr: "a\ufffd : x, y, z, v et 1 autre",
    });
    expect(phrase(" because of {causes}", { causes: some(["a", "b", "c"], 1) })).toEqual({
      en: " because of a and 2 more",
      fr: " à cause de a et 2 autres",
    });
  });
});

describe("rules", () => {
  it("say everything in both languages, each in its own", () => {
    for (const [id, { title, rationale, mitigation }] of Object.entries(RULES)) {
      for (const { en, fr } of [title, rationale, mitigation]) expect(fr, id).not.toBe(en);
    }
  });
});
