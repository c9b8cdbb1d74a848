/** What is wrong with a plan file, in one message that says the way out. */
export class PlanError extends Error {
  override readonly name = "PlanError";

  constructor(file: string, message: string) {
    super(`${file}: ${message}`);
  }
}
