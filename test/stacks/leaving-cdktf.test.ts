import { mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runNode } from "../support/command.js";
import { temporaryFolder } from "../support/estate.js";

const ROOT = join(import.meta.dirname, "../..");
const MINUTES = 60_000;

/** The project as npm lays it out where package.json says `"cdktf": "npm:<library>"`, and what it synthesizes. */
function synthesizeWith(library: "cdktf" | "cdktn"): Record<string, string> {
  const project = temporaryFolder();
  mkdirSync(join(project, "node_modules"));
  for (const name of readdirSync(join(ROOT, "node_modules")).filter((entry) => entry !== "cdktn")) {
    const installed = name === "cdktf" ? library : name;
    symlinkSync(join(ROOT, "node_modules", installed), join(project, "node_modules", name));
  }
  for (const name of ["package.json", "dist", "config"]) symlinkSync(join(ROOT, name), join(project, name));
  const { status, stderr } = runNode(project, [
    // Bindings find `cdktf` beside the link to them, not beside their own folder.
    ...["--preserve-symlinks", "--preserve-symlinks-main"],
    ...[join(project, "dist/scripts/transhumance.js"), "synth"],
  ]);
  expect(status, stderr).toBe(0);
  const stacks = join(project, "cdktf.out/stacks");
  return Object.fromEntries(
    readdirSync(stacks).map((stack) => [stack, readFileSync(join(stacks, stack, "cdk.tf.json"), "utf8")]),
  );
}

const versionOf = (library: string): string =>
  createRequire(import.meta.url)(`${library}/package.json`).version;

/** The text with the version of the other library, and what is empty as cdktn writes it, on one line. */
const asWritten = (json: string, from: string, to: string) =>
  json.replace(`"version": "${from}"`, `"version": "${to}"`).replaceAll(/([{[])\n *([}\]])/g, "$1$2");

describe("the whole estate, synthesized with cdktn in the place of cdktf", () => {
  it(
    "is equal to what cdktf makes of it, apart from the version and the layout of what is empty",
    () => {
      const [before, after] = [synthesizeWith("cdktf"), synthesizeWith("cdktn")];
      const [old, young] = [versionOf("cdktf"), versionOf("cdktn")];
      expect(old).not.toBe(young);
      expect(Object.keys(after).length).toBeGreaterThan(200);
      expect(Object.keys(after)).toEqual(Object.keys(before));
      for (const [stack, json] of Object.entries(before)) {
        const metadata = (text = "{}") => JSON.parse(text)["//"].metadata.version;
        expect([metadata(json), metadata(after[stack])], stack).toEqual([old, young]);
        // Not toBe: Vitest would take minutes to show where two megabytes differ.
        expect(after[stack] === asWritten(json, old, young), `${stack} is equal`).toBe(true);
      }
    },
    10 * MINUTES,
  );
});
