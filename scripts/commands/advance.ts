/** `transhumance advance`: one installation takes one step, proven by its evidence. */
import { join } from "node:path";
import { Argument, Command, Option } from "commander";
import {
  EVIDENCE,
  loadEvidence,
  type Problem,
  type ProvenStage,
  showPath,
  showPointer,
  showValue,
  sortProblems,
} from "../../config/index.js";
import { advance, editLedger, judgeRequest, type Step, type StepFinding } from "../../lib/ledger/index.js";
import { type CheckedEstate, describeProblems, openEstate } from "../support/estate.js";
import { Failure } from "../support/failure.js";
import { readIfThere, replaceUnchanged } from "../support/files.js";
import { type EstateOptions, example, print, withEstate } from "../support/options.js";

interface AdvanceOptions extends EstateOptions {
  to: ProvenStage;
  evidence: string;
}

export function advanceCommand(): Command {
  return withEstate(new Command("advance"))
    .description("Moves one installation to its next stage in the ledger, where the evidence proves it.")
    .addArgument(new Argument("<application>"))
    .addArgument(new Argument("<academy>"))
    .addOption(
      new Option("--to <stage>", "the stage that was reached")
        .choices(Object.keys(EVIDENCE))
        .makeOptionMandatory(),
    )
    .requiredOption(
      "--evidence <file>",
      "what proves it, YAML or JSON (config/schema/json/evidence-*.schema.json)",
    )
    .addHelpText(
      "after",
      example("transhumance advance siecle lille --to rehearsed --evidence rehearsal.yaml"),
    )
    .action((application: string, academy: string, options: AdvanceOptions) => {
      const step: Step = { application, academy, to: options.to };
      const path = join(options.estate, "migrations", `${application}.yaml`);
      const before = readIfThere(path);
      const checked = openEstate(options);
      refuse(judgeRequest(checked.estate, step), checked);
      const { evidence, problems, locate } = loadEvidence(options.evidence, options.to);
      if (!evidence) throw failure(problems);
      const { from, entry, findings } = advance(checked.estate, step, evidence);
      refuse(findings, checked, locate);
      replaceUnchanged(path, before, editLedger(before ?? "", academy, entry));
      print(
        { application, academy, from, ...entry, file: path },
        options,
        () => `${application} in ${academy}: ${from} → ${entry.stage} since ${entry.since}, in ${path}.`,
      );
    });
}

/** Ends the command with everything that speaks against the step. */
function refuse(
  findings: StepFinding[],
  { locate }: CheckedEstate,
  locateEvidence?: ReturnType<typeof loadEvidence>["locate"],
): void {
  if (findings.length === 0) return;
  throw failure(
    findings.map(({ message, value, allowed, hint, ...finding }): Problem => {
      const place =
        finding.where === "estate"
          ? {
              ...locate(finding.pointer),
              path: showPointer(finding.pointer),
            }
          : finding.where === "evidence" && locateEvidence
            ? { ...locateEvidence(finding.path), path: showPath(finding.path) }
            : { file: "transhumance advance", line: 1, column: 1, path: "" };
      return {
        ...place,
        message,
        ...(value === undefined || value === null ? {} : { value: showValue(value) }),
        ...(allowed === undefined ? {} : { allowed }),
        ...(hint === undefined ? {} : { hint }),
      };
    }),
  );
}

const failure = (problems: Problem[]) =>
  new Failure(describeProblems(sortProblems(problems)), { problems: sortProblems(problems) });
