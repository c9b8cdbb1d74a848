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
import { appliedCommits, type Commit, findCommit } from "../support/git.js";
import { example, print, type SelectionOptions, table, withSelection } from "../support/options.js";
import { frameOf, writePipeline } from "../support/pipeline.js";

interface PipelinePlanOptions extends SelectionOptions {
  base?: string;
  all?: true;
  trustCode?: true;
  mergeRequest?: true;
  output: string;
}

/** Asks for all stacks, as GitLab writes a commit that is none. */
const NO_COMMIT = /^0+$/;
/** Asks for what differs from what was applied, which GitLab's deployments tell (docs/decisions/0053). */
const APPLIED = "applied";

export function pipelinePlanCommand(): Command {
  return withSelection(new Command("plan"))
    .description(
      "Generates the child pipelines that plan and review the stacks affected since a ref: one an environment and layer.",
    )
    .option(
      "--base <ref>",
      "stacks whose inputs or output changed since this Git ref; `applied`: since each environment was applied whole; zeros: all",
    )
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
      if (options.mergeRequest && base === APPLIED) {
        throw new Failure(
          "--base: with --merge-request, give the commit that the merge request is based on.",
        );
      }
      const opened = openEstate(options);
      const frame = frameOf(opened, options);
      const since = commitsOf(base, estate);
      const { stacks, left } = await affectedStacks(opened, {
        ...{ estate, environment, cluster, only, since },
        trustCode: options.trustCode ?? false,
      });
      const pipelines = (options.mergeRequest ? oneForAll : oneALayer)(
        stacks,
        left,
        inTierOrder(frame.environments),
      );
      const written = pipelines.map(({ name, environment, ...part }) => {
        const file = join(options.output, name);
        const oldest = since(environment).at(-1)?.hash;
        const affected = oldest === undefined ? "All stacks:" : `Affected since ${oldest}:`;
        const origin = [...frame.origin, affected, ...part.stacks.map(describe)];
        const document = planPipeline({ ...frame, origin }, { ...part, base: oldest });
        writePipeline(file, document);
        return {
          file,
          base: oldest ?? null,
          jobs: Object.keys(document.jobs).length,
          stacks: part.stacks,
          deferred: part.deferred,
          left: part.left,
        };
      });
      print({ pipelines: written }, options, () =>
        table(
          ["pipeline", "jobs", "stacks"],
          written.map(({ file, jobs, stacks }) => [file, jobs, stacks.length]),
        ),
      );
    });
}

/** The commits that `base` asks for, environment by environment. */
function commitsOf(base: string | undefined, estate: string): (environment: string) => readonly Commit[] {
  if (base === undefined || NO_COMMIT.test(base)) return () => [];
  if (base !== APPLIED) {
    const commit = findCommit(estate, base);
    return () => [commit];
  }
  const known = new Map<string, Commit[]>();
  return (environment) => {
    const commits = known.get(environment) ?? appliedCommits(estate, environment);
    known.set(environment, commits);
    return commits;
  };
}

const describe = ({ stack, change, cause }: AffectedStack) =>
  `  ${stack}: ${change}${change === "changed" ? `, its ${cause}` : ""}`;

type Part = Omit<PlanPipelineInput, "base"> & { name: string; environment: string };

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
        environment,
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
function oneForAll(
  stacks: readonly AffectedStack[],
  left: readonly AffectedStack[],
  environments: readonly string[],
): Part[] {
  const now = new Set(plannable(stacks).map(({ stack }) => stack));
  return [
    {
      name: MERGE_REQUEST_FILE,
      environment: environments[0] ?? "",
      purpose: "merge-request",
      title: "the merge request",
      stacks: stacks.filter(({ stack }) => now.has(stack)),
      deferred: stacks.filter(({ stack }) => !now.has(stack)),
      left: [...left],
    },
  ];
}
