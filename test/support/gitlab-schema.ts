/** What GitLab would say of a pipeline: its published schema, and its rules that no schema can say. */
import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";
import { load } from "js-yaml";
import type { PipelineDocument } from "../../lib/pipeline/index.js";
import { toYaml } from "../../lib/pipeline/index.js";

/** GitLab's `ci.json` as gitlab-ci-local ships it: whole but for its `pattern`s. */
async function publishedSchema(): Promise<ValidateFunction> {
  const file = createRequire(import.meta.url).resolve("gitlab-ci-local/src/schema/schema.js");
  const { schema } = (await import(file)) as { schema: object };
  return new Ajv({ allErrors: true, allowUnionTypes: true, strict: false, validateFormats: false }).compile(
    schema,
  );
}

const validate = await publishedSchema();

/** Source: GitLab, «Instance limits» (needs of a job, deployments of a pipeline), «Job name limitations». */
const MOST_NEEDS = 50;
const MOST_DEPLOYMENTS = 500;
const LONGEST_NAME = 255;
/** Source: GitLab, lib/gitlab/ci/config/entry/needs.rb of the Enterprise Edition. */
const MOST_NEEDS_ELSEWHERE = 5;

/** Everything that GitLab would refuse of the document. */
export function objections(document: PipelineDocument): string[] {
  const content = load(toYaml(document));
  const bySchema = validate(content)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  return [...bySchema, ...byRules(document)];
}

function byRules({ stages, jobs }: PipelineDocument): string[] {
  const found: string[] = [];
  const entries = Object.entries(jobs);
  const deployments = entries.filter(
    ([, { environment }]) => environment && environment.action === undefined,
  );
  if (entries.length === 0) found.push("there is no job");
  if (deployments.length > MOST_DEPLOYMENTS) found.push(`${deployments.length} deployments`);
  for (const [name, { stage, needs = [], script, trigger }] of entries) {
    const say = (what: string) => found.push(`${name}: ${what}`);
    if (name.length > LONGEST_NAME) say("its name is too long");
    if (!stages.includes(stage)) say(`no stage ${stage}`);
    if ((script === undefined) === (trigger === undefined)) say("runs a script, or triggers a pipeline");
    const elsewhere = needs.filter((need) => "pipeline" in need);
    if (needs.length - elsewhere.length > MOST_NEEDS) say(`${needs.length} needs`);
    if (elsewhere.length > MOST_NEEDS_ELSEWHERE) say(`${elsewhere.length} needs of other pipelines`);
    for (const need of needs) {
      if ("pipeline" in need) continue;
      const needed = jobs[need.job];
      if (needed === undefined) say(`needs ${need.job}, which is not there`);
      else if (stages.indexOf(needed.stage) > stages.indexOf(stage))
        say(`needs ${need.job} of a later stage`);
    }
    for (const { job } of trigger?.include ?? []) if (!jobs[job]?.artifacts) say(`${job} has no artifacts`);
  }
  return found;
}
