/** Words in messages. */
import { describe, expect, it } from "vitest";
import { didYouMean, list } from "../../../config/index.js";

describe("did you mean", () => {
  it.each([
    ["lile", "lille"],
    ["Lille", "lille"],
    ["nmae", "name"],
    ["parsi", "paris"],
    ["scolarité", "scolarite"],
  ])("%s is taken for %s", (word, meant) => {
    expect(didYouMean(word, ["lille", "name", "paris", "scolarite"])).toBe(`did you mean "${meant}"?`);
  });

  it.each([["lille"], ["x"], [""], ["z".repeat(100_000)], ["lille".repeat(20)]])(
    "%.20s is taken for nothing",
    (word) => {
      expect(didYouMean(word, ["lille", "paris", "z".repeat(64)])).toBeUndefined();
    },
  );

  it("takes the closest word", () => {
    expect(didYouMean("staging", ["staged", "stagings", "stage"])).toBe('did you mean "stagings"?');
  });
});

describe("a list", () => {
  it("is cut where it is long", () => {
    expect(list(["a", "b", "c"], 2)).toBe("a, b and 1 more");
    expect(list(["a", "b"], 2)).toBe("a, b");
    expect(list([])).toBe("");
  });
});
