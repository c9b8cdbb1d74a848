/** Exit code of a command that found something wrong; commander uses 1 for wrong options as well. */
export const FAILED = 1;

/** Failure: an end that the user can understand; printed without a stack trace, with its exit code. */
export class Failure extends Error {
  constructor(
    message: string,
    /** What a program reads with `--json`. */
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}
