/** The generated pipelines, run: by gitlab-ci-local, with a stand-in for Terraform's binary only. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import type { Outcome } from "../support/command.js";
import { type PipelineProject, pipelineProject } from "../support/pipeline-project.js";
import { TerraformStandIn } from "../support/terraform.js";

/** A pipeline is some thirty processes: minutes where other work takes the machine. */
const MINUTES = 600_000;
/** Gates of the teams that the reviews here ask. */
const PLATFORM = "approve-recette-sud-plateforme";
const OWNER = "approve-recette-sud-scolarite";

const terraform = new TerraformStandIn();
let project: PipelineProject;

/** What a pipeline for the commit at hand did: its output, and what it planned and applied, in order. */
async function deploy(
  manual: string[] = [],
  variables: Record<string, string> = {},
): Promise<Outcome & { calls: string[] }> {
  rmSync(join(project.folder, "cdktf.out"), { recursive: true, force: true });
  const before = terraform.calls("plan", "apply").length;
  const outcome = await project.push(variables, manual);
  const calls = terraform.calls("plan", "apply").slice(before);
  return { ...outcome, calls: calls.map((call) => call.replace(" recette-sud-", " ")) };
}

/** Recette of two applications. */
beforeAll(async () => {
  project = await pipelineProject(terraform);
});

it("deploys all at first: a layer is planned once the layer before is applied", {
  timeout: MINUTES,
}, async () => {
  const { calls, stdout } = await deploy([PLATFORM]);
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

it("does nothing where nothing changed since", { timeout: MINUTES }, async () => {
  const { calls, stdout, status } = await deploy();
  expect(status).toBe(0);
  expect(calls).toEqual([]);
  expect(stdout).toContain("No stack is affected since");
});

it("plans, reviews and applies the stack of a changed application, and no other", {
  timeout: MINUTES,
}, async () => {
  project.edit("applications/portail.yaml", "cpu: 250m", "cpu: 300m");
  project.commit("More of portail");
  const { calls, stdout, status } = await deploy();
  expect(status).toBe(0);
  expect(stdout).not.toContain("FAIL");
  expect(calls).toEqual([
    "began plan portail",
    "ended plan portail",
    "began apply portail",
    "ended apply portail",
  ]);
  expect(JSON.parse(readFileSync(join(project.folder, "tfplan.json"), "utf8"))).toEqual({
    create: 0,
    update: 2,
    delete: 0,
  });
});

it("keeps sealed plans and attestations as artifacts, and no plan that anyone could read", () => {
  const kept = (job: string, name: string) =>
    join(project.folder, ".gitlab-ci-local/artifacts", job, "cdktf.out/stacks/recette-sud-portail", name);
  const sealed = readFileSync(kept("plan-recette-sud-portail", "plan.tfplan.age"), "latin1");
  expect(sealed).toMatch(/^age-encryption\.org\/v1\n/);
  expect(existsSync(kept("plan-recette-sud-portail", "plan.tfplan"))).toBe(false);
  expect(existsSync(kept("plan-recette-sud-portail", ".terraform.lock.hcl"))).toBe(true);
  expect(readFileSync(kept("review", "plan.attestation.json"), "utf8")).toContain("in-toto");
});

it("stops a dangerous change at a gate, and applies it once that is played", {
  timeout: MINUTES,
}, async () => {
  project.edit("applications/portail.yaml", "{ min: 2, max: 4", "{ min: 1, max: 1");
  project.commit("A single portail");
  const stopped = await deploy();
  expect(stopped.status).not.toBe(0);
  expect(stopped.stderr).toContain(`${OWNER} is when:manual, its needed by apply-recette-sud-portail`);
  expect(stopped.calls).toEqual(["began plan portail", "ended plan portail"]);
  const played = await deploy([OWNER]);
  expect(played.status).toBe(0);
  expect(played.calls.slice(2)).toEqual(["began apply portail", "ended apply portail"]);
});

it("plans again what a failed pipeline did not apply, and what it did that was taken back", {
  timeout: MINUTES,
}, async () => {
  project.edit("applications/annuaire.yaml", "cpu: 250m", "cpu: 300m");
  project.edit("applications/portail.yaml", "cpu: 300m", "cpu: 350m");
  project.commit("More of both");
  terraform.setReachable("recette-sud-annuaire", false);
  const failed = await deploy();
  expect(failed.calls.filter((call) => / apply /.test(call)).toSorted()).toEqual([
    "began apply annuaire",
    "began apply portail",
    "ended apply portail",
    "failed apply annuaire",
  ]);
  terraform.setReachable("recette-sud-annuaire", true);
  project.edit("applications/portail.yaml", "cpu: 350m", "cpu: 300m");
  project.commit("Portail as before");
  // A quota that becomes smaller is for the owner to approve.
  const { calls, status } = await deploy([OWNER]);
  expect(status).toBe(0);
  expect(calls.filter((call) => call.startsWith("ended")).toSorted()).toEqual([
    "ended apply annuaire",
    "ended apply portail",
    "ended plan annuaire",
    "ended plan portail",
  ]);
  expect((await deploy()).calls).toEqual([]);
});

it("leaves out by hand only until the next pipeline", { timeout: MINUTES }, async () => {
  project.edit("applications/portail.yaml", "cpu: 300m", "cpu: 400m");
  project.commit("More of portail");
  expect((await deploy([], { TRANSHUMANCE_BASE: "HEAD" })).calls).toEqual([]);
  expect((await deploy()).calls).toContain("ended apply portail");
});

it("ends where the review denies: nothing is applied, gate or no gate", { timeout: MINUTES }, async () => {
  project.edit("applications/annuaire.yaml", /database:\n(?: {2}.*\n)+/, "");
  project.commit("No database of annuaire");
  const { calls, stdout } = await deploy([PLATFORM, OWNER]);
  expect(stdout).toMatch(/FAIL {2}review/);
  expect(calls.filter((call) => call.includes("apply"))).toEqual([]);
  project.git("revert", "--no-edit", "HEAD");
});

it("empties the stack of an application that left, behind a gate", { timeout: MINUTES }, async () => {
  rmSync(project.file("applications/portail.yaml"));
  project.commit("Portail leaves");
  const { calls, status } = await deploy([OWNER]);
  expect(status).toBe(0);
  expect(calls.slice(0, 4).every((call) => call.includes(" plan "))).toBe(true);
  const ended = calls.filter((call) => call.startsWith("ended"));
  expect(ended.slice(2).toSorted()).toEqual(["ended apply annuaire", "ended apply portail"]);
  expect(JSON.parse(readFileSync(terraform.stateFile("recette-sud-portail"), "utf8")).resources).toEqual({});
  expect((await deploy()).calls).toEqual([]);
});
