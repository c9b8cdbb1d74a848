/** The parts of the lab are built before its tests: a machine without Go fails here, in CI as elsewhere. */
import { prepareManifests, prepareTools, TOOL_NAMES } from "../../lib/lab/index.js";

export default async function prepare(): Promise<void> {
  const report = (line: string) => process.stderr.write(`${line}\n`);
  await prepareTools(TOOL_NAMES, { report });
  await prepareManifests({ report });
}
