/**
 * Ten times an apply creates, changes and deletes, and at a random one of its writes the API server, etcd or the client
 * is killed: the next apply ends in the same state, and nothing is lost or doubled. FAULT_SEED repeats a run.
 */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it, vi } from "vitest";
import { isDataBearing } from "../../lib/kubernetes/index.js";
import type { Request } from "../../lib/lab/apply/api-server.js";
import { identityOf, referenceTo } from "../../lib/lab/apply/types.js";
import { type DeclaredStack, diffStacks, ledgerRule } from "../../lib/lab/index.js";
import { declared, TestLab } from "../support/applied-lab.js";
import { minimalEstate, type SmallEstate, temporaryFolder } from "../support/estate.js";

const CLUSTER = { environment: "production", cluster: "sud" };
const BINARY = join(import.meta.dirname, "../../dist/scripts/transhumance.js");
const SEED = Number(process.env.FAULT_SEED ?? 2026);
const VICTIMS = ["client", "kube-apiserver", "etcd"] as const;
const ROUNDS = 10;
const ACADEMIES = ["lille", "nantes", "la-reunion"];

const random = generator(SEED);
const first = Math.floor(random() * VICTIMS.length);
const faults = Array.from({ length: ROUNDS }, (_, index) => ({
  round: index + 1,
  victim: VICTIMS[(first + index) % VICTIMS.length] as (typeof VICTIMS)[number],
  /** At which of the apply's writes, in percent of them. */
  moment: Math.floor(random() * 100),
}));

/** The small estate with an application of that round alone, and a setting that changes with each. */
function estateOf(round: number): SmallEstate {
  const small = minimalEstate();
  const portal = small.read("applications/portail.yaml");
  const stages = ACADEMIES.map((academy) => `  ${academy}: { stage: staged, since: 2026-11-02 }\n`).join("");
  return small
    .write(
      `applications/round-${round}.yaml`,
      portal
        .replace("title: Portail", `title: Round ${round}`)
        .replace("tenancy: unified", "tenancy: dedicated")
        .replace("installed: centrally", "installed: per-academy")
        .replace("host: services\n", ""),
    )
    .write(`migrations/round-${round}.yaml`, `illustrative: true\ninstallations:\n${stages}`)
    .edit("applications/eleves.yaml", (text) =>
      text.replace("schoolYear: 2026", `schoolYear: ${3000 + round}`),
    );
}

let lab: TestLab;
/** Writes of an apply that takes one round's application away and brings the next one's, undisturbed. */
let writes = 0;

beforeAll(async () => {
  const { estate } = minimalEstate();
  lab = await TestLab.start(estate, CLUSTER);
  await lab.apply(estate);
  await lab.apply(estateOf(98).estate);
  writes = await watchingWrites(
    () => {},
    () => lab.apply(estateOf(99).estate),
  );
});

it.each(faults)(
  `round $round of seed ${SEED}: $victim killed at $moment % of the writes`,
  async ({ round, victim, moment }) => {
    const small = estateOf(round);
    const { estate } = small;
    const stacks = declared(estate, CLUSTER);
    const data = await dataOf(stacks);
    const nth = 1 + Math.floor((moment * writes) / 100);

    if (victim === "client") expect(await applyAndKillClient(small, nth)).toBe("SIGKILL");
    else await applyAndKill(victim, nth, () => lab.apply(estate, stacks));
    await lab.up();

    expect((await lab.apply(estate, stacks)).failed).toEqual([]);
    expect([...(await lab.live(stacks)).keys()].toSorted()).toEqual(namesOf(stacks));
    expect(await dataOf(stacks)).toEqual(data);
    expect(await lab.apply(estate, stacks)).toMatchObject({
      created: [],
      changed: [],
      deleted: [],
      failed: [],
    });
    try {
      // Without its memory, the server itself is asked about every object.
      await lab.ask("DELETE", "/api/v1/namespaces/transhumance/configmaps");
      const { create, change, failed } = await diffStacks(lab.server, CLUSTER, stacks, ledgerRule(estate));
      expect({ create, change, failed }).toEqual({ create: [], change: [], failed: [] });
    } finally {
      await lab.apply(estate, stacks);
    }
  },
);

/** Identities of what holds data, with their uids: another uid would be another object. */
async function dataOf(stacks: readonly DeclaredStack[]): Promise<Record<string, string>> {
  const live = [...(await lab.live(stacks))].filter(([, object]) => isDataBearing(object));
  return Object.fromEntries(live.map(([name, { metadata }]) => [name, metadata.uid]));
}

const namesOf = (stacks: readonly DeclaredStack[]): string[] =>
  stacks.flatMap(({ objects }) => objects.map(({ object }) => identityOf(referenceTo(object)))).toSorted();

/** Kills a part as the apply asks for its nth write. The apply may end with an error, or outlast the fault. */
async function applyAndKill(part: string, nth: number, apply: () => Promise<unknown>): Promise<void> {
  const pid = await lab.processOf(part);
  const kill = (count: number) => {
    if (count === nth) process.kill(pid, "SIGKILL");
  };
  const asked = await watchingWrites(kill, () => apply().catch((error: Error) => error));
  expect(asked).toBeGreaterThanOrEqual(nth);
}

/** Tells of every write just before it is sent, by its number from 1 on. Resolves to how many there were. */
async function watchingWrites(tell: (count: number) => void, work: () => Promise<unknown>): Promise<number> {
  const { server } = lab;
  const askOnce = server.askOnce.bind(server);
  let count = 0;
  const spy = vi.spyOn(server, "askOnce").mockImplementation((request: Request) => {
    if (request.method !== "GET") tell(++count);
    return askOnce(request);
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return count;
}

/** Runs the command line, which is killed as it asks for its nth write; resolves to what ended it. */
function applyAndKillClient(small: SmallEstate, nth: number): Promise<NodeJS.Signals | undefined> {
  const folder = temporaryFolder();
  const killer = join(folder, "killer.mjs");
  writeFileSync(
    killer,
    `import https from "node:https";
const { request } = https;
let left = ${nth};
https.request = (...args) => {
  if (args[0].method !== "GET" && --left === 0) process.kill(process.pid, "SIGKILL");
  return request(...args);
};
`,
  );
  const args = ["lab", "apply", "--environment", CLUSTER.environment, "--kubeconfig", lab.kubeconfig];
  const command = ["--import", killer, BINARY, ...args, "--estate", small.path];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: folder }, (error) => resolve(error?.signal ?? undefined));
  });
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
