/** `transhumance pipeline plan`: the child pipelines that plan and review what is affected. */
import { join } from "node:path";
import { Command } from "commander";
import {
  type AffectedStack,
  fileOf,
  inTierOrder,
  MERGE_REQUEST_FILE,
  type PlanPipelineInput,
  planPipeline,
} from "../../lib/pipeline/index.js";
import { LAYER_NAMES, layerOf, plannable } from "../../lib/placement/index.js";
import { affectedStacks } from "../support/affected-stacks.js";
import { openEstate } from "../support/estate.js";
import { Failure } from "../support/failure.js";
import { findCommit } from "../support/git.js";
import { example, print, type SelectionOptions, table, withSelection } from "../support/options.js";
import { frameOf, writePipeline } from "../support/pipeline.js";

interface PipelinePlanOptions extends SelectionOptions {
  base?: string;
  all?: true;
  trustCode?: true;
  mergeRequest?: true;
  output: string;
}

/** What GitLab says where there is no commit before. Source: GitLab, «Predefined CI/CD variables», CI_COMMIT_BEFORE_SHA. */
const NO_COMMIT = /^0+$/;

export function pipelinePlanCommand(): Command {
  return withSelection(new Command("plan"))
    .description(
      "Generates the child pipelines that plan and review the stacks affected since a ref: one an environment and layer.",
    )
    .option("--base <ref>", "stacks whose inputs or output changed since this Git ref; zeros ask for all")
    .option("--all", "all stacks, such as each night: what was left, and what drifted")
    .option("--trust-code", "where code changed, build the ref with its own code, and compare what it makes")
    .option("--merge-request", "one pipeline that plans and reviews only, and applies nothing")
    .option("--output <folder>", "where they are written", "pipelines")
    .addHelpText("after", example("transhumance pipeline plan --base origin/main"))
    .action(async (options: PipelinePlanOptions) => {
      if ((options.base === undefined) === (options.all === undefined)) {
        throw new Failure("Say what is affected: --base <ref>, or --all.");
      }
      const { estate, base, environment, cluster, only } = options;
      const opened = openEstate(options);
      const frame = frameOf(opened, options);
      const commit = base === undefined || NO_COMMIT.test(base) ? undefined : findCommit(estate, base);
      const { stacks, left } = await affectedStacks(opened, {
        ...{ estate, environment, cluster, only },
        base: commit,
        trustCode: options.trustCode ?? false,
      });
      const pipelines = (options.mergeRequest ? oneForAll : oneALayer)(
        stacks,
        left,
        inTierOrder(frame.environments),
      );
      const since = commit === undefined ? "All stacks." : `Affected since ${commit.hash}:`;
      const written = pipelines.map(({ name, ...part }) => {
        const file = join(options.output, name);
        const origin = [...frame.origin, since, ...part.stacks.map(describe)];
        const document = planPipeline({ ...frame, origin }, { ...part, base: commit?.hash });
        writePipeline(file, document);
        return {
          file,
          jobs: Object.keys(document.jobs).length,
          stacks: part.stacks,
          deferred: part.deferred,
          left: part.left,
        };
      });
      print({ base: commit?.hash ?? null, pipelines: written }, options, () =>
        table(
          ["pipeline", "jobs", "stacks"],
          written.map(({ file, jobs, stacks }) => [file, jobs, stacks.length]),
        ),
      );
    });
}

const describe = ({ stack, change, cause }: AffectedStack) =>
  `  ${stack}: ${change}${change === "changed" ? `, its ${cause}` : ""}`;

type Part = Omit<PlanPipelineInput, "base"> & { name: string };

/** A pipeline an environment and layer, also where nothing is affected: the root names them all. */
function oneALayer(
  stacks: readonly AffectedStack[],
  left: readonly AffectedStack[],
  environments: readonly string[],
): Part[] {
  return environments.flatMap((environment) =>
    LAYER_NAMES.map((layer): Part => {
      const isPart = (stack: AffectedStack) =>
        stack.environment === environment && layerOf(stack.kind) === layer;
      return {
        name: fileOf(environment, layer),
        purpose: "deploy",
        title: `${environment}, layer ${layer}`,
        stacks: stacks.filter(isPart),
        deferred: [],
        left: left.filter(isPart),
      };
    }),
  );
}

/** One pipeline for what can be planned while nothing is applied. */
function oneForAll(stacks: readonly AffectedStack[], left: readonly AffectedStack[]): Part[] {
  const now = new Set(plannable(stacks).map(({ stack }) => stack));
  return [
    {
      name: MERGE_REQUEST_FILE,
      purpose: "merge-request",
      title: "the merge request",
      stacks: stacks.filter(({ stack }) => now.has(stack)),
      deferred: stacks.filter(({ stack }) => !now.has(stack)),
      left: [...left],
    },
  ];
}
