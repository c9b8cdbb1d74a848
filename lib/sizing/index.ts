/** Sizing: how much of everything an installation or a release needs. */
import type { Academy, Application, Platform } from "../../config/index.js";

const GIBIBYTE = 1024 ** 3;

/** Room left for indexes, write-ahead log and growth: the volume is this many times the data (our judgement). */
const VOLUME_PER_DATA = 1.5;

/** Replicas added while a rollout replaces others. Source: Kubernetes' default `maxSurge` of 25 %. */
const ROLLOUT_SURGE = 0.25;

/** Bytes of data that an academy holds in an application; 0 without a database. */
export function dataSize(application: Application, academy: Academy): number {
  const size = application.database?.size;
  return size ? size.base + (size.perEstablishment ?? 0) * academy.establishments : 0;
}

/** Bytes of the volume of a database, whole GiB: of the academy's data, or what a shared one states, scaled. */
export function volumeSize(application: Application, academy: Academy | undefined, scale: number): number {
  const stated =
    application.database?.storage ?? (academy ? dataSize(application, academy) * VOLUME_PER_DATA : 0);
  return Math.max(1, Math.ceil((stated * scale) / 100 / GIBIBYTE)) * GIBIBYTE;
}

export interface Replicas {
  min: number;
  max: number;
}

/** Replicas of a release that serves so many establishments, scaled; at least one, two where the application has two. */
export function replicas({ web }: Application, establishments: number, scale: number): Replicas {
  const { min, max, perHundredEstablishments } = web.replicas;
  const most = Math.ceil(((max + (perHundredEstablishments * establishments) / 100) * scale) / 100);
  return { min, max: Math.max(min, most) };
}

/**
 * How many replicas may be away at once, as a disruption budget says it: as many as one zone holds where they are
 * spread evenly over so many zones, however many replicas there are. In percent, the smallest that no number of
 * replicas in the range contradicts, as Kubernetes rounds it up; one replica where there is one zone.
 */
export function disruptionBudget(zones: number, { min, max }: Replicas): string {
  if (zones < 2) return "1";
  const sizes = Array.from({ length: max - min + 1 }, (_, index) => min + index);
  const covers = (percent: number) =>
    sizes.every((size) => Math.ceil((size * percent) / 100) >= Math.ceil(size / zones));
  let percent = Math.floor(100 / zones);
  while (!covers(percent)) percent += 1;
  return `${percent}%`;
}

export interface Quota {
  /** Millicores. */
  cpu: number;
  /** Bytes. */
  memory: number;
  /** Bytes. */
  storage: number;
  pods: number;
}

interface QuotaNeeds {
  application: Application;
  platform: Platform;
  replicas: Replicas;
  /** Bytes of one volume of the database. */
  volume: number;
  /** Installations that may be copied at once. */
  replications: number;
}

/** What a namespace may request: all that its release can grow to, with a rollout and its copies under way. */
export function quota({ application, platform, replicas, volume, replications }: QuotaNeeds): Quota {
  const { web, database } = application;
  const webPods = replicas.max + Math.max(1, Math.ceil(replicas.max * ROLLOUT_SURGE));
  const parts = [{ pods: webPods, ...web.requests, storage: 0 }];
  if (database) {
    // Beside PostgreSQL, in the same pod, runs what writes its backups.
    const sidecar = platform.containers.requests;
    parts.push(
      {
        pods: database.instances + 1,
        cpu: database.requests.cpu + sidecar.cpu,
        memory: database.requests.memory + sidecar.memory,
        storage: volume,
      },
      { pods: platform.database.poolerInstances + 1, ...platform.containers.requests, storage: 0 },
    );
    if (database.legacy) {
      parts.push(
        { pods: replications, ...platform.replicators[database.legacy].requests, storage: 0 },
        { pods: replications, ...platform.verification.requests, storage: 0 },
      );
    }
  }
  const total = (amount: (part: (typeof parts)[number]) => number) =>
    parts.reduce((sum, part) => sum + part.pods * amount(part), 0);
  return {
    cpu: total(({ cpu }) => cpu),
    memory: total(({ memory }) => memory),
    storage: total(({ storage }) => storage),
    pods: total(() => 1),
  };
}
