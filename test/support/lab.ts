/** Labs for tests: they end with the test run, however it ends, and leave nothing. */
import { execFileSync } from "node:child_process";
import { KubeConfig, KubernetesObjectApi } from "@kubernetes/client-node";
import type { Estate } from "../../config/index.js";
import { Lab, type LabOptions } from "../../lib/lab/index.js";
import { minimalEstate, temporaryFolder } from "./estate.js";

/** The small estate's cluster that tests use where it does not matter which. */
export const RECETTE = { environment: "recette", cluster: "sud" };

export interface LabForTests {
  lab: Lab;
  estate: Estate;
  /** Reads and writes objects as the admin. */
  objects: KubernetesObjectApi;
}

/** Brings a lab of the small estate up, in a folder of its own. Take it down in `afterAll`. */
export async function startLab(
  options: LabOptions = {},
  estate: Estate = minimalEstate().estate,
): Promise<LabForTests> {
  const lab = new Lab(RECETTE, { root: temporaryFolder(), attached: true, jobDuration: 1, ...options });
  const { kubeconfig } = await lab.up(estate);
  return { lab, estate, objects: clientOf(kubeconfig) };
}

export function configOf(kubeconfig: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  return config;
}

export const clientOf = (kubeconfig: string): KubernetesObjectApi =>
  KubernetesObjectApi.makeApiClient(configOf(kubeconfig));

/** Command lines of the processes that work in a folder, as `ps` tells them. */
export function processesOf(folder: string): string[] {
  const lines = execFileSync("ps", ["-eo", "pid=,stat=,args="], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => line.includes(folder) && !/^\s*\d+ Z/.test(line));
}

/** Asks again until the answer is there; fails with the last one. */
export async function eventually<Answer>(
  ask: () => Promise<Answer> | Answer,
  holds: (answer: Answer) => boolean,
  seconds = 60,
): Promise<Answer> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`not after ${seconds} s: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
