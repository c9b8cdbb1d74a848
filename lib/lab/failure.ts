/** What a user of the lab can understand and mend. */
export class LabFailure extends Error {
  constructor(
    message: string,
    /** What a program reads with `--json`. */
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** Takes a line that tells how long work goes on; shown to people. */
export type Report = (line: string) => void;
