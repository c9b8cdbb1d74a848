/** Everything that is true of one installation's move in its week. */
import type { Academy, Application, Estate, LedgerEntry, Planned, Site, Stage } from "../../config/index.js";
import {
  addDays,
  type CutoverWindow,
  cutoverWeeks,
  cutoverWindow,
  firstDay,
  type Week,
} from "../calendar/index.js";
import { consumersOf } from "../network/index.js";
import { planStacks } from "../placement/index.js";
import { dataSize } from "../sizing/index.js";

export interface Person {
  team: string;
  id: string;
  skills: string[];
}

export interface RunbookFacts {
  name: string;
  application: Application;
  academyName: string;
  academy: Academy;
  siteName: string;
  site: Site;
  stage: Stage;
  entry: LedgerEntry | undefined;
  /** The agreed week with its phases; absent where nothing is agreed. */
  agreed: ({ week: Week; window: CutoverWindow } & Planned) | undefined;
  /** Bytes of the academy's data. */
  data: number;
  /** Hours of its first copy at the rate of the rules; absent where nothing is copied. */
  copyHours: number | undefined;
  /** Freezes that forbid one of the weeks around the cutover. */
  freezes: { id: string; title: { fr: string; en: string }; weeks: Week[] }[];
  /** Who is at work in that week, of the teams in the plan. */
  people: Person[];
  producers: { application: string; stage: Stage | "central" }[];
  consumers: string[];
  /** Where the platform runs it. */
  environment: string;
  context: string;
  namespace: string;
  host: string;
  /** Database of this academy in the cluster, where there is one. */
  database: string | undefined;
}

/** Weeks before and after the cutover whose freezes are told. */
const AROUND = 4;
const BITS_PER_BYTE = 8;
const SECONDS_PER_HOUR = 3600;

/** Facts of an installation; undefined where the estate has no such installation, or no environment that migrates. */
export function factsOf(estate: Estate, name: string, academyName: string): RunbookFacts | undefined {
  const application = estate.applications[name];
  const academy = estate.academies[academyName];
  const site = academy && estate.sites[academy.site];
  const migrating = Object.entries(estate.environments).find(([, { migrates }]) => migrates);
  if (!application || !academy || !site || !migrating) return undefined;
  const [environment, { primary }] = migrating;
  const [stack] = planStacks(estate, { environment, cluster: primary, only: [name] });
  const release =
    stack?.kind === "application"
      ? stack.releases.find(({ installations }) => installations.some((one) => one.academy === academyName))
      : undefined;
  const installation = release?.installations.find((one) => one.academy === academyName);
  if (!stack || !release || !installation) return undefined;
  const entry = estate.migrations[name]?.installations[academyName];
  const agreed = agreedOf(estate, name, academyName);
  const data = dataSize(application, academy);
  const rate = estate.planning?.replication;
  const speed = rate && Math.min(rate.copyRate, (site.uplink * rate.share) / 100);
  return {
    name,
    application,
    academyName,
    academy,
    siteName: academy.site,
    site,
    stage: entry?.stage ?? "inventoried",
    entry,
    agreed,
    data,
    copyHours:
      application.database?.legacy && speed ? (data * BITS_PER_BYTE) / speed / SECONDS_PER_HOUR : undefined,
    freezes: agreed ? freezesAround(estate, name, academyName, agreed.week) : [],
    people: agreed ? peopleAtWork(estate, agreed) : [],
    producers: application.dependsOn.map((producer) => ({
      application: producer,
      stage:
        estate.applications[producer]?.installed === "centrally"
          ? "central"
          : (estate.migrations[producer]?.installations[academyName]?.stage ?? "inventoried"),
    })),
    consumers: consumersOf(estate, name),
    environment,
    context: stack.context,
    namespace: release.namespace,
    host: installation.host,
    database: application.database && (application.tenancy === "pooled" ? academyName : "app"),
  };
}

function agreedOf(estate: Estate, name: string, academy: string): RunbookFacts["agreed"] {
  for (const [week, applications] of Object.entries(estate.waves?.waves ?? {})) {
    const planned = applications[name]?.[academy];
    const window = planned && cutoverWindow(estate, academy, week);
    if (planned && window) return { week, window, ...planned };
  }
  return undefined;
}

function freezesAround(estate: Estate, name: string, academy: string, week: Week): RunbookFacts["freezes"] {
  const verdicts = cutoverWeeks(estate, name, academy);
  const at = verdicts.findIndex((one) => one.week === week);
  const found = new Map<string, Week[]>();
  for (const { week: near, reasons } of verdicts.slice(Math.max(0, at - AROUND), at + AROUND + 1)) {
    for (const { freeze, severity } of reasons) {
      if (freeze !== undefined && severity === "forbidden")
        found.set(freeze, [...(found.get(freeze) ?? []), near]);
    }
  }
  return [...found].flatMap(([id, weeks]) => {
    const freeze = estate.freezes[id];
    return freeze ? [{ id, title: freeze.title, weeks }] : [];
  });
}

/** People of the teams in the plan who are not on leave all week. */
function peopleAtWork({ teams }: Estate, { week, who }: { week: Week; who: string[] }): Person[] {
  const monday = firstDay(week);
  const friday = addDays(monday, 4);
  return who.flatMap((team) =>
    Object.entries(teams[team]?.people ?? {})
      .filter(([, { leave }]) => !leave.some(({ from, to }) => from <= monday && friday <= to))
      .map(([id, { skills }]) => ({ team, id, skills })),
  );
}
