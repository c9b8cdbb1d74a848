/** `transhumance start`: the main job on the whole estate: check, synthesize, render, sum up. */
import { join } from "node:path";
import { Command } from "commander";
import type { Estate } from "../../config/index.js";
import { formatProblem } from "../../config/index.js";
import { migrationStatus, servedBySite } from "../../lib/migration/index.js";
import { planStacks, type StackPlan } from "../../lib/placement/index.js";
import { forbids } from "../../lib/policy/index.js";
import { describeCapacity, summarizeCapacity } from "../support/capacity.js";
import { openEstate } from "../support/estate.js";
import { FAILED } from "../support/failure.js";
import { writeJson } from "../support/files.js";
import { countFindings, describeFindings, type Judgement, judge } from "../support/judgement.js";
import { type EstateOptions, example, print, table, withEstate } from "../support/options.js";
import type { RenderingCounts } from "../support/rendering-worker.js";
import { renderStacks, synthesizeStacks } from "../support/synthesis.js";
import { writeObjects } from "./render.js";

const OUT = "out";

/** The environment that the summary counts; one that follows the ledger. */
const SUMMED_UP = "production";

export function startCommand(): Command {
  return withEstate(new Command("start"))
    .description(
      "Does the main job: checks the estate, synthesizes, renders and judges every environment, sums up.",
    )
    .addHelpText("after", example("transhumance start"))
    .action(async (options: EstateOptions) => {
      const begun = Date.now();
      const opened = openEstate(options);
      const { estate } = opened;
      const plans = planStacks(estate);
      const { built, reused } = await synthesizeStacks(opened, plans);
      const counts = await renderStacks(estate, plans);
      writeObjects(plans, join(OUT, "objects"));
      const judgement = judge(opened, plans);
      const summary = summarize(estate, plans, counts, judgement, (Date.now() - begun) / 1000);
      writeJson(join(OUT, "findings.json"), judgement.findings);
      writeJson(join(OUT, "summary.json"), summary);
      if (judgement.findings.some(forbids)) process.exitCode = FAILED;
      print(summary, options, () => describe(summary, judgement, built.length, reused.length));
    });
}

interface Totals {
  stacks: number;
  resources: number;
  objects: number;
}

function totals(plans: StackPlan[], counts: Map<string, RenderingCounts>): Totals {
  const sum = (property: keyof RenderingCounts) =>
    plans.reduce((total, { stack }) => total + (counts.get(stack)?.[property] ?? 0), 0);
  return { stacks: plans.length, resources: sum("resources"), objects: sum("objects") };
}

function summarize(
  estate: Estate,
  plans: StackPlan[],
  counts: Map<string, RenderingCounts>,
  { findings }: Judgement,
  seconds: number,
) {
  const of = (environment: string) => plans.filter((plan) => plan.environment === environment);
  const status = migrationStatus(estate);
  const findingsBySeverity = countFindings(findings);
  return {
    academies: Object.keys(estate.academies).length,
    applications: Object.keys(estate.applications).length,
    installations: status.installations,
    ...totals(of(SUMMED_UP), counts),
    findings: findingsBySeverity.deny + findingsBySeverity.warn,
    findingsBySeverity,
    seconds: Math.round(seconds * 10) / 10,
    installationsByStage: status.byStage,
    openSites: status.openSites.length,
    capacity: summarizeCapacity(estate),
    environments: Object.fromEntries(
      Object.entries(estate.environments).map(([name, { clusters }]) => [
        name,
        { clusters: Object.keys(clusters), ...totals(of(name), counts) },
      ]),
    ),
  };
}

function describe(
  summary: ReturnType<typeof summarize>,
  { findings, unusedWaivers }: Judgement,
  built: number,
  reused: number,
): string {
  const { deny, warn, waived } = summary.findingsBySeverity;
  const stages = Object.entries(summary.installationsByStage) as [
    Parameters<typeof servedBySite>[0],
    number,
  ][];
  const onSite = stages.filter(([stage]) => servedBySite(stage)).reduce((sum, [, count]) => sum + count, 0);
  const moved = summary.installations - onSite;
  const share = Math.round((100 * moved) / Math.max(1, summary.installations));
  return [
    "",
    `${summary.applications} applications, ${summary.academies} academies, ${summary.installations} installations to move.`,
    `${moved} (${share} %) are served by the platform, ${onSite} still by their site; ${summary.openSites} sites are still needed.`,
    ...describeCapacity(summary.capacity),
    table(["stage", "installations"], stages),
    table(
      ["environment", "clusters", "stacks", "resources", "Kubernetes objects"],
      Object.entries(summary.environments).map(([name, { clusters, stacks, resources, objects }]) => [
        name,
        clusters.join(", "),
        stacks,
        resources,
        objects,
      ]),
    ),
    describeFindings(findings),
    ...unusedWaivers.map(formatProblem),
    `Policies: ${deny} denied, ${warn} warned, ${waived} waived.`,
    `Done in ${summary.seconds} s (${built} stacks built, ${reused} unchanged).`,
    "Terraform's files are in cdktf.out/, the objects in out/objects/, these figures in out/summary.json, findings in out/findings.json.",
  ]
    .filter((line, index) => index === 0 || line !== "")
    .join("\n");
}
