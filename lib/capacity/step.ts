/** Steps of an explanation: figures that follow from one another, each to be recomputed by hand. */
import type { EstatePointer } from "../../config/index.js";

export interface Step {
  name: string;
  /** Numbers, `+ − × ÷ ^ ( )` and `⌈ ⌉` only, so that it can be computed as it stands; absent where it is looked up. */
  formula?: string;
  value: number;
  unit: string;
  /** What numbers do not tell. */
  note?: string;
  /** Where the estate says what goes in. */
  pointers: EstatePointer[];
}

const DIGITS = new Intl.NumberFormat("en", { maximumSignificantDigits: 8, useGrouping: false });

/** A number as formulas have it: eight significant digits. */
export const digits = (value: number): string => DIGITS.format(value);

export const percent = (part: number): string => `${digits(Math.round(part * 1e6) / 1e4)} %`;

/** `a + b`, in parentheses where there are several. */
export const sumOf = (parts: readonly string[]): string =>
  parts.length === 1 ? (parts[0] as string) : `(${parts.length === 0 ? "0" : parts.join(" + ")})`;

export const ceiling = (formula: string): string => `⌈${formula}⌉`;
