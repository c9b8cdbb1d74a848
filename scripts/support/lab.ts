/** The lab that a command works on, and how its failures end the command. */
import type { Command } from "commander";
import type { Estate } from "../../config/index.js";
import { Lab, LabFailure, type LabName, type LabOptions } from "../../lib/lab/index.js";
import { openEstate } from "./estate.js";
import { Failure } from "./failure.js";
import { type EstateOptions, withEstate } from "./options.js";

export interface LabCommandOptions extends EstateOptions {
  environment: string;
  cluster?: string;
}

export function withLab(command: Command): Command {
  return withEstate(command)
    .requiredOption("--environment <name>", "environment whose cluster the lab stands for")
    .option("--cluster <name>", "cluster of the environment (default: its first)");
}

/** The cluster that the options name, the environment's first without a name; ends the command where there is none. */
export function clusterNamed(
  estate: Estate,
  { environment, cluster }: Pick<LabCommandOptions, "environment" | "cluster">,
): LabName {
  const clusters = Object.keys(estate.environments[environment]?.clusters ?? {});
  if (clusters.length === 0) throw unknown("environment", environment, Object.keys(estate.environments));
  const name = cluster ?? (clusters[0] as string);
  if (!clusters.includes(name)) throw unknown("cluster", name, clusters);
  return { environment, cluster: name };
}

/** Finds the lab that the options name, and works on it. */
export async function onLab<Result>(
  options: LabCommandOptions,
  work: (lab: Lab, estate: Estate) => Promise<Result>,
  labOptions: LabOptions = {},
): Promise<Result> {
  const { estate } = openEstate(options);
  const name = clusterNamed(estate, options);
  try {
    return await work(new Lab(name, labOptions), estate);
  } catch (error) {
    if (error instanceof LabFailure) throw new Failure(error.message, error.details);
    throw error;
  }
}

const unknown = (option: string, value: string, allowed: string[]) =>
  new Failure(`--${option}: "${value}" is not in the estate; allowed: ${allowed.join(", ")}`);
