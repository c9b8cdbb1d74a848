/** Trace: what a reader of one knows of the cluster, and what it answers. */
import type { Problem } from "../../config/index.js";
import { gpuResource } from "../gpu/index.js";
import type { Ask } from "./ask.js";

/** Who may ask, and what can be held at once. */
export interface TraceContext {
  file: string;
  /** What projects and services declare that their pods hold, by name: resources of Kubernetes. */
  holds: ReadonlyMap<string, readonly string[]>;
  /** Names of those that are projects. */
  projects: readonly string[];
  /** GPUs of one replica, by service. */
  replicas: ReadonlyMap<string, number>;
  /** Projects and services with a pool of the cluster that do not run today. */
  closed: readonly string[];
  /** Units by resource that each node with GPUs offers. */
  nodes: readonly Readonly<Record<string, number>>[];
}

export interface ReadTrace {
  /** In the order of their times. */
  asks: Ask[];
  problems: Problem[];
  leftOut: LeftOut;
}

/** Jobs of the Standard Workload Format that cannot be asked for, by why. */
export interface LeftOut {
  /** They have no run time, or no processors. */
  neverRan: number;
  tooLarge: number;
  /** A part of a job that was stopped in between; the whole has a line of its own. */
  partial: number;
  undated: number;
}

const REASONS: Readonly<Record<keyof LeftOut, string>> = {
  neverRan: "never ran",
  tooLarge: "larger than the cluster",
  partial: "parts of jobs that have a line of their own",
  undated: "without a time of submission",
};

export const nothingLeftOut = (): LeftOut => ({ neverRan: 0, tooLarge: 0, partial: 0, undated: 0 });

/** `3 never ran, 1 larger than the cluster`; empty where nothing is left out. */
export const leftOutInWords = (leftOut: LeftOut): string =>
  (Object.keys(REASONS) as (keyof LeftOut)[])
    .filter((reason) => leftOut[reason] > 0)
    .map((reason) => `${leftOut[reason]} ${REASONS[reason]}`)
    .join(", ");

/** Longest time that a trace speaks of, in seconds. */
export const LONGEST = 10 * 366 * 24 * 3600;
export const MOST_PODS = 64;

export const COLUMNS = ["at", "who", "gpus", "slice", "pods", "duration"] as const;
export type Column = (typeof COLUMNS)[number];

/** What a trace may be written in. */
export const FORMATS = `CSV with the columns ${COLUMNS.join(",")}, or the Standard Workload Format`;

/** Pods with so many units each that all nodes together run at once. */
export const podsAtOnce = ({ nodes }: TraceContext, resource: string, units: number): number =>
  nodes.reduce((sum, node) => sum + Math.floor((node[resource] ?? 0) / units), 0);

/** Most GPUs of one pod; at least one, so that what asks for none is told of all else. */
export const gpusPerPod = ({ nodes }: TraceContext): number =>
  Math.max(1, ...nodes.map((node) => node[gpuResource()] ?? 0));

export const problemAt = (
  { file }: Pick<TraceContext, "file">,
  { line, column }: { line: number; column: number },
  rest: Omit<Problem, "file" | "line" | "column" | "path"> & { path?: string },
): Problem => ({ file, line, column, path: "", ...rest });
