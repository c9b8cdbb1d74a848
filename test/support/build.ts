/** Compiled code runs: tests of the command line and of workers use what is built from the code at hand. */
import { execFileSync } from "node:child_process";

export default function build(): void {
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
}
