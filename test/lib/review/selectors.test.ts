import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches, mayPick, pairOf } from "../../../lib/review/meaning/selectors.js";

const word = fc.constantFrom("lille", "lyon", "academy", "a/b", 'q"uote', "");
const labels = fc.dictionary(word, word, { maxKeys: 3 });
const expression = fc.record({
  key: word,
  operator: fc.constantFrom("In", "NotIn", "Exists", "DoesNotExist"),
  values: fc.array(word, { maxLength: 2 }),
});
const selector = fc.record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 1 }) });

interface Selector {
  matchLabels: Record<string, string>;
  matchExpressions: object[];
}

const inTerraform = ({ matchLabels, matchExpressions }: Selector) => ({
  match_expressions: matchExpressions,
  match_labels: matchLabels,
});

/** The same selector as the entries of plans write it. */
const FORMS: Record<string, (selector: Selector) => object> = {
  "blocks of Terraform": (one) => ({ namespace_selector: [inTerraform(one)] }),
  "objects of Terraform": (one) => ({ namespace_selector: inTerraform(one) }),
  "a manifest": (one) => ({ namespaceSelector: one }),
  "a manifest in the provider's order": ({ matchLabels, matchExpressions }) => ({
    namespaceSelector: { matchExpressions, matchLabels },
  }),
};

describe("a quick look at the JSON of a policy", () => {
  it.each(Object.entries(FORMS))("never passes over a selector that picks, in %s", (_, write) => {
    fc.assert(
      fc.property(fc.array(selector, { minLength: 1, maxLength: 3 }), labels, (selectors, namespace) => {
        const pairs = new Set(Object.entries(namespace).map(([key, value]) => pairOf(key, value)));
        const json = JSON.stringify({ from: selectors.map(write) });
        if (selectors.some((one) => matches(one, namespace))) expect(mayPick(json, pairs)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it("passes over what names other labels, or no namespace", () => {
    const pairs = new Set([pairOf("academy", "lille")]);
    const named = JSON.stringify({ namespace_selector: [{ match_labels: { academy: "lyon" } }] });
    expect(mayPick(named, pairs)).toBe(false);
    expect(mayPick('{"namespace_selector":null}{"namespace_selector":[]}', pairs)).toBe(false);
    expect(mayPick(named.replace("lyon", "lille"), pairs)).toBe(true);
  });
});
