/** `transhumance start`: the main job on the whole estate: check, synthesize, render, sum up. */
import { join } from "node:path";
import { Command } from "commander";
import type { Estate } from "../../config/index.js";
import { migrationStatus, servedBySite } from "../../lib/migration/index.js";
import { planStacks, type StackPlan } from "../../lib/placement/index.js";
import { openEstate } from "../support/estate.js";
import { writeFileAtomically } from "../support/files.js";
import { type EstateOptions, example, print, table, withEstate } from "../support/options.js";
import { renderStacks, synthesizeStacks, writeManifest } from "../support/synthesis.js";
import type { RenderingCounts } from "../support/synthesis-worker.js";
import { writeObjects } from "./render.js";

const OUT = "out";

/** The environment that the summary counts; one that follows the ledger. */
const SUMMED_UP = "production";

export function startCommand(): Command {
  return withEstate(new Command("start"))
    .description("Does the main job: checks the estate, synthesizes and renders every environment, sums up.")
    .addHelpText("after", example("transhumance start"))
    .action(async (options: EstateOptions) => {
      const begun = Date.now();
      const { estate, locate } = openEstate(options.estate);
      const plans = planStacks(estate);
      const { built, reused } = await synthesizeStacks(plans, locate);
      writeManifest(plans);
      const counts = await renderStacks(plans);
      writeObjects(plans, join(OUT, "objects"));
      const summary = summarize(estate, plans, counts, (Date.now() - begun) / 1000);
      writeFileAtomically(join(OUT, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
      print(summary, options, () => describe(summary, built.length, reused.length));
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
  seconds: number,
) {
  const of = (environment: string) => plans.filter((plan) => plan.environment === environment);
  const status = migrationStatus(estate);
  return {
    academies: Object.keys(estate.academies).length,
    applications: Object.keys(estate.applications).length,
    installations: status.installations,
    ...totals(of(SUMMED_UP), counts),
    seconds: Math.round(seconds * 10) / 10,
    installationsByStage: status.byStage,
    openSites: status.openSites.length,
    environments: Object.fromEntries(
      Object.entries(estate.environments).map(([name, { clusters }]) => [
        name,
        { clusters: Object.keys(clusters), ...totals(of(name), counts) },
      ]),
    ),
  };
}

function describe(summary: ReturnType<typeof summarize>, built: number, reused: number): string {
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
    `Done in ${summary.seconds} s (${built} stacks built, ${reused} unchanged).`,
    "Terraform's files are in cdktf.out/, the objects in out/objects/, these figures in out/summary.json.",
  ].join("\n");
}
