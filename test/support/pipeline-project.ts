/** A repository of a small estate with its pipeline: recette only, two applications, keys for who signs. */
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect } from "vitest";
import { BINARY, transhumance } from "./command.js";
import { SMALL_ESTATE, temporaryFolder } from "./estate.js";
import { GitlabProject, installRsync, type ScopedValues } from "./gitlab-ci-local.js";
import { allowedSigners, sshKey, type TerraformStandIn } from "./terraform.js";

/** Folder of the estate in the repository. */
const ESTATE = "estate";

export interface PipelineProject extends GitlabProject {
  /** A file of the estate. */
  file(name: string): string;
  /** Changes a file of the estate. */
  edit(name: string, from: string | RegExp, to: string): void;
}

/** Its first commit is on the branch `main`. Variables are scoped as docs/pipeline.md says, `more` of them are added. */
export async function pipelineProject(
  terraform: TerraformStandIn,
  more: Record<string, ScopedValues> = {},
): Promise<PipelineProject> {
  installRsync();
  const folder = temporaryFolder();
  const file = (name: string) => join(folder, ESTATE, name);
  const edit = (name: string, from: string | RegExp, to: string) => {
    const before = readFileSync(file(name), "utf8");
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    writeFileSync(file(name), after);
  };
  cpSync(SMALL_ESTATE, join(folder, ESTATE), { recursive: true });
  rmSync(file("environments/production.yaml"));
  for (const name of ["agendas", "eleves"]) {
    rmSync(file(`applications/${name}.yaml`));
    rmSync(file(`migrations/${name}.yaml`));
  }
  edit("platform.yaml", "pipeline:", `pipeline:\n  command: ${process.execPath} ${BINARY}`);
  const made = ["cdktf.out", "out", "pipelines", "review.*", "apply.yml", "tfplan.json", ".gitlab-ci-local*"];
  writeFileSync(join(folder, ".gitignore"), made.join("\n"));
  const root = ["pipeline", "root", "--estate", ESTATE, "--output", ".gitlab-ci.yml"];
  expect(transhumance(folder, root).stderr).toBe("");
  const variables = { ...(await variablesOfProject()), ...more };
  const project = new GitlabProject(folder, terraform.environment, variables);
  project.commit("An estate with its pipeline");
  return Object.assign(project, { file, edit });
}

/** As GitLab scopes variables to environments: each key is there only for the jobs that may use it. */
async function variablesOfProject(): Promise<Record<string, ScopedValues>> {
  const [reviewer, platform, owner] = [sshKey("reviewer"), sshKey("platform"), sshKey("owner")];
  const [deploys, proposes] = [await ageIdentity(), await ageIdentity()];
  return {
    TRANSHUMANCE_ALLOWED_SIGNERS: {
      "*": allowedSigners({ review: reviewer, plateforme: platform, scolarite: owner }),
    },
    TRANSHUMANCE_PLAN_RECIPIENTS: { "plan/*": deploys.recipient, "merge-request/*": proposes.recipient },
    TRANSHUMANCE_PLAN_IDENTITY: {
      ...{ "review/*": deploys.file, "recette/*": deploys.file, "merge-request/*": proposes.file },
    },
    TRANSHUMANCE_SIGNING_KEY: {
      ...{ "review/*": reviewer, "approval/plateforme": platform, "approval/scolarite": owner },
    },
  };
}

async function ageIdentity(): Promise<{ file: string; recipient: string }> {
  const secret = await generateX25519Identity();
  const file = join(temporaryFolder(), "identity.txt");
  writeFileSync(file, `${secret}\n`);
  return { file, recipient: await identityToRecipient(secret) };
}
