/** Progress of long work: one changing line on a terminal, a plain line every two seconds elsewhere. */
import ora, { type Ora } from "ora";

const PLAIN_LINE_EVERY = 2000;

/** Writes to standard error, so that results can be piped. Colours follow NO_COLOR. */
export class Progress {
  private readonly spinner: Ora | undefined;
  private lastPlainLine = Date.now();

  constructor(private readonly title: string) {
    if (!process.stderr.isTTY) return;
    this.spinner = ora({ text: title, color: process.env.NO_COLOR ? false : "cyan" } as never).start();
  }

  /** The last one is told by `finish`. */
  update(done: number, total: number): void {
    if (done < total) this.say(`${this.title}: ${done} of ${total}`);
  }

  /** Tells what is being done. */
  say(text: string): void {
    if (this.spinner) this.spinner.text = text;
    else if (Date.now() - this.lastPlainLine >= PLAIN_LINE_EVERY) {
      this.lastPlainLine = Date.now();
      process.stderr.write(`${text}\n`);
    }
  }

  finish(result: string): void {
    if (this.spinner) this.spinner.succeed(result);
    else process.stderr.write(`${result}\n`);
  }

  fail(): void {
    this.spinner?.fail();
  }
}
