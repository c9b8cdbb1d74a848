import fc from "fast-check";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import {
  type AffectedStack,
  type Approval,
  applyPipeline,
  PipelineError,
  planPipeline,
  type ReviewedStack,
  rootPipeline,
  toYaml,
} from "../../../lib/pipeline/index.js";
import { objections } from "../../support/gitlab-schema.js";
import { affected, anyStacks, COMMIT, FRAME, withMostJobs } from "../../support/pipeline.js";

const SECURITY = { role: "security", team: "securite" };
const DATA = { role: "data" };

const planned = (stacks: readonly AffectedStack[], frame = FRAME) =>
  planPipeline(frame, {
    ...{ purpose: "deploy", title: "production, layer application", stacks, deferred: [], left: [] },
    base: COMMIT,
  });

const applied = (stacks: readonly AffectedStack[], approvals: Record<string, Approval[]>, frame = FRAME) =>
  applyPipeline(frame, {
    planned: stacks,
    reviewed: new Map(
      stacks.flatMap((stack): [string, ReviewedStack][] => {
        const asked = approvals[stack.name];
        return asked === undefined ? [] : [[stack.stack, { ...stack, approvals: asked }]];
      }),
    ),
  });

describe("GitLab takes", () => {
  it("nothing that it does not know", () => {
    const { jobs, ...document } = rootPipeline(FRAME);
    const generate = { ...jobs.generate, resource_group: 7, needs: [{ job: "nowhere" }] } as never;
    expect(objections({ ...document, jobs: { ...jobs, generate } })).toEqual([
      "/generate/resource_group must be string",
      "generate: needs nowhere, which is not there",
    ]);
  });

  it("the root pipeline", () => {
    expect(objections(rootPipeline(FRAME))).toEqual([]);
  });

  it("every child and grandchild, however many stacks and gates there are", () => {
    const approvals = fc.constantFrom<Approval[] | undefined>(undefined, [], [SECURITY], [SECURITY, DATA]);
    fc.assert(
      fc.property(
        anyStacks,
        fc.integer({ min: 1, max: 120 }),
        fc.infiniteStream(approvals),
        (stacks, most, asked) => {
          const frame = withMostJobs(most);
          expect(objections(planned(stacks, frame))).toEqual([]);
          const byStack = new Map(
            stacks.flatMap((stack): [string, ReviewedStack][] => {
              const of = asked.next().value as Approval[] | undefined;
              return of === undefined ? [] : [[stack.stack, { ...stack, approvals: of }]];
            }),
          );
          const document = applyPipeline(frame, { planned: stacks, reviewed: byStack });
          expect(objections(document)).toEqual([]);
          const scripts = Object.entries(document.jobs).filter(([name]) => name.startsWith("apply-"));
          const names = scripts.flatMap(([, { script }]) =>
            (script?.[0] ?? "").split("--only ")[1]?.split(" "),
          );
          expect(names.length).toBe(byStack.size);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("the child pipeline", () => {
  const stacks = [affected("siecle"), affected("gaia", "production/nord")];

  it("plans each stack where its cluster is reached, and keeps nothing of a plan that is not sealed", () => {
    const { jobs } = planned(stacks);
    expect(Object.keys(jobs)).toEqual([
      "plan-production-sud-siecle",
      "plan-production-nord-gaia",
      "review",
      "apply",
    ]);
    expect(jobs["plan-production-sud-siecle"]).toMatchObject({
      tags: ["production"],
      environment: { name: "plan/production/sud", action: "access" },
      script: [expect.stringMatching(/^npx transhumance plan .*--only siecle .*--seal/)],
    });
    expect(JSON.stringify(jobs)).not.toMatch(/plan\.tfplan"/);
  });

  it("goes on to apply only by what the review generates, and only where it deploys", () => {
    expect(planned(stacks).jobs.apply?.trigger?.include).toEqual([{ artifact: "apply.yml", job: "review" }]);
    const { jobs } = planPipeline(FRAME, {
      ...{
        purpose: "merge-request",
        title: "the merge request",
        stacks,
        deferred: [],
        left: [],
        base: COMMIT,
      },
    });
    expect(Object.keys(jobs)).not.toContain("apply");
    expect(JSON.stringify(jobs.review)).not.toContain("SIGNING_KEY");
    expect(jobs.review?.script?.[0]).toContain("--post");
  });

  it("leaves the comment of a merge request alone where some stacks cannot be planned yet", () => {
    const { jobs } = planPipeline(FRAME, {
      ...{ purpose: "merge-request", title: "the merge request", stacks, left: [], base: COMMIT },
      deferred: [affected("platform")],
    });
    expect(jobs.review?.script?.[0]).not.toContain("--post");
    expect(jobs.deferred?.script?.at(-1)).toContain("production-sud-platform");
  });

  it("empties what left the estate, with the history that this needs", () => {
    const { jobs } = planned([affected("gone", "recette/sud", { change: "removed", declaredAt: COMMIT })]);
    for (const job of [jobs["plan-recette-sud-gone"], jobs.review]) {
      expect(job?.variables).toEqual({ GIT_DEPTH: "0" });
      expect(job?.script?.join("\n")).toContain(`--removed-since ${COMMIT}`);
    }
  });

  it("warns of what it does not destroy", () => {
    const left = [affected("platform", "recette/old", { change: "removed" })];
    const { jobs } = planPipeline(FRAME, {
      ...{ purpose: "deploy", title: "x", stacks: [], deferred: [], left, base: COMMIT },
    });
    expect(jobs["left-behind"]).toMatchObject({ allow_failure: true });
    expect(jobs["left-behind"]?.script?.at(-1)).toBe("exit 1");
  });

  it("has one job that says so where nothing is affected", () => {
    expect(Object.keys(planned([]).jobs)).toEqual(["nothing-affected"]);
  });

  it("tries again for the runner's faults only", () => {
    const { retry } = planned(stacks).global.default as { retry: { when: string[] } };
    expect(retry.when).toEqual(["runner_system_failure", "scheduler_failure"]);
  });
});

describe("the grandchild pipeline", () => {
  const stacks = ["siecle", "gaia", "agate"].map((name) => affected(name));

  it("applies what may pass by itself, under the lock of its state", () => {
    const { jobs } = applied(stacks, { siecle: [] });
    expect(Object.keys(jobs)).toEqual(["apply-production-sud-siecle"]);
    expect(jobs["apply-production-sud-siecle"]).toMatchObject({
      environment: { name: "production/sud", deployment_tier: "production" },
      resource_group: "production-sud-siecle",
      retry: 0,
      needs: [
        { pipeline: "$PLAN_PIPELINE_ID", job: "plan-production-sud-siecle", artifacts: true },
        { pipeline: "$PLAN_PIPELINE_ID", job: "review", artifacts: true },
      ],
    });
  });

  it("has one gate for each approver of a cluster, which blocks what waits for it and nothing else", () => {
    const { jobs } = applied(stacks, { siecle: [SECURITY], gaia: [SECURITY, DATA], agate: [] });
    const gates = Object.entries(jobs).filter(([, { when }]) => when === "manual");
    expect(gates.map(([name]) => name)).toEqual([
      "approve-production-sud-data",
      "approve-production-sud-securite",
    ]);
    for (const [, gate] of gates) expect(gate.allow_failure).toBe(false);
    expect(jobs["approve-production-sud-securite"]?.environment).toEqual({ name: "approval/securite" });
    const gatesOf = (name: string) =>
      jobs[name]?.needs?.flatMap((need) => ("pipeline" in need ? [] : [need.job])) ?? [];
    expect(gatesOf("apply-production-sud-agate")).toEqual([]);
    expect(gatesOf("apply-production-sud-siecle")).toEqual(["approve-production-sud-securite"]);
    expect(gatesOf("apply-production-sud-gaia")).toEqual([
      "approve-production-sud-data",
      "approve-production-sud-securite",
    ]);
  });

  it("keeps apart the stacks of one job that wait for different approvals", () => {
    const { jobs } = applied(stacks, { siecle: [SECURITY], gaia: [], agate: [SECURITY] }, withMostJobs(1));
    expect(Object.keys(jobs)).toEqual([
      "approve-production-sud-securite",
      "apply-production-sud-1-of-1-approved-by-securite",
      "apply-production-sud-1-of-1",
    ]);
    expect(jobs["apply-production-sud-1-of-1"]?.script?.[0]).toMatch(/--only gaia$/);
    expect(jobs["apply-production-sud-1-of-1"]?.resource_group).toBe("production-sud-gaia");
    expect(jobs["apply-production-sud-1-of-1-approved-by-securite"]?.resource_group).toBe("production-sud");
  });

  it("has one job that says so where no plan changes anything", () => {
    expect(Object.keys(applied(stacks, {}).jobs)).toEqual(["nothing-to-apply"]);
  });
});

describe("the root pipeline", () => {
  it("lets a layer begin after the one before, and an environment after the one of the tier before", () => {
    const { jobs } = rootPipeline(FRAME);
    const chain = Object.entries(jobs).flatMap(([name, { needs = [] }]) => {
      const before = needs.map(({ job }) => job).filter((job) => job !== "generate");
      return before.length > 0 && name !== "merge-request" ? [[before[0], name]] : [];
    });
    expect(chain).toEqual([
      ["recette-operators", "recette-platform"],
      ["recette-platform", "recette-applications"],
      ["recette-applications", "recette-ai-services"],
      ["recette-ai-services", "applied-recette"],
      ["recette-ai-services", "production-operators"],
      ["production-operators", "production-platform"],
      ["production-platform", "production-applications"],
      ["production-applications", "production-ai-services"],
      ["production-ai-services", "applied-production"],
    ]);
  });

  it("marks what an environment holds whole by a deployment, unless something was left out by hand", () => {
    const { jobs, global } = rootPipeline(FRAME);
    expect(jobs["applied-production"]).toMatchObject({
      environment: { name: "production", deployment_tier: "production" },
      rules: [{ if: expect.stringContaining("&& $TRANSHUMANCE_BASE =~ /^(applied|0+)$/") }],
    });
    expect(jobs.generate?.script).toEqual([
      "git fetch --quiet --no-tags origin '+refs/environments/recette/deployments/*:refs/environments/recette/deployments/*' '+refs/environments/production/deployments/*:refs/environments/production/deployments/*'",
      'npx transhumance pipeline plan --estate config/estate --base "$TRANSHUMANCE_BASE" --trust-code --output pipelines',
    ]);
    expect(global.variables).toMatchObject({ TRANSHUMANCE_BASE: { value: "applied" } });
  });

  it("is never stopped halfway by a newer commit, unless it is a merge request's", () => {
    const { jobs, global } = rootPipeline(FRAME);
    expect(global.default).toMatchObject({ interruptible: false });
    expect(jobs["review-merge-request"]?.interruptible).toBe(true);
  });
});

describe("the YAML", () => {
  it("is the same for the same document, and reads back as it", () => {
    const document = planned([affected("siecle")]);
    expect(toYaml(planned([affected("siecle")]))).toBe(toYaml(document));
    expect(load(toYaml(document))).toEqual(
      JSON.parse(JSON.stringify({ stages: document.stages, ...document.global, ...document.jobs })),
    );
  });

  it("quotes for the shell what is no plain word", () => {
    const { jobs } = planPipeline(
      { ...FRAME, estate: "my estate's $HOME" },
      {
        ...{
          purpose: "deploy",
          title: "x",
          stacks: [affected("siecle")],
          deferred: [],
          left: [],
          base: undefined,
        },
      },
    );
    expect(jobs["plan-production-sud-siecle"]?.script?.[0]).toContain(`--estate 'my estate'\\''s $HOME'`);
  });

  it("is refused where GitLab would not read it", () => {
    const document = planned([affected("siecle")]);
    const comment = Array.from({ length: 20_000 }, () => "x".repeat(80));
    expect(() => toYaml({ ...document, comment })).toThrow(PipelineError);
  });
});
