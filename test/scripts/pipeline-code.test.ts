/** Code that changed, in a pipeline that runs: the code of before is built, and what it makes is compared. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { BINARY, type Outcome } from "../support/command.js";
import { type PipelineProject, pipelineProject } from "../support/pipeline-project.js";
import { TerraformStandIn } from "../support/terraform.js";

const MINUTES = 600_000;
const terraform = new TerraformStandIn();
let project: PipelineProject;

/** Code whose build makes a command line that names what portail is managed by otherwise. */
const OTHER_PORTAIL = `
import { mkdirSync, writeFileSync } from "node:fs";
mkdirSync("dist/scripts", { recursive: true });
writeFileSync("dist/scripts/transhumance.js", ${JSON.stringify(`
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
execFileSync(process.execPath, [${JSON.stringify(BINARY)}, ...process.argv.slice(2)]);
const file = "base.out/stacks/recette-sud-portail/cdk.tf.json";
writeFileSync(file, readFileSync(file, "utf8").replaceAll('"app.kubernetes.io/managed-by": "transhumance"', '"app.kubernetes.io/managed-by": "older"'));
`)});
`;

const commitCode = (text: string, title: string) => {
  writeFileSync(join(project.folder, "lib/build.js"), text);
  project.commit(title);
};

async function push(variables: Record<string, string>): Promise<Outcome & { planned: string[] }> {
  rmSync(join(project.folder, "cdktf.out"), { recursive: true, force: true });
  const before = terraform.calls("plan").length;
  const outcome = await project.push(variables);
  const calls = terraform.calls("plan").slice(before);
  return { ...outcome, planned: calls.filter((call) => call.startsWith("ended")).toSorted() };
}

beforeAll(async () => {
  project = await pipelineProject(terraform);
  mkdirSync(join(project.folder, "lib"));
  const manifest = { type: "module", scripts: { build: "node lib/build.js" } };
  writeFileSync(join(project.folder, "package.json"), JSON.stringify(manifest));
  commitCode(OTHER_PORTAIL, "Older code");
});

it("plans those stacks only that the code makes otherwise", { timeout: MINUTES }, async () => {
  commitCode("// newer\n", "Newer code");
  const { planned, stdout } = await push({ TRANSHUMANCE_BASE: "HEAD~1" });
  expect(planned).toEqual(["ended plan recette-sud-portail"]);
  expect(stdout).not.toContain("FAIL");
});

it("plans every stack where the code of before does not build, and says why", {
  timeout: MINUTES,
}, async () => {
  commitCode('console.error("no such construct: Tenent"); process.exit(3);\n', "Code that does not build");
  commitCode("// newer still\n", "Code that does");
  const { planned, stderr } = await push({ TRANSHUMANCE_BASE: "HEAD~1" });
  expect(stderr).toContain("no such construct: Tenent");
  expect(stderr).toContain("Every stack counts as affected.");
  expect(planned).toContain("ended plan recette-sud-operators");
});
