/** Installations: one application in one academy, and how far each has come. */
import type { Application, Estate, LedgerEntry, Stage } from "../../config/index.js";
import { STAGES } from "../../config/schema/orders.js";
import { needsSite } from "./stages.js";

export interface Installation {
  application: string;
  academy: string;
  /** The datacenter that it runs on, or ran on. */
  site: string | undefined;
  entry: LedgerEntry | undefined;
  /** `inventoried` where the ledger says nothing. */
  stage: Stage;
}

/** Identifiers of the academies that use an application. */
export function academiesOf({ academies }: Pick<Estate, "academies">, application: Application): string[] {
  return application.academies === "all" ? Object.keys(academies) : application.academies;
}

/** All installations of applications that are, or were, installed per academy. */
export function installationsOf(estate: Estate): Installation[] {
  return Object.entries(estate.applications)
    .filter(([, application]) => application.installed === "per-academy")
    .flatMap(([name, application]) =>
      academiesOf(estate, application).map((academy) => {
        const entry = estate.migrations[name]?.installations[academy];
        return {
          application: name,
          academy,
          site: estate.academies[academy]?.site,
          entry,
          stage: entry?.stage ?? "inventoried",
        };
      }),
    );
}

export interface MigrationStatus {
  installations: number;
  byStage: Record<Stage, number>;
  /** Sites that some installation still needs, with how many. */
  openSites: { site: string; endOfLife: string; installations: number }[];
  closableSites: string[];
}

/** Where the move stands: installations by stage, sites still open. */
export function migrationStatus(estate: Estate): MigrationStatus {
  const installations = installationsOf(estate);
  const byStage = Object.fromEntries(STAGES.map((stage) => [stage, 0])) as Record<Stage, number>;
  const waiting = new Map<string, number>();
  for (const { stage, site } of installations) {
    byStage[stage] += 1;
    if (site && needsSite(stage)) waiting.set(site, (waiting.get(site) ?? 0) + 1);
  }
  const openSites = [...waiting]
    .map(([site, count]) => ({ site, endOfLife: estate.sites[site]?.endOfLife ?? "", installations: count }))
    .toSorted((a, b) => a.endOfLife.localeCompare(b.endOfLife) || a.site.localeCompare(b.site));
  const closableSites = Object.keys(estate.sites).filter((site) => !waiting.has(site));
  return { installations: installations.length, byStage, openSites, closableSites };
}
