/** The cluster that a lab command applies to: what is declared for it, and the way to its API server. */
import type { Command } from "commander";
import type { Estate } from "../../config/index.js";
import { ApiServer, Lab, type LabName, Unreachable } from "../../lib/lab/index.js";
import { declareCluster, type RenderedDeclaration } from "./declared.js";
import { type CheckedEstate, openEstate } from "./estate.js";
import { Failure } from "./failure.js";
import { clusterNamed, type LabCommandOptions, withLab } from "./lab.js";

export interface TargetOptions extends LabCommandOptions {
  kubeconfig?: string;
}

export interface Connected {
  server: ApiServer;
  estate: Estate;
  name: LabName;
}

export interface Target extends Connected {
  /** All that is declared for the cluster. */
  stacks: RenderedDeclaration[];
}

export const withTarget = (command: Command): Command =>
  withLab(command).option("--kubeconfig <file>", "a cluster of your own, instead of the lab");

/** Declares, connects, works, disconnects. What a user can mend ends the command as a Failure. */
export async function onCluster<Result>(
  options: TargetOptions,
  work: (target: Target) => Promise<Result>,
): Promise<Result> {
  const opened = openEstate(options);
  return onServer(options, opened, async (connected) =>
    work({ ...connected, stacks: await declareCluster(opened, connected.name) }),
  );
}

/** The same where nothing is declared. */
export async function onServer<Result>(
  options: TargetOptions,
  { estate }: Pick<CheckedEstate, "estate">,
  work: (connected: Connected) => Promise<Result>,
): Promise<Result> {
  const name = clusterNamed(estate, options);
  const server = await connect(estate, name, options.kubeconfig);
  try {
    return await work({ server, estate, name });
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    throw new Failure(
      `The API server cannot be reached: ${error.message}. Nothing is lost: bring it up, then run this again.`,
    );
  } finally {
    server.close();
  }
}

async function connect(estate: Estate, name: LabName, kubeconfig: string | undefined): Promise<ApiServer> {
  const lab = new Lab(name);
  if (kubeconfig === undefined && !(await lab.status()).running) {
    const { environment, cluster } = name;
    throw new Failure(
      `The lab of ${environment}/${cluster} is not up: run \`transhumance lab up --environment ${environment} --cluster ${cluster}\`, or name a cluster of your own with --kubeconfig.`,
    );
  }
  try {
    return await ApiServer.connect(kubeconfig ?? lab.kubeconfig(estate));
  } catch (error) {
    throw new Failure((error as Error).message);
  }
}
