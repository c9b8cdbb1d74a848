/** The generated pipelines, run: by gitlab-ci-local, with a stand-in for Terraform's binary only. */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { beforeAll, expect, it } from "vitest";
import { BINARY, type Outcome, transhumance } from "../support/command.js";
import { SMALL_ESTATE, temporaryFolder } from "../support/estate.js";
import { GitlabProject, installRsync } from "../support/gitlab-ci-local.js";
import { allowedSigners, sshKey, TerraformStandIn } from "../support/terraform.js";

/** A pipeline is some thirty processes: minutes where other work takes the machine. */
const MINUTES = 600_000;
const ESTATE = "estate";
/** Gates of the teams that the reviews here ask. */
const PLATFORM = "approve-recette-sud-plateforme";
const OWNER = "approve-recette-sud-scolarite";

const folder = temporaryFolder();
const terraform = new TerraformStandIn();
const file = (name: string) => join(folder, ESTATE, name);
let project: GitlabProject;

function edit(name: string, from: string | RegExp, to: string): void {
  const before = readFileSync(file(name), "utf8");
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(file(name), after);
}

/** What a pipeline for the commit at hand did: its output, and what it planned and applied, in order. */
function deploy(since: string, manual: string[] = []): Outcome & { calls: string[] } {
  rmSync(join(folder, "cdktf.out"), { recursive: true, force: true });
  const before = terraform.calls("plan", "apply").length;
  const outcome = project.run({ TRANSHUMANCE_BASE: since }, manual);
  const calls = terraform.calls("plan", "apply").slice(before);
  return { ...outcome, calls: calls.map((call) => call.replace(" recette-sud-", " ")) };
}

/** Recette of two applications. */
beforeAll(async () => {
  installRsync();
  const [reviewer, platform, owner] = [sshKey("reviewer"), sshKey("platform"), sshKey("owner")];
  const signers = allowedSigners({ review: reviewer, plateforme: platform, scolarite: owner });
  const identity = join(temporaryFolder(), "identity.txt");
  const secret = await generateX25519Identity();
  writeFileSync(identity, `${secret}\n`);
  cpSync(SMALL_ESTATE, join(folder, ESTATE), { recursive: true });
  rmSync(file("environments/production.yaml"));
  for (const name of ["agendas", "eleves"]) {
    rmSync(file(`applications/${name}.yaml`));
    rmSync(file(`migrations/${name}.yaml`));
  }
  edit("platform.yaml", "pipeline:", `pipeline:\n  command: ${process.execPath} ${BINARY}`);
  // As GitLab scopes variables to environments: each key is there only for the jobs that may use it.
  const scoped = (values: Record<string, string>) => ({ type: "variable", values });
  const variables = {
    TRANSHUMANCE_ALLOWED_SIGNERS: scoped({ "*": signers }),
    TRANSHUMANCE_PLAN_RECIPIENTS: scoped({ "plan/*": await identityToRecipient(secret) }),
    TRANSHUMANCE_PLAN_IDENTITY: scoped({ "review/*": identity, "recette/*": identity }),
    TRANSHUMANCE_SIGNING_KEY: scoped({
      ...{ "review/*": reviewer, "approval/plateforme": platform, "approval/scolarite": owner },
    }),
  };
  writeFileSync(join(folder, ".gitlab-ci-local-variables.yml"), JSON.stringify(variables));
  const made = ["cdktf.out", "out", "pipelines", "review.*", "apply.yml", "tfplan.json", ".gitlab-ci-local*"];
  writeFileSync(join(folder, ".gitignore"), made.join("\n"));
  const root = ["pipeline", "root", "--estate", ESTATE, "--output", ".gitlab-ci.yml"];
  expect(transhumance(folder, root).stderr).toBe("");
  project = new GitlabProject(folder, terraform.environment);
  project.commit("An estate with its pipeline");
});

it("deploys all at first: a layer is planned once the layer before is applied", { timeout: MINUTES }, () => {
  const { calls, stdout } = deploy("0", [PLATFORM]);
  expect(stdout).not.toContain("FAIL");
  expect(calls.slice(0, 8)).toEqual([
    "began plan operators",
    "ended plan operators",
    "began apply operators",
    "ended apply operators",
    "began plan platform",
    "ended plan platform",
    "began apply platform",
    "ended apply platform",
  ]);
  const applications = calls.slice(8);
  expect(applications.slice(0, 4).every((call) => call.includes(" plan "))).toBe(true);
  expect(applications.filter((call) => call.startsWith("ended apply")).toSorted()).toEqual([
    "ended apply annuaire",
    "ended apply portail",
  ]);
});

it("does nothing where nothing changed since", { timeout: MINUTES }, () => {
  const { calls, stdout, status } = deploy("HEAD");
  expect(status).toBe(0);
  expect(calls).toEqual([]);
  expect(stdout).toContain("No stack is affected since");
});

it("plans, reviews and applies the stack of a changed application, and no other", {
  timeout: MINUTES,
}, () => {
  edit("applications/portail.yaml", "cpu: 250m", "cpu: 300m");
  project.commit("More of portail");
  const { calls, stdout, status } = deploy("HEAD~1");
  expect(status).toBe(0);
  expect(stdout).not.toContain("FAIL");
  expect(calls).toEqual([
    "began plan portail",
    "ended plan portail",
    "began apply portail",
    "ended apply portail",
  ]);
  expect(JSON.parse(readFileSync(join(folder, "tfplan.json"), "utf8"))).toEqual({
    create: 0,
    update: 2,
    delete: 0,
  });
});

it("keeps sealed plans and attestations as artifacts, and no plan that anyone could read", () => {
  const kept = (job: string, name: string) =>
    join(folder, ".gitlab-ci-local/artifacts", job, "cdktf.out/stacks/recette-sud-portail", name);
  const sealed = readFileSync(kept("plan-recette-sud-portail", "plan.tfplan.age"), "latin1");
  expect(sealed).toMatch(/^age-encryption\.org\/v1\n/);
  expect(existsSync(kept("plan-recette-sud-portail", "plan.tfplan"))).toBe(false);
  expect(existsSync(kept("plan-recette-sud-portail", ".terraform.lock.hcl"))).toBe(true);
  expect(readFileSync(kept("review", "plan.attestation.json"), "utf8")).toContain("in-toto");
});

it("stops a dangerous change at a gate, and applies it once that is played", { timeout: MINUTES }, () => {
  edit("applications/portail.yaml", "{ min: 2, max: 4", "{ min: 1, max: 1");
  project.commit("A single portail");
  const stopped = deploy("HEAD~1");
  expect(stopped.status).not.toBe(0);
  expect(stopped.stderr).toContain(`${OWNER} is when:manual, its needed by apply-recette-sud-portail`);
  expect(stopped.calls).toEqual(["began plan portail", "ended plan portail"]);
  const played = deploy("HEAD~1", [OWNER]);
  expect(played.status).toBe(0);
  expect(played.calls.slice(2)).toEqual(["began apply portail", "ended apply portail"]);
});

it("ends where the review denies: nothing is applied, gate or no gate", { timeout: MINUTES }, () => {
  edit("applications/annuaire.yaml", /database:\n(?: {2}.*\n)+/, "");
  project.commit("No database of annuaire");
  const { calls, stdout } = deploy("HEAD~1", [PLATFORM, OWNER]);
  expect(stdout).toMatch(/FAIL {2}review/);
  expect(calls.filter((call) => call.includes("apply"))).toEqual([]);
  project.git("revert", "--no-edit", "HEAD");
});

it("empties the stack of an application that left, behind a gate", { timeout: MINUTES }, () => {
  rmSync(file("applications/portail.yaml"));
  project.commit("Portail leaves");
  const { calls, status } = deploy("HEAD~1", [OWNER]);
  expect(status).toBe(0);
  expect(calls.slice(0, 4).every((call) => call.includes(" plan "))).toBe(true);
  const ended = calls.filter((call) => call.startsWith("ended"));
  expect(ended.slice(2).toSorted()).toEqual(["ended apply annuaire", "ended apply portail"]);
  expect(JSON.parse(readFileSync(terraform.stateFile("recette-sud-portail"), "utf8")).resources).toEqual({});
  expect(deploy("HEAD").calls).toEqual([]);
});
