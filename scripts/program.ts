/** The program: its commands, and how a command ends. */
import { Command, CommanderError } from "commander";
import { FAILED, Failure } from "./support/failure.js";

/** Source: POSIX shells, 128 plus the number of SIGINT. */
const INTERRUPTED = 130;

/** Each command's code is read when it is asked for: all of them together take a second to load. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  start: async () => (await import("./commands/start.js")).startCommand(),
  check: async () => (await import("./commands/check.js")).checkCommand(),
  policies: async () => (await import("./commands/policies.js")).policiesCommand(),
  synth: async () => (await import("./commands/synth.js")).synthCommand(),
  render: async () => (await import("./commands/render.js")).renderCommand(),
  plan: async () => (await import("./commands/plan.js")).planCommand(),
  approve: async () => (await import("./commands/approve.js")).approveCommand(),
  apply: async () => (await import("./commands/apply.js")).applyCommand(),
  review: async () => (await import("./commands/review.js")).reviewCommand(),
  pipeline: async () => (await import("./commands/pipeline.js")).pipelineCommand(),
  capacity: async () => (await import("./commands/capacity.js")).capacityCommand(),
  status: async () => (await import("./commands/status.js")).statusCommand(),
  lab: async () => (await import("./commands/lab.js")).labCommand(),
  advance: async () => (await import("./commands/advance.js")).advanceCommand(),
  runbook: async () => (await import("./commands/runbook.js")).runbookCommand(),
  waves: async () => (await import("./commands/waves.js")).wavesCommand(),
  replay: async () => (await import("./commands/replay.js")).replayCommand(),
  showback: async () => (await import("./commands/showback.js")).showbackCommand(),
  skills: async () => (await import("./commands/skills.js")).skillsCommand(),
};

/** The program with the command that `word`, the first argument, names; with all of them where it names none. */
export async function createProgram(word = ""): Promise<Command> {
  const program = new Command("transhumance")
    .description("Moves national education applications from academy datacenters to one Kubernetes platform.")
    .showHelpAfterError("(see --help)")
    // Options after a command's name are its own, also where the command above has one of that name.
    .enablePositionalOptions()
    .exitOverride();
  const wanted = Object.hasOwn(COMMANDS, word) ? [COMMANDS[word]] : Object.values(COMMANDS);
  for (const command of await Promise.all(wanted.map((load) => load?.()))) {
    if (command !== undefined) program.addCommand(command.exitOverride().showHelpAfterError("(see --help)"));
  }
  return program;
}

/** Runs a command; what a user can understand ends without a stack trace. */
export async function run(program: Command, argv: string[]): Promise<void> {
  process.once("SIGINT", () => {
    process.stderr.write("Interrupted. Nothing is half-written: run the command again to go on.\n");
    process.exit(INTERRUPTED);
  });
  // Whoever reads may stop, as `head` does: the command still comes to its end.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
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
