/** The merge request's pipelines, run: by gitlab-ci-local, with a stand-in for Terraform's binary, and GitLab's API on loopback. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { ReviewReport } from "../../lib/review/index.js";
import type { Outcome } from "../support/command.js";
import { GitlabServer } from "../support/gitlab.js";
import { type PipelineProject, pipelineProject } from "../support/pipeline-project.js";
import { TerraformStandIn } from "../support/terraform.js";

/** A pipeline is some ten processes: minutes where other work takes the machine. */
const MINUTES = 600_000;
const TOKEN = "glpat-of-this-test";
/** Project as gitlab-ci-local numbers it. */
const TARGET = { token: TOKEN, project: "1217", iid: 12, user: 7 };

const terraform = new TerraformStandIn();
const gitlab = new GitlabServer(TARGET);
let project: PipelineProject;
let server: string;

beforeAll(async () => {
  server = await gitlab.start();
  project = await pipelineProject(terraform, { GITLAB_TOKEN: { "*": TOKEN } });
  project.git("checkout", "--quiet", "-b", "change");
});
afterAll(() => gitlab.stop());
beforeEach(() => project.git("reset", "--quiet", "--hard", "main"));

async function propose(): Promise<Outcome & { calls: string[] }> {
  rmSync(join(project.folder, "cdktf.out"), { recursive: true, force: true });
  const before = terraform.calls("plan", "apply").length;
  const outcome = await project.mergeRequest("main", {
    ...{ CI_SERVER_URL: server, CI_PROJECT_ID: TARGET.project, CI_MERGE_REQUEST_IID: String(TARGET.iid) },
  });
  return { ...outcome, calls: terraform.calls("plan", "apply").slice(before) };
}

/** What GitLab's API holds as comment. */
const comments = () => gitlab.notes.map(({ body }) => body);

it("plans, reviews and comments what is affected, and applies nothing", { timeout: MINUTES }, async () => {
  project.edit("applications/portail.yaml", "{ min: 2, max: 4", "{ min: 1, max: 1");
  project.commit("A single portail");
  const { calls, stdout, status } = await propose();
  expect(status).toBe(0);
  expect(stdout).not.toContain("FAIL");
  expect(calls).toEqual(["began plan recette-sud-portail", "ended plan recette-sud-portail"]);
  expect(comments()).toEqual([expect.stringMatching(/^<!-- .*\n## .*Needs approval/)]);
  // The plan's review wrote last: nothing was applied yet, so the plan creates what the estate only changes.
  expect(comments()[0]).toContain("- **create** Namespace with 14 objects `portail`");
});

it("leaves no plan that anyone could read, and attests nothing", () => {
  const artifacts = join(project.folder, ".gitlab-ci-local/artifacts");
  const kept = (job: string, name: string) =>
    join(artifacts, job, "cdktf.out/stacks/recette-sud-portail", name);
  expect(existsSync(kept("plan-recette-sud-portail", "plan.tfplan.age"))).toBe(true);
  expect(existsSync(kept("plan-recette-sud-portail", "plan.tfplan"))).toBe(false);
  expect(existsSync(join(project.folder, "cdktf.out/stacks/recette-sud-portail/plan.attestation.json"))).toBe(
    false,
  );
  const report = JSON.parse(readFileSync(join(artifacts, "review/review.json"), "utf8")) as ReviewReport;
  expect(report.sources).toMatchObject([{ kind: "plan", stack: "recette-sud-portail" }]);
});

it("updates its one comment, which says what no plan shows too", { timeout: MINUTES }, async () => {
  const skipped = "{ stage: cutover, since: 2026-11-20, evidence: { rehearsal: a, cutover: b } }";
  project.edit("migrations/annuaire.yaml", "{ stage: inventoried, since: 2026-09-01 }", skipped);
  project.edit("applications/portail.yaml", "cpu: 250m", "cpu: 300m");
  project.commit("Nantes moves at once");
  const { stdout, calls } = await propose();
  expect(calls).toEqual(["began plan recette-sud-portail", "ended plan recette-sud-portail"]);
  expect(stdout).toMatch(/FAIL {2}review-merge-request/);
  expect(stdout).toMatch(/FAIL {2}review +\n/);
  expect(comments().length).toBe(1);
  expect(comments()[0]).toContain("nantes: goes from inventoried to cutover");
  expect(gitlab.requests.filter((request) => request.startsWith("PUT")).length).toBeGreaterThan(0);
});

it("comments the estates where plans must wait for an earlier layer", { timeout: MINUTES }, async () => {
  project.edit("operators/cert-manager.yaml", "enabled: true }", "enabled: true }, replicaCount: 2");
  project.edit("applications/portail.yaml", "cpu: 250m", "cpu: 300m");
  project.commit("More for all");
  const { stdout, calls } = await propose();
  expect(stdout).toContain("Planned only once an earlier layer of their cluster is applied");
  expect(calls.filter((call) => call.startsWith("ended"))).toEqual(["ended plan recette-sud-operators"]);
  expect(comments()[0]).toMatch(/portail/);
});

it("has nothing to plan where nothing is affected, and its comment says so", {
  timeout: MINUTES,
}, async () => {
  project.git("commit", "--quiet", "--allow-empty", "--message", "Nothing");
  const { stdout, calls, status } = await propose();
  expect(status).toBe(0);
  expect(calls).toEqual([]);
  expect(stdout).toContain("No stack is affected since");
  expect(comments()).toEqual([expect.stringContaining("Nothing changes any more.")]);
});
