/** A stand-in for Terraform's binary, keys, and the environment of the commands that use them. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { temporaryFolder } from "./estate.js";

const STAND_IN = join(import.meta.dirname, "terraform-stand-in");

/** Makes an SSH key without a passphrase; the file of its private half. */
export function sshKey(name: string): string {
  const file = join(temporaryFolder(), name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file]);
  return file;
}

/** An `allowed_signers` file: which principals each key speaks for. */
export function allowedSigners(principals: Record<string, string>): string {
  const file = join(temporaryFolder(), "allowed_signers");
  const lines = Object.entries(principals).map(
    ([principal, key]) => `${principal} ${readFileSync(`${key}.pub`, "utf8").trim()}\n`,
  );
  writeFileSync(file, lines.join(""));
  return file;
}

/** A folder of states, and the environment in which the command line finds the stand-in. */
export class TerraformStandIn {
  private readonly folder = temporaryFolder();
  private readonly log = join(this.folder, "calls");

  readonly environment = {
    PATH: `${STAND_IN}${delimiter}${process.env.PATH}`,
    STAND_IN_STATE: join(this.folder, "states"),
    STAND_IN_LOG: this.log,
  };

  stateFile(stack: string): string {
    return join(this.environment.STAND_IN_STATE, `${stack}.tfstate`);
  }

  /** Whether applies of a stack succeed. */
  setReachable(stack: string, isReachable: boolean): void {
    const file = `${this.stateFile(stack)}.unreachable`;
    mkdirSync(dirname(file), { recursive: true });
    if (isReachable) rmSync(file);
    else writeFileSync(file, "");
  }

  /** What was called so far of these commands, as `began apply <stack>`. */
  calls(...commands: string[]): string[] {
    const lines = existsSync(this.log) ? readFileSync(this.log, "utf8").split("\n") : [];
    return lines.filter((line) => commands.includes(line.split(" ")[1] ?? ""));
  }
}
