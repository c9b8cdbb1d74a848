/** When to ask an API server again, and how long to wait before. */

export interface Answer<Body = unknown> {
  status: number;
  body: Body;
  /** Seconds that the server asks to wait. */
  retryAfter?: number;
  /** What it lets pass, but speaks of. */
  warnings?: string[];
}

/** What an API server says when it refuses. Source: Kubernetes, `metav1.Status`. */
export interface Status {
  reason?: string;
  message?: string;
  details?: { causes?: { reason?: string; message?: string; field?: string }[] };
}

/** A connection was refused, or broke before the answer was there. */
export class ConnectionLost extends Error {}

/** No API server answered for longer than was allowed. */
export class Unreachable extends Error {}

/** Statuses of a server that is busy or not yet ready. Source: RFC 9110, RFC 6585. */
const BUSY = new Set([429, 500, 502, 503, 504]);

/** A field that the schema lacks is answered with 500. Source: apiserver, `fieldmanager/structuredmerge.go`. */
const NO_SUCH_FIELD = "failed to create typed patch object";

const FIRST_WAIT = 100;
const LONGEST_WAIT = 5_000;

/**
 * May the same request succeed later, without anybody's doing? Throttling, a server that starts, a race between two
 * writers, a namespace that is still going away.
 */
export function mayPass({ status, body }: Answer): boolean {
  const { reason, message, details } = statusOf(body);
  const because = (cause: string) => details?.causes?.some((found) => found.reason === cause) ?? false;
  if (BUSY.has(status)) return !(message ?? "").startsWith(NO_SUCH_FIELD);
  if (status === 409) return reason === "AlreadyExists" || !because("FieldManagerConflict");
  return status === 403 && because("NamespaceTerminating");
}

/** Words of an API server whose policies of admission refuse. Source: apiserver, `plugin/policy/validating/dispatcher.go`. */
const DENIED = /ValidatingAdmissionPolicy '[^']+' with binding '[^']+' denied request: /;

/** Does a policy of admission refuse? Whether it still would a moment after it was changed is not known yet. */
export const isDenied = ({ body }: Answer): boolean => DENIED.test(statusOf(body).message ?? "");

export const statusOf = (body: unknown): Status =>
  typeof body === "object" && body !== null ? (body as Status) : {};

/** Why the server refused, in its own words. */
export function reasonOf({ status, body }: Answer): string {
  const { message, reason } = statusOf(body);
  return message ?? reason ?? `the server answered ${status}`;
}

/**
 * Milliseconds before attempt `attempt` + 1 (counted from 0): the server's own word, else exponential with full
 * jitter. `random` is from 0 to 1.
 */
export function waitBefore(attempt: number, retryAfter: number | undefined, random: number): number {
  if (retryAfter !== undefined) return Math.min(retryAfter * 1000, LONGEST_WAIT) + FIRST_WAIT * random;
  return Math.min(FIRST_WAIT * 2 ** Math.min(attempt, 10), LONGEST_WAIT) * (0.5 + random / 2);
}

/** What time and chance are to a loop of attempts; tests bring their own. */
export interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  random(): number;
}

export const CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
};

/**
 * Attempts until the answer is one that waiting does not change, or until `patience` milliseconds have passed: then
 * the last answer counts. Throws Unreachable where the connection was lost all along.
 */
export async function untilAnswered<Body>(
  attempt: () => Promise<Answer<Body>>,
  patience: number,
  again: (answer: Answer<Body>) => boolean = mayPass,
  clock: Clock = CLOCK,
): Promise<Answer<Body>> {
  const end = clock.now() + patience;
  for (let count = 0; ; count += 1) {
    let retryAfter: number | undefined;
    try {
      const answer = await attempt();
      if (!again(answer) || clock.now() >= end) return answer;
      retryAfter = answer.retryAfter;
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      if (clock.now() >= end) throw new Unreachable(error.message, { cause: error });
    }
    await clock.sleep(waitBefore(count, retryAfter, clock.random()));
  }
}
