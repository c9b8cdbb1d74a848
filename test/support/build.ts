/** Compiled code runs: tests of the command line and of workers use what is built from the code at hand. */
import { execFileSync } from "node:child_process";

/** Each group of tests asks for it; the code is the same for all. */
const DONE = "TRANSHUMANCE_BUILT";

export default function build(): void {
  if (process.env[DONE] !== undefined) return;
  process.env[DONE] = "1";
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
}
