/** Kubernetes' `quantity()` in CEL: amounts such as `500m` and `1Gi`, compared by what they mean. */
import type { Environment } from "@marcbachmann/cel-js";

/** Quantities count billionths. Source: k8s.io/apimachinery, `resource.Quantity`. */
const NANO = 1_000_000_000n;
const LONGEST = 64;
const FORM = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?\d{1,2}))?$/;
const DECIMAL: Record<string, number> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Record<string, bigint> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };

/** An amount, exact to a billionth. */
class Quantity {
  constructor(readonly nano: bigint) {}

  /** @throws Error where the text is no quantity */
  static parse(text: string): Quantity {
    const [, sign, digits = "", binary = "", decimal = "", exponent = "0"] =
      (text.length <= LONGEST && FORM.exec(text)) || [];
    if (digits === "") throw new Error(`${JSON.stringify(text.slice(0, LONGEST))} is no quantity`);
    const [whole = "", fraction = ""] = digits.split(".");
    const power = (DECIMAL[decimal] ?? Number(exponent)) + 9 - fraction.length;
    const amount = BigInt(`${whole}${fraction}`) << (BINARY[binary] ?? 0n);
    const nano = power >= 0 ? amount * 10n ** BigInt(power) : divideUp(amount, 10n ** BigInt(-power));
    return new Quantity(sign === "-" ? -nano : nano);
  }

  compare(other: Quantity): bigint {
    return this.nano < other.nano ? -1n : this.nano > other.nano ? 1n : 0n;
  }
}

/** What is finer than a billionth counts as one. */
const divideUp = (amount: bigint, by: bigint) => (amount + by - 1n) / by;

const isQuantity = (text: string) => {
  try {
    return Quantity.parse(text) !== undefined;
  } catch {
    return false;
  }
};

/** Adds the functions that Kubernetes' quantity library has. Source: Kubernetes, CEL in Kubernetes. */
export function registerQuantity(environment: Environment): void {
  environment
    .registerType("Quantity", { ctor: Quantity, fields: {} })
    .registerFunction("quantity(string): Quantity", Quantity.parse)
    .registerFunction("isQuantity(string): bool", isQuantity)
    .registerFunction("Quantity.isGreaterThan(Quantity): bool", (a: Quantity, b: Quantity) => a.nano > b.nano)
    .registerFunction("Quantity.isLessThan(Quantity): bool", (a: Quantity, b: Quantity) => a.nano < b.nano)
    .registerFunction("Quantity.compareTo(Quantity): int", (a: Quantity, b: Quantity) => a.compare(b))
    .registerFunction("Quantity.isInteger(): bool", (a: Quantity) => a.nano % NANO === 0n)
    .registerFunction("Quantity.asInteger(): int", (a: Quantity) => {
      if (a.nano % NANO !== 0n) throw new Error("cannot convert the quantity to an integer");
      return a.nano / NANO;
    })
    .registerFunction(
      "Quantity.add(Quantity): Quantity",
      (a: Quantity, b: Quantity) => new Quantity(a.nano + b.nano),
    )
    .registerFunction(
      "Quantity.sub(Quantity): Quantity",
      (a: Quantity, b: Quantity) => new Quantity(a.nano - b.nano),
    )
    .registerOperator("Quantity == Quantity", (a: Quantity, b: Quantity) => a.nano === b.nano);
}
