import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Answer,
  type Clock,
  ConnectionLost,
  mayPass,
  Unreachable,
  untilAnswered,
  waitBefore,
} from "../../../../lib/lab/apply/retry.js";

const refusal = (status: number, reason: string, ...causes: string[]): Answer => ({
  status,
  body: { reason, details: { causes: causes.map((cause) => ({ reason: cause })) } },
});

/** Time that passes only while somebody sleeps. */
function testClock(): Clock & { slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => slept.reduce((sum, wait) => sum + wait, 0),
    sleep: async (milliseconds) => void slept.push(milliseconds),
    random: () => 0.5,
  };
}

describe("what may pass by waiting", () => {
  it.each([
    ["throttling", refusal(429, "TooManyRequests"), true],
    ["a server that starts", { status: 503, body: { message: "not ready" } }, true],
    ["a webhook that is not there yet", refusal(500, "InternalError"), true],
    ["a race with another writer", refusal(409, "Conflict"), true],
    ["an object that somebody made meanwhile", refusal(409, "AlreadyExists"), true],
    ["a namespace that goes away", refusal(403, "Forbidden", "NamespaceTerminating"), true],
    ["fields that belong to somebody else", refusal(409, "Conflict", "FieldManagerConflict"), false],
    ["a policy's refusal", refusal(403, "Forbidden"), false],
    ["an unknown field", refusal(400, "BadRequest"), false],
    [
      "a field that the schema lacks",
      { status: 500, body: { message: "failed to create typed patch object (a)" } },
      false,
    ],
    ["an invalid value", refusal(422, "Invalid", "FieldValueInvalid"), false],
    ["success", { status: 201, body: {} }, false],
  ])("%s", (_, answer, expected) => {
    expect(mayPass(answer)).toBe(expected);
  });
});

describe("waiting", () => {
  it("grows, with chance, to five seconds at most", () => {
    const inputs = [fc.nat(1000), fc.double({ min: 0, max: 1, noNaN: true })] as const;
    fc.assert(
      fc.property(...inputs, (attempt, random) => {
        const wait = waitBefore(attempt, undefined, random);
        const full = Math.min(100 * 2 ** Math.min(attempt, 10), 5000);
        expect(wait).toBeGreaterThanOrEqual(full / 2);
        expect(wait).toBeLessThanOrEqual(full);
      }),
    );
  });

  it("takes as long as the server asks", () => {
    expect(waitBefore(0, 2, 0)).toBe(2000);
  });
});

describe("asking again", () => {
  it("goes on after throttling and lost connections, and gives the first lasting answer", async () => {
    const clock = testClock();
    const script: (Answer | Error)[] = [
      new ConnectionLost("refused"),
      { ...refusal(429, "TooManyRequests"), retryAfter: 1 },
      refusal(503, "ServiceUnavailable"),
      { status: 200, body: "done" },
      { status: 500, body: "never asked" },
    ];
    const attempt = async () => {
      const next = script.shift();
      if (next instanceof Error) throw next;
      return next as Answer;
    };
    expect(await untilAnswered(attempt, 60_000, mayPass, clock)).toEqual({ status: 200, body: "done" });
    expect(clock.slept).toEqual([75, 1050, 300]);
    expect(script).toHaveLength(1);
  });

  it("ends when patience ends: with the last answer, or as unreachable", async () => {
    const busy = refusal(429, "TooManyRequests");
    expect(await untilAnswered(async () => busy, 10_000, mayPass, testClock())).toEqual(busy);
    const lost = () => Promise.reject(new ConnectionLost("refused"));
    await expect(untilAnswered(lost, 10_000, mayPass, testClock())).rejects.toThrow(Unreachable);
  });

  it("lets every other error through at once", async () => {
    const clock = testClock();
    const broken = () => Promise.reject(new TypeError("a mistake"));
    await expect(untilAnswered(broken, 10_000, mayPass, clock)).rejects.toThrow(TypeError);
    expect(clock.slept).toEqual([]);
  });
});
