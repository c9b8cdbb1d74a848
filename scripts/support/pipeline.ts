/** What the commands of `pipeline` share: how jobs run, what documents were made from, how they are written. */
import type { Tier } from "../../config/index.js";
import { type Frame, type PipelineDocument, PipelineError, toYaml } from "../../lib/pipeline/index.js";
import type { CheckedEstate } from "./estate.js";
import { Failure } from "./failure.js";
import { writeFileAtomically } from "./files.js";
import { commitOf } from "./git.js";
import type { SelectionOptions } from "./options.js";

/** Source: GitLab, «Predefined CI/CD variables», CI_ENVIRONMENT_SLUG. */
const LONGEST_SLUG = 24;

/** How jobs run here; ends the command with all that the estate does not say. */
export function frameOf(
  { estate }: Pick<CheckedEstate, "estate">,
  { estate: folder, environment }: Pick<SelectionOptions, "estate" | "environment">,
): Frame {
  const settings = estate.platform.pipeline;
  const environments: Frame["environments"] = {};
  const missing =
    settings === undefined ? ["platform.yaml: `pipeline` is missing: image, runners, times"] : [];
  for (const [name, { pipeline }] of Object.entries(estate.environments)) {
    if (environment !== undefined && environment !== name) continue;
    if (name.length > LONGEST_SLUG) {
      missing.push(
        `environments/${name}.yaml: GitLab shortens names of more than ${LONGEST_SLUG} characters in its refs: give it a shorter one`,
      );
    }
    if (pipeline === undefined)
      missing.push(`environments/${name}.yaml: \`pipeline\` is missing: its deployment tier`);
    else environments[name] = pipeline satisfies { tier: Tier };
  }
  if (settings === undefined || missing.length > 0) {
    throw new Failure(
      [...missing.map((line) => `${folder}/${line}`), "No pipeline was written: see docs/pipeline.md."].join(
        "\n",
      ),
    );
  }
  const { commit, modified } = commitOf(folder);
  const at = commit === undefined ? "outside Git" : `at ${commit}${modified ? ", with changes since" : ""}`;
  return { settings, environments, estate: folder, origin: [`Estate: ${folder} ${at}.`] };
}

/** Writes a document; ends the command where GitLab would refuse it. */
export function writePipeline(path: string, document: PipelineDocument): void {
  writeFileAtomically(path, asYaml(path, document));
}

export function asYaml(path: string, document: PipelineDocument): string {
  try {
    return toYaml(document);
  } catch (error) {
    if (error instanceof PipelineError) throw new Failure(`${path}: ${error.message}`);
    throw error;
  }
}
