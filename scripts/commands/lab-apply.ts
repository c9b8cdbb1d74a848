/** `transhumance lab apply`: makes a cluster hold what is declared for it. */
import { Command } from "commander";
import { applyStacks, LossRefused, ledgerRule } from "../../lib/lab/index.js";
import type { RenderedDeclaration } from "../support/declared.js";
import { Failure } from "../support/failure.js";
import { onCluster, type TargetOptions, withTarget } from "../support/lab-target.js";
import { example, print, table } from "../support/options.js";
import { Progress } from "../support/progress.js";

export function labApplyCommand(): Command {
  return withTarget(new Command("apply"))
    .description(
      "Applies the objects of all stacks of a cluster, in order, by server-side apply; deletes what left the declaration, but no data. Helm releases are listed, not installed. Goes on where it was stopped.",
    )
    .addHelpText("after", example("transhumance lab apply --environment recette"))
    .action(async (options: TargetOptions) => {
      const { releases, ...result } = await onCluster(options, async ({ server, estate, name, stacks }) => {
        const title = `${name.environment}/${name.cluster}`;
        const progress = new Progress(`Applying to ${title}`);
        try {
          const onProgress = (done: number, total: number) => progress.update(done, total);
          const applied = await applyStacks(server, name, stacks, {
            mayLose: ledgerRule(estate),
            onProgress,
          });
          progress.finish(`Applied to ${title}`);
          return { ...name, ...applied, releases: stacks.flatMap(listReleases) };
        } catch (error) {
          progress.fail();
          if (error instanceof LossRefused) throw lossRefused(error);
          throw error;
        }
      });
      if (result.failed.length > 0) {
        const reasons = result.failed.map(({ object, reason }) => `${object}: ${reason}`);
        throw new Failure(
          [...reasons, `${reasons.length} objects were not applied; the others were.`].join("\n"),
          {
            ...result,
            releases,
          },
        );
      }
      const { created, changed, deleted, unchanged } = result;
      print({ ...result, releases }, options, () =>
        [
          table(
            ["created", "changed", "deleted", "unchanged"],
            [[created.length, changed.length, deleted.length, unchanged.length]],
          ),
          `${releases.length} Helm releases are declared, and not installed here.`,
        ].join("\n"),
      );
    });
}

const listReleases = ({ stack, releases }: RenderedDeclaration) =>
  releases.map(({ name, namespace, chart, version }) => ({ stack, name, namespace, chart, version }));

const lossRefused = ({ message, refused }: LossRefused) =>
  new Failure(
    [
      "What left the declaration holds data; nothing was applied:",
      message,
      "Take the change back, or record in the ledger that the installation is decommissioned, with the approval.",
    ].join("\n"),
    { dataLoss: refused },
  );
