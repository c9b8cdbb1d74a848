/** `transhumance approve`: someone who must agree signs what the review attested. */
import { Command, InvalidArgumentError } from "commander";
import { addSignature, readAttestation, sshSigner, verdictOf } from "../../lib/attestation/index.js";
import { asFailure, verifierOf } from "../support/attestation-failure.js";
import { openEstate, selectStacks } from "../support/estate.js";
import { Failure } from "../support/failure.js";
import { example, keyOptions, print, type RemovalSelection, table, withRemoval } from "../support/options.js";
import { removedStacks } from "../support/removed-stacks.js";
import { SavedPlan } from "../support/saved-plan.js";

interface ApproveOptions extends RemovalSelection {
  as?: string;
  key: string;
  signers: string;
}

export function approveCommand(): Command {
  return withRemoval(new Command("approve"))
    .description(
      "Approves the reviewed plans that ask for it, by one more signature of what the review attested.",
    )
    .addOption(keyOptions.key().makeOptionMandatory())
    .addOption(keyOptions.signers().makeOptionMandatory())
    .option(
      "--as <name>",
      "keep the approval in a file of this name beside the review's, so that several can be given at once",
      readName,
    )
    .addHelpText(
      "after",
      example("transhumance approve --only siecle --key ~/.ssh/id_ed25519 --signers signers"),
    )
    .action((options: ApproveOptions) => {
      const { estate } = openEstate(options);
      const verify = verifierOf(options.signers);
      const sign = sshSigner(options.key);
      const approved = selectStacks(estate, options, removedStacks(estate, options)).flatMap(({ stack }) => {
        const saved = new SavedPlan(stack);
        const text = saved.attestation;
        if (text === undefined) return [];
        return asFailure(stack, () => {
          const { approvals: asked } = verdictOf(readAttestation(text), verify);
          if (asked.length === 0) return [];
          saved.keepAttestation(addSignature(text, sign), options.as);
          return [{ stack, approvals: asked }];
        });
      });
      if (approved.length === 0) throw new Failure("No selected stack has a review that asks for approval.");
      print({ approved }, options, () =>
        table(
          ["stack", "approval asked of"],
          approved.map(({ stack, approvals }) => [
            stack,
            approvals.map(({ role, team }) => `${role}${team === undefined ? "" : ` (${team})`}`).join(", "),
          ]),
        ),
      );
    });
}

function readName(text: string): string {
  if (/^[a-z][a-z0-9-]*$/.test(text)) return text;
  throw new InvalidArgumentError("It must be lower-case letters, digits and hyphens, such as a team's name.");
}
