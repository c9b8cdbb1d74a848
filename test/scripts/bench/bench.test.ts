import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bench, describeResult, runBench } from "../../../scripts/bench/bench.js";
import { judge, type Limit, readLimits } from "../../../scripts/bench/metrics.js";
import { createBenchProgram } from "../../../scripts/bench/program.js";
import { BENCHES } from "../../../scripts/bench/registry.js";
import { temporaryFolder } from "../../support/estate.js";

const LIMITS = join(import.meta.dirname, "../../../scripts/bench/limits.yaml");
const MAIN = join(import.meta.dirname, "../../../dist/scripts/bench/main.js");

const bench = (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8" });

describe("a limit", () => {
  const measured = [{ metric: "time", value: 2, unit: "s", peer: 10 }];
  const ok = (limit: Limit) => judge(measured, { time: limit })[0]?.ok;

  it("is kept or missed by the ratio against the peer", () => {
    expect(ok({ of: "ratio", atLeast: 5 })).toBe(true);
    expect(ok({ of: "ratio", atLeast: 5.1 })).toBe(false);
  });

  it("is kept or missed by the value", () => {
    expect(ok({ of: "value", atMost: 2 })).toBe(true);
    expect(ok({ of: "value", atMost: 1.9 })).toBe(false);
  });

  it("on the ratio is missed where there is no peer", () => {
    expect(
      judge([{ metric: "time", value: 2, unit: "s" }], { time: { of: "ratio", atLeast: 0 } })[0]?.ok,
    ).toBe(false);
  });

  it("of nothing against nothing is as good as its peer", () => {
    const none = { metric: "time", value: 0, peer: 0, unit: "s" };
    expect(judge([none], { time: { of: "ratio", atLeast: 1 } })[0]).toMatchObject({ ratio: 1, ok: true });
  });

  it("is not kept by an aim alone", () => {
    expect(ok({ of: "ratio", atLeast: 4, aim: 20 })).toBe(true);
  });

  it("on something that was not measured is an error", () => {
    expect(() => judge(measured, { memory: { of: "value", atMost: 1 } })).toThrow(
      'there is a limit on "memory", which was not measured; measured: time',
    );
  });

  it("treats a metric where more is better as the mirror image of one where less is", () => {
    const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, positive, (value, peer) => {
        const [lower] = judge([{ metric: "m", unit: "s", value, peer }], {});
        const [higher] = judge(
          [{ metric: "m", unit: "1/s", value: peer, peer: value, better: "higher" }],
          {},
        );
        expect(lower?.ratio).toBe(higher?.ratio);
      }),
    );
  });
});

describe("the file of limits", () => {
  it("speaks of benches that exist", () => {
    for (const name of Object.keys(BENCHES)) expect(readLimits(LIMITS, name)).not.toEqual({});
  });

  it("is refused where a limit has no bound or two", () => {
    const file = join(temporaryFolder(), "limits.yaml");
    for (const limit of [
      "{ of: ratio }",
      "{ of: ratio, atLeast: 1, atMost: 2 }",
      "{ of: time, atLeast: 1 }",
    ]) {
      writeFileSync(file, `synth: { cold: ${limit} }\n`);
      expect(() => readLimits(file, "synth")).toThrow(file);
    }
  });
});

describe("a bench", () => {
  const fake: Bench = {
    description: "Two figures.",
    measure: async () => [
      { metric: "time", value: 2, unit: "s", peer: 10 },
      { metric: "memory", value: 400, unit: "MB" },
    ],
  };

  it("writes its metrics and the machine, but not the machine's name", async () => {
    const output = temporaryFolder();
    const result = await runBench("fake", fake, { time: { of: "ratio", atLeast: 6 } }, output);
    const written = readFileSync(join(output, "fake.json"), "utf8");
    expect(JSON.parse(written)).toMatchObject({
      name: "fake",
      machine: { node: process.versions.node },
      metrics: [
        { metric: "time", value: 2, unit: "s", peer: 10, ratio: 5, limit: { atLeast: 6 }, ok: false },
        { metric: "memory", value: 400, unit: "MB", ok: true },
      ],
    });
    expect(written).not.toContain(hostname());
    expect(describeResult(result)).toMatch(/time .* 5 .* ratio at least 6 .* NO/);
  });

  it.each([
    { atLeast: 5, exit: undefined },
    { atLeast: 6, exit: 1 },
  ])("ends with $exit where a ratio of 5 must be at least $atLeast", async ({ atLeast, exit }) => {
    const folder = temporaryFolder();
    const limits = join(folder, "limits.yaml");
    writeFileSync(limits, `fake: { time: { of: ratio, atLeast: ${atLeast} } }\n`);
    const { exitCode } = process;
    try {
      process.exitCode = undefined;
      await createBenchProgram({ fake: async () => fake }).parseAsync(
        ["fake", "--limits", limits, "--output", folder],
        { from: "user" },
      );
      expect(process.exitCode).toBe(exit);
    } finally {
      process.exitCode = exitCode;
    }
  });
});

describe("npm run bench", () => {
  it("lists the benches where the name is none", () => {
    const { status, stderr } = bench("speed");
    expect(status).toBe(1);
    expect(stderr).toContain(`"speed" is no bench; there are: ${Object.keys(BENCHES).join(", ")}`);
  });

  it("explains itself with an example", () => {
    const { status, stdout } = bench("--help");
    expect(status).toBe(0);
    expect(stdout).toContain("Example:");
  });
});
