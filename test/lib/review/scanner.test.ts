import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, type Part, Scanner } from "../../../lib/review/plan/scanner.js";

/** What the scanner finds in `text`, cut into chunks of `size` bytes. */
function scan(text: string, size: number): Part[] {
  const parts: Part[] = [];
  const scanner = new Scanner(
    (key) => (key.startsWith("list") ? "elements" : key.startsWith("skip") ? "nothing" : "whole"),
    (part) => parts.push({ ...part, bytes: Buffer.from(part.bytes) }),
  );
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) scanner.write(bytes.subarray(at, at + size));
  expect(scanner.unfinished).toBeUndefined();
  return parts;
}

const document = fc.dictionary(
  fc.oneof(fc.constantFrom("list", "list-b", "skip", 'skip "\\', "whole"), fc.string()),
  fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.array(fc.jsonValue({ maxDepth: 3 }))),
  { maxKeys: 6 },
);

describe("the scanner", () => {
  it("finds what JSON.parse finds, however the file is cut", () => {
    fc.assert(
      fc.property(document, fc.integer({ min: 1, max: 40 }), fc.boolean(), (value, size, spaced) => {
        const text = JSON.stringify(value, null, spaced ? 2 : 0);
        const again = JSON.parse(text) as Record<string, unknown>;
        const parts = scan(text, size);
        for (const [key, content] of Object.entries(again)) {
          const found = parts.filter((part) => part.key === key).map((part) => decode(part));
          if (key.startsWith("skip")) expect(found).toEqual([]);
          else if (!key.startsWith("list")) expect(found).toEqual([content]);
          else if (typeof content === "object" && content !== null)
            expect(found).toEqual(Array.isArray(content) ? content : [content]);
        }
      }),
    );
  });

  it("tells where each part stands in the file", () => {
    const text = '{"skip":[1,{"é":"]}\\""}],"list":[{"a":"é"}, 2 ,[3]],"whole":{"b":1}}';
    const bytes = Buffer.from(text);
    for (const part of scan(text, 7)) {
      expect(bytes.subarray(part.offset, part.offset + part.bytes.length)).toEqual(part.bytes);
    }
  });
});
