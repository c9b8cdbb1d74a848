/** The root pipeline of the sample estate, for reading. */
import { join } from "node:path";
import { type Estate, loadEstate } from "../../config/index.js";
import { rootPipeline, toYaml } from "../../lib/pipeline/index.js";
import { DEFAULT_ESTATE } from "../support/options.js";
import { frameOf } from "../support/pipeline.js";

export function generatePipelineReference(root: string): Record<string, string> {
  const { estate } = loadEstate(join(root, DEFAULT_ESTATE));
  if (estate.platform?.pipeline === undefined) return {};
  const frame = frameOf({ estate: estate as Estate }, { estate: DEFAULT_ESTATE });
  const document = rootPipeline({ ...frame, origin: [`Estate: ${DEFAULT_ESTATE}.`] });
  return { "docs/reference/gitlab-ci.yml": toYaml(document) };
}
