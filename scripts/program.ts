/** The program: its commands, and how a command ends. */
import { Command, CommanderError } from "commander";
import { advanceCommand } from "./commands/advance.js";
import { applyCommand } from "./commands/apply.js";
import { approveCommand } from "./commands/approve.js";
import { checkCommand } from "./commands/check.js";
import { labCommand } from "./commands/lab.js";
import { planCommand } from "./commands/plan.js";
import { policiesCommand } from "./commands/policies.js";
import { renderCommand } from "./commands/render.js";
import { reviewCommand } from "./commands/review.js";
import { runbookCommand } from "./commands/runbook.js";
import { skillsCommand } from "./commands/skills.js";
import { startCommand } from "./commands/start.js";
import { statusCommand } from "./commands/status.js";
import { synthCommand } from "./commands/synth.js";
import { wavesCommand } from "./commands/waves.js";
import { FAILED, Failure } from "./support/failure.js";

/** Source: POSIX shells, 128 plus the number of SIGINT. */
const INTERRUPTED = 130;

export function createProgram(): Command {
  const program = new Command("transhumance")
    .description("Moves national education applications from academy datacenters to one Kubernetes platform.")
    .showHelpAfterError("(see --help)")
    .exitOverride();
  for (const command of [
    startCommand(),
    checkCommand(),
    policiesCommand(),
    synthCommand(),
    renderCommand(),
    planCommand(),
    approveCommand(),
    applyCommand(),
    reviewCommand(),
    statusCommand(),
    labCommand(),
    advanceCommand(),
    runbookCommand(),
    wavesCommand(),
    skillsCommand(),
  ]) {
    program.addCommand(command.exitOverride().showHelpAfterError("(see --help)"));
  }
  return program;
}

/** Runs a command; what a user can understand ends without a stack trace. */
export async function run(program: Command, argv: string[]): Promise<void> {
  process.once("SIGINT", () => {
    process.stderr.write("Interrupted. Nothing is half-written: run the command again to go on.\n");
    process.exit(INTERRUPTED);
  });
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else if (error instanceof Failure) {
      if (argv.includes("--json"))
        process.stdout.write(`${JSON.stringify({ error: error.message, ...error.details })}\n`);
      else process.stderr.write(`${error.message}\n`);
      process.exitCode = FAILED;
    } else throw error;
  }
}
