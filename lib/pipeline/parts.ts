/** Parts that the documents share: defaults of jobs, command lines, artifacts. */
import type { Artifacts, Job, PipelineDocument } from "./document.js";
import type { Group } from "./groups.js";
import type { AffectedStack, Frame } from "./model.js";

/** What a job may be tried again for: faults of the runner, never of what it ran. Source: GitLab, «retry:when». */
const RUNNER_FAULTS = ["runner_system_failure", "scheduler_failure"];

/** Where synthesis puts stacks (scripts/support). */
const STACKS = "cdktf.out/stacks";

/** Another pipeline may hold a state's lock: Terraform waits for it. Source: Terraform, «TF_CLI_ARGS_name». */
const WAIT_FOR_LOCKS = { TF_CLI_ARGS_plan: "-lock-timeout=15m", TF_CLI_ARGS_apply: "-lock-timeout=15m" };

/** OpenSSH signs with no key that others can read, and GitLab's runners write files for all to read. */
export const KEY_FOR_ITS_OWNER = 'chmod 400 "$TRANSHUMANCE_SIGNING_KEY"';

/** Without a rule, jobs of a child are no part of a merge request's pipeline. Source: GitLab, «Downstream pipelines». */
const AS_CHILD = { workflow: { rules: [{ if: '$CI_PIPELINE_SOURCE == "parent_pipeline"' }] } };

/** Keywords of a generated child or grandchild. */
export const childDefaults = (frame: Frame, interruptible: boolean): PipelineDocument["global"] => ({
  ...AS_CHILD,
  variables: WAIT_FOR_LOCKS,
  ...defaultsOf(frame, interruptible),
});

/** Keywords that hold for all jobs of a document. */
export function defaultsOf({ settings }: Frame, interruptible: boolean): PipelineDocument["global"] {
  const { image, tags, timeout, setup } = settings;
  return {
    default: {
      image,
      tags,
      timeout,
      interruptible,
      retry: { max: 2, when: RUNNER_FAULTS },
      ...(setup.length > 0 ? { before_script: setup } : {}),
    },
  };
}

/** A job's tags, where its environment has runners of its own. */
export function runnersFor({ environments }: Frame, environment: string): Pick<Job, "tags"> {
  const tags = environments[environment]?.tags;
  return tags === undefined ? {} : { tags };
}

/** GitLab's environment of a job that deploys, in the tier of one of ours. */
export function deployingTo(
  { environments }: Frame,
  environment: string,
  name: string,
): NonNullable<Job["environment"]> {
  const tier = environments[environment]?.tier;
  return { name, ...(tier === undefined ? {} : { deployment_tier: tier }) };
}

/** A line of a job's script that runs `transhumance`. Words are quoted for the shell, unless they are `raw`. */
export function run({ settings, estate }: Frame, name: string, ...words: readonly Word[]): string {
  return [settings.command, name, "--estate", quote(estate), ...words.map(quote)].join(" ");
}

/** A word of a command line; `raw` is for the shell to expand. */
export type Word = string | { raw: string };

function quote(word: Word): string {
  if (typeof word !== "string") return word.raw;
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Options that select the stacks of a group, those that left the estate included. */
export function selecting({
  environment,
  cluster,
  stacks,
}: Pick<Group, "environment" | "cluster"> & { stacks: readonly NamedStack[] }): string[] {
  const names = stacks.map(({ name }) => name);
  return ["--environment", environment, "--cluster", cluster, ...removedSince(stacks), "--only", ...names];
}

type NamedStack = Pick<AffectedStack, "name" | "declaredAt">;

export function removedSince(stacks: readonly NamedStack[]): string[] {
  const commits = new Set(stacks.flatMap(({ declaredAt }) => declaredAt ?? []));
  return commits.size > 0 ? ["--removed-since", ...commits] : [];
}

/** Of a job that reads commits before the one at hand. */
export const HISTORY: Pick<Job, "variables"> = { variables: { GIT_DEPTH: "0" } };

/** Commits before the one at hand are needed where a stack is read from one of them. */
export function historyFor(stacks: readonly NamedStack[]): Pick<Job, "variables"> {
  return stacks.some(({ declaredAt }) => declaredAt !== undefined) ? HISTORY : {};
}

/** Files beside synthesized stacks, as artifacts. */
export const filesOf = (stacks: readonly Pick<AffectedStack, "stack">[], ...names: string[]): string[] =>
  stacks.flatMap(({ stack }) => names.map((name) => `${STACKS}/${stack}/${name}`));

/** Artifacts that nobody outside the project may read. */
export function artifacts(
  { settings }: Frame,
  paths: readonly string[],
  more: Partial<Artifacts> = {},
): Artifacts {
  return { paths, access: "developer", expire_in: settings.keep, ...more };
}

/** A job that only speaks: a pipeline must have one, and a reader must know. */
export const saying = (stage: string, lines: readonly string[]): Job => ({
  stage,
  before_script: [],
  script: lines.map((line) => `echo ${quote(line)}`),
});
