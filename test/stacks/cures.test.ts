import { App, DefaultTokenResolver, Lazy, StringConcat, TerraformStack, Token, Tokenization } from "cdktf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withCures } from "../../stacks/cures.js";
import { temporaryFolder } from "../support/estate.js";

const scope = new TerraformStack(new App({ outdir: temporaryFolder() }), "stack");
const resolve = (value: unknown) =>
  Tokenization.resolve(value, { scope, resolver: new DefaultTokenResolver(new StringConcat()) });

/** Tokens as constructs make them, new for each use: they do not outlive a cure. */
const TOKENS: Record<string, () => unknown> = {
  string: () => Token.asString(Lazy.stringValue({ produce: () => "made late" })),
  joined: () => `before-${TOKENS.string?.()}-after`,
  number: () => Token.asNumber(Lazy.numberValue({ produce: () => 42 })),
  numberInText: () => `port ${TOKENS.number?.()}`,
  list: () => Token.asList(Lazy.listValue({ produce: () => ["a", "b"] })),
  map: () => Token.asStringMap(Lazy.anyValue({ produce: () => ({ key: "value" }) })),
  lazy: () => Lazy.anyValue({ produce: () => ({ nested: [1, undefined, "x"] }) }),
  plainObject: () => ({ creationStack: [], resolve: () => "resolved" }),
};

class Placeholder {
  constructor(readonly kind: string) {}
}
const fill = (value: unknown): unknown => {
  if (value instanceof Placeholder) return TOKENS[value.kind]?.();
  if (Array.isArray(value)) return value.map(fill);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item)]));
};

const { value: values } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constantFrom(null, undefined)),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's own templates pass as they are
    fc.constantFrom("1e5", "sha256:8e4", "${local.x}", "a\n}b", "TfToken[", -1.8e289),
    fc.constantFrom(...Object.keys(TOKENS)).map((kind) => new Placeholder(kind)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string({ minLength: 1 }), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe("a value, resolved with the cures", () => {
  it("is what CDKTF makes of it without", () => {
    fc.assert(
      fc.property(values, (shape) => {
        const value = fill(shape);
        const [cured, plain] = [
          attempt(() => withCures(() => resolve(value))),
          attempt(() => resolve(fill(shape))),
        ];
        expect(cured).toEqual(plain);
      }),
      { numRuns: 500 },
    );
  });

  const attempt = (work: () => unknown) => {
    try {
      return { result: work() };
    } catch {
      return "refused";
    }
  };
});

describe("the cures", () => {
  it("end with the work, also where it fails", () => {
    const before = [Error.captureStackTrace, Tokenization.resolve];
    const fail = () =>
      withCures(() => {
        throw new Error("in a construct");
      });
    expect(fail).toThrow("in a construct");
    expect([Error.captureStackTrace, Tokenization.resolve]).toEqual(before);
  });

  it("leave an error where it was thrown", () => {
    const thrown = attemptError(() => withCures(() => deeper()));
    expect(thrown.stack).toContain("deeper");
  });

  const deeper = () => {
    throw new Error("in a construct");
  };
  const attemptError = (work: () => unknown): Error => {
    try {
      work();
    } catch (error) {
      return error as Error;
    }
    throw new Error("nothing was thrown");
  };
});
