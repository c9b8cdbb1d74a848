/**
 * Ten times an apply creates, changes and deletes, and at a random moment of it the API server, etcd or the client is
 * killed. FAULT_SEED repeats a run.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { isDataBearing } from "../../lib/kubernetes/index.js";
import { diffStacks, ledgerRule } from "../../lib/lab/index.js";
import { declared, eventually, TestLab } from "../support/applied-lab.js";
import { minimalEstate, type SmallEstate, temporaryFolder } from "../support/estate.js";

const CLUSTER = { environment: "production", cluster: "sud" };
const BINARY = join(import.meta.dirname, "../../dist/scripts/transhumance.js");
const SEED = Number(process.env.FAULT_SEED ?? 2026);
const VICTIMS = ["client", "kube-apiserver", "etcd"] as const;
/** An undisturbed apply of a round takes about this long, in milliseconds. */
const DURATION = 1_500;

const random = generator(SEED);
const faults = Array.from({ length: 10 }, (_, round) => ({
  round,
  victim: VICTIMS[(round + Math.floor(random() * 2)) % VICTIMS.length] as (typeof VICTIMS)[number],
  moment: Math.floor(random() * DURATION),
}));

/** The small estate with an application of that round alone, and a setting that changes with each. */
function estateOf(round: number): SmallEstate {
  const small = minimalEstate();
  const portal = small.read("applications/portail.yaml");
  return small
    .write(
      `applications/round-${round}.yaml`,
      portal
        .replace("title: Portail", `title: Round ${round}`)
        .replace("tenancy: unified", "tenancy: dedicated")
        .replace("installed: centrally", "installed: per-academy")
        .replace("host: services\n", ""),
    )
    .write(
      `migrations/round-${round}.yaml`,
      `illustrative: true\ninstallations:\n${["lille", "nantes", "la-reunion"]
        .map((academy) => `  ${academy}: { stage: staged, since: 2026-11-02 }\n`)
        .join("")}`,
    )
    .edit("applications/eleves.yaml", (text) =>
      text.replace("schoolYear: 2026", `schoolYear: ${3000 + round}`),
    );
}

let lab: TestLab;
beforeAll(async () => {
  const { estate } = minimalEstate();
  lab = await TestLab.start(estate, CLUSTER);
  await lab.apply(estate);
});

/** Identities of what holds data, with their uids: another uid would be another object. */
async function dataOf(stacks: ReturnType<typeof declared>): Promise<Record<string, string>> {
  const live = await lab.live(stacks);
  return Object.fromEntries(
    [...live]
      .filter(([, object]) => isDataBearing(object))
      .map(([name, { metadata }]) => [name, metadata.uid]),
  );
}

it.each(faults)(
  `round $round of seed ${SEED}: $victim killed after $moment ms`,
  async ({ round, victim, moment }) => {
    const small = estateOf(round);
    const { estate } = small;
    const stacks = declared(estate, CLUSTER);
    const data = await dataOf(stacks);

    if (victim === "client") await applyAndKillClient(small, `round-${round}-lille`, moment);
    else {
      const interrupted = lab.apply(estate, stacks).catch((error: Error) => error);
      await new Promise((resolve) => setTimeout(resolve, moment));
      await lab.kill(victim);
      await interrupted;
    }

    await lab.up();
    const { failed } = await lab.apply(estate, stacks);
    expect(failed).toEqual([]);
    const identities = [...(await lab.live(stacks)).keys()];
    expect(identities).toHaveLength(stacks.flatMap(({ objects }) => objects).length);
    await lab.ask("DELETE", "/api/v1/namespaces/transhumance/configmaps");
    const { create, change } = await diffStacks(lab.server, CLUSTER, stacks, ledgerRule(estate));
    expect({ create, change }).toEqual({ create: [], change: [] });
    expect(await dataOf(stacks)).toEqual(data);
    await lab.apply(estate, stacks);
  },
);

/** Runs the command line and kills it, some time after it began to create. */
async function applyAndKillClient(small: SmallEstate, namespace: string, moment: number): Promise<void> {
  const args = ["lab", "apply", "--environment", CLUSTER.environment, "--kubeconfig", lab.kubeconfig];
  const child = spawn(process.execPath, [BINARY, ...args, "--estate", small.path], {
    cwd: temporaryFolder(),
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  await eventually(async () => {
    const { status } = await lab.attempt("GET", `/api/v1/namespaces/${namespace}`);
    return status === 200 || child.exitCode !== null || undefined;
  }, 90_000);
  await new Promise((resolve) => setTimeout(resolve, moment / 4));
  child.kill("SIGKILL");
  await ended;
}

/** Mulberry32: numbers from 0 to 1 that a seed repeats. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
