/** Git as a test runs it: in a folder, by an author of its own. */
import { execFileSync } from "node:child_process";

/** Answers what Git prints, trimmed; throws where it fails. */
export const gitIn = (folder: string, ...args: string[]): string =>
  execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
    encoding: "utf8",
    stdio: "pipe",
  }).trim();
