/** What is wrong with a plan file, in one message that says where, and the way out. */

/** Where something stands in a file, both from 1; columns count bytes. */
export interface TextPlace {
  line: number;
  column: number;
}

export class PlanError extends Error {
  override readonly name = "PlanError";

  constructor(file: string, message: string, place?: TextPlace) {
    super(`${file}:${place === undefined ? "" : `${place.line}:${place.column}:`} ${message}`);
  }
}
