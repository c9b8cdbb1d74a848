/** `transhumance approve`: someone who must agree signs what the review attested. */
import { Command } from "commander";
import { addSignature, approvalsAsked, readAttestation, sshSigner } from "../../lib/attestation/index.js";
import { asFailure, verifierOf } from "../support/attestation-failure.js";
import { openEstate, selectStacks } from "../support/estate.js";
import { Failure } from "../support/failure.js";
import {
  example,
  keyOptions,
  print,
  type SelectionOptions,
  table,
  withSelection,
} from "../support/options.js";
import { SavedPlan } from "../support/saved-plan.js";

interface ApproveOptions extends SelectionOptions {
  key: string;
  signers: string;
}

export function approveCommand(): Command {
  return withSelection(new Command("approve"))
    .description(
      "Approves the reviewed plans that ask for it, by one more signature of what the review attested.",
    )
    .addOption(keyOptions.key().makeOptionMandatory())
    .addOption(keyOptions.signers().makeOptionMandatory())
    .addHelpText(
      "after",
      example("transhumance approve --only siecle --key ~/.ssh/id_ed25519 --signers signers"),
    )
    .action((options: ApproveOptions) => {
      const { estate } = openEstate(options);
      const verify = verifierOf(options.signers);
      const sign = sshSigner(options.key);
      const approved = selectStacks(estate, options).flatMap(({ stack }) => {
        const saved = new SavedPlan(stack);
        const text = saved.attestation;
        if (text === undefined) return [];
        return asFailure(stack, () => {
          const asked = approvalsAsked(readAttestation(text), verify);
          if (asked.length === 0) return [];
          saved.attestation = addSignature(text, sign);
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
