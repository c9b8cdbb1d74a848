/** Synthesis by `transhumance synth` against the same program as one plain CDKTF app, `stacks/main.ts`. */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_ESTATE } from "../../support/options.js";
import type { Bench } from "../bench.js";
import { changeApplication, writeLargeEstate } from "../large-estate.js";
import { measure, median, temporaryFolder, type Usage } from "../measured-process.js";

const APPLICATIONS = 40;
const ROUNDS = 3;
const BUILT = join(import.meta.dirname, "../../..");

const ours = (cwd: string, estate: string) =>
  measure(cwd, [join(BUILT, "scripts/transhumance.js"), "synth", "--estate", estate]);
const peers = (cwd: string, estate: string) =>
  measure(cwd, [join(BUILT, "stacks/main.js")], { TRANSHUMANCE_ESTATE: estate });

export const synth: Bench = {
  description: `Synthesis of 30 academies x ${APPLICATIONS} dedicated applications, against plain CDKTF, ${ROUNDS} rounds.`,
  async measure(tell) {
    const runs: Record<"cold" | "coldPeer" | "changed" | "changedPeer", Usage[]> = {
      cold: [],
      coldPeer: [],
      changed: [],
      changedPeer: [],
    };
    let resources = 0;
    for (let round = 1; round <= ROUNDS; round++) {
      const [estate, mine, theirs] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
      const [application = ""] = writeLargeEstate(DEFAULT_ESTATE, estate, APPLICATIONS);
      runs.cold.push(await ours(mine, estate));
      runs.coldPeer.push(await peers(theirs, estate));
      resources = countEqual(mine, theirs);
      tell(`round ${round} of ${ROUNDS}: ${resources} resources, cold ${describe(runs.cold, runs.coldPeer)}`);
      changeApplication(estate, application);
      runs.changed.push(await ours(mine, estate));
      runs.changedPeer.push(await peers(theirs, estate));
      countEqual(mine, theirs);
      tell(`round ${round} of ${ROUNDS}: one file changed ${describe(runs.changed, runs.changedPeer)}`);
      for (const folder of [estate, mine, theirs]) rmSync(folder, { recursive: true });
    }
    const middle = (of: Usage[], what: keyof Usage) => median(of.map((usage) => usage[what]));
    const compare = (metric: string, unit: string, what: keyof Usage, own: Usage[], peer: Usage[]) => ({
      metric,
      unit,
      value: middle(own, what),
      peer: middle(peer, what),
    });
    return [
      compare("cold", "s", "wall", runs.cold, runs.coldPeer),
      compare("cold-processor", "s", "processor", runs.cold, runs.coldPeer),
      compare("one-file-changed", "s", "wall", runs.changed, runs.changedPeer),
      compare("one-file-changed-processor", "s", "processor", runs.changed, runs.changedPeer),
      compare("memory", "MB", "memory", runs.cold, runs.coldPeer),
      { metric: "resources", unit: "resources", value: resources },
    ];
  },
};

const describe = (own: Usage[], peer: Usage[]) =>
  [own, peer]
    .map((usages) => usages.at(-1))
    .map((usage) => `${usage?.wall.toFixed(2)} s, ${usage?.memory.toFixed(0)} MB`)
    .join(" against ");

/** Resources in the stacks of `mine`; throws where they are not byte for byte those of `theirs`. */
function countEqual(mine: string, theirs: string): number {
  const stacks = stacksIn(mine);
  if (stacks.join() !== stacksIn(theirs).join()) throw new Error("void: the stacks are not the same");
  let count = 0;
  for (const stack of stacks) {
    const [json, other] = [mine, theirs].map((folder) =>
      readFileSync(join(folder, STACKS, stack, "cdk.tf.json"), "utf8"),
    );
    if (json === undefined || json !== other) throw new Error(`void: ${stack} differs from the peer's`);
    const { resource = {} } = JSON.parse(json) as { resource?: Record<string, object> };
    for (const byName of Object.values(resource)) count += Object.keys(byName).length;
  }
  return count;
}

const STACKS = join("cdktf.out", "stacks");
const stacksIn = (folder: string) => readdirSync(join(folder, STACKS)).toSorted();
