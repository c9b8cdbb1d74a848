/** Quantities: from what is written to what is counted, and to what Kubernetes reads. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesToQuantity, cpuToQuantity } from "../../../config/index.js";
import { TimeZone, Uai } from "../../../config/schema/common.js";
import { Cpu, DataRate, DataSize, Duration } from "../../../config/schema/units.js";

describe("a quantity", () => {
  it.each([
    [DataSize, "1KiB", 1024],
    [DataSize, "1.5GiB", 1_610_612_736],
    [DataRate, "500Mbit/s", 500_000_000],
    [Duration, "15min", 900],
    [Duration, "30d", 2_592_000],
    [Cpu, "250m", 250],
    [Cpu, "2", 2000],
    [Cpu, "0.5", 500],
  ])("%# is counted in its base unit", (schema, text, value) => {
    expect(schema.parse(text)).toBe(value);
  });

  it.each([
    [
      DataSize,
      [
        "20",
        "20GB",
        "20 GiB",
        "-1GiB",
        "1e3GiB",
        "0GiB",
        "١GiB",
        " 1GiB",
        "1GiB\n",
        "1.0001GiB",
        "9999999999KiB",
      ],
    ],
    [DataRate, ["1GiB", "500Mb/s", "500mbit/s", "0.0001kbit/s"]],
    [Duration, ["4 hours", "4H", "1w", "PT4H", "0s"]],
    [Cpu, ["500M", "0", "1,5", "0.0m"]],
  ])("%# is refused in any other writing", (schema, texts) => {
    for (const text of texts) expect(schema.safeParse(text).success, text).toBe(false);
  });

  it("is never counted beyond what can be counted exactly", () => {
    expect(DataSize.safeParse("999999999TiB").success).toBe(false);
  });
});

describe("a quantity for Kubernetes", () => {
  it.each([
    [1024, "1Ki"],
    [1536, "1536"],
    [20 * 1024 ** 3, "20Gi"],
    [5 * 1024 ** 4, "5Ti"],
    [2048 * 1024 ** 4, "2048Ti"],
    [0, "0"],
  ])("%i bytes are %s", (bytes, quantity) => {
    expect(bytesToQuantity(bytes)).toBe(quantity);
  });

  it.each([
    [500, "500m"],
    [1000, "1"],
    [1500, "1500m"],
  ])("%i millicores are %s", (millicores, quantity) => {
    expect(cpuToQuantity(millicores)).toBe(quantity);
  });

  it("reads back as the same bytes", () => {
    const factors: Record<string, number> = { "": 1, Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, Ti: 1024 ** 4 };
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        const [, amount, unit = ""] = /^(\d+)(\D*)$/.exec(bytesToQuantity(bytes)) ?? [];
        expect(Number(amount) * (factors[unit] ?? 0)).toBe(bytes);
      }),
    );
  });
});

describe("the check letter of a UAI", () => {
  it.each(["0590121L", "0000000A", "9999999P"])("%s follows from its digits", (uai) => {
    expect(Uai.safeParse(uai).success).toBe(true);
  });

  it("is the only one that its digits take", () => {
    const accepted = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].filter(
      (letter) => Uai.safeParse(`0590121${letter}`).success,
    );
    expect(accepted).toEqual(["L"]);
  });
});

it.each(["Europe/Paris", "Asia/Kolkata", "Asia/Calcutta", "America/Argentina/Buenos_Aires"])(
  "%s is a time zone by any of its names",
  (name) => {
    expect(TimeZone.parse(name)).toBe(name);
  },
);

it.each(["Europe/paris", "EUROPE/PARIS", "Europe/Lutetia", "+01:00", "Europe/Paris ", ""])(
  "%j is no time zone",
  (name) => {
    expect(TimeZone.safeParse(name).success).toBe(false);
  },
);
