/** `transhumance lab apply` against `kubectl apply --server-side` of the same objects, on real API servers. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Estate } from "../../../config/index.js";
import { today } from "../../../lib/calendar/index.js";
import { toYaml } from "../../../lib/kubernetes/index.js";
import {
  ApiServer,
  applyStacks,
  type ClusterName,
  type DeclaredStack,
  Lab,
  ledgerRule,
  prepareTools,
} from "../../../lib/lab/index.js";
import { declareCluster } from "../../support/declared.js";
import { openEstate } from "../../support/estate.js";
import { DEFAULT_ESTATE } from "../../support/options.js";
import type { Bench } from "../bench.js";
import { temporaryFolder } from "../measured-process.js";

/** Whose stacks are applied by both, in their order, until there are so many objects: kubectl sends one after another. */
const COMPARED = { environment: "preproduction", cluster: "sud" };
const COMPARED_OBJECTS = 3_000;
const PRODUCTION = ["sud", "nord"].map((cluster) => ({ environment: "production", cluster }));

export const lab: Bench = {
  description: "Applying the sample estate: part of preproduction against kubectl, and all of production.",
  async measure(tell) {
    const { kubectl } = await prepareTools(["kubectl"]);
    const opened = openEstate({ estate: DEFAULT_ESTATE, today: today() });
    const compared = upTo(COMPARED_OBJECTS, await declareCluster(opened, COMPARED));
    const count = objectsOf(compared).length;
    const ours = await applied(opened.estate, COMPARED, compared);
    tell(`lab apply: ${count} objects in ${ours.first.toFixed(1)} s, again in ${ours.second.toFixed(1)} s`);
    const theirs = await inLab(opened.estate, COMPARED, async (kubeconfig) =>
      appliedByKubectl(kubectl, kubeconfig, compared),
    );
    tell(`kubectl apply --server-side: ${count} objects in ${theirs.toFixed(1)} s`);
    let [production, objects, again] = [0, 0, 0];
    for (const name of PRODUCTION) {
      const stacks = await declareCluster(opened, name);
      const { first, second } = await applied(opened.estate, name, stacks);
      objects += objectsOf(stacks).length;
      production += first;
      again += second;
      tell(`${name.environment}/${name.cluster}: ${first.toFixed(1)} s, again in ${second.toFixed(1)} s`);
    }
    return [
      {
        metric: "rate",
        unit: "objects/s",
        value: count / ours.first,
        peer: count / theirs,
        better: "higher",
      },
      { metric: "production", unit: "s", value: production },
      { metric: "production-again", unit: "s", value: again },
      { metric: "production-objects", unit: "objects", value: objects },
    ];
  },
};

const objectsOf = (stacks: readonly DeclaredStack[]) => stacks.flatMap(({ objects }) => objects);

/** The first stacks, as many as hold so many objects. */
function upTo(count: number, stacks: readonly DeclaredStack[]): DeclaredStack[] {
  const taken: DeclaredStack[] = [];
  for (const stack of stacks) if (objectsOf(taken).length < count) taken.push(stack);
  return taken;
}

/** A lab of its own, with nothing in it, for as long as the work takes. */
async function inLab<Result>(
  estate: Estate,
  name: ClusterName,
  work: (kubeconfig: string) => Promise<Result>,
): Promise<Result> {
  const own = new Lab(name, { root: temporaryFolder(), attached: true });
  try {
    const { kubeconfig } = await own.up(estate);
    return await work(kubeconfig);
  } finally {
    await own.down({ wipe: true });
  }
}

/** Seconds of the first apply, and of one that finds nothing to do. Throws where something was not applied. */
const applied = (estate: Estate, name: ClusterName, stacks: readonly DeclaredStack[]) =>
  inLab(estate, name, async (kubeconfig) => {
    const server = await ApiServer.connect(kubeconfig);
    const apply = async () => {
      const start = performance.now();
      const result = await applyStacks(server, name, stacks, { mayLose: ledgerRule(estate) });
      if (result.failed.length > 0) throw new Error(`void: ${result.failed[0]?.reason}`);
      return { seconds: (performance.now() - start) / 1000, result };
    };
    try {
      const first = await apply();
      const second = await apply();
      if (second.result.unchanged.length !== objectsOf(stacks).length)
        throw new Error("void: the second apply changed something");
      return { first: first.seconds, second: second.seconds };
    } finally {
      server.close();
    }
  });

/** Seconds. Namespaces first, as kubectl keeps the order of its file. */
async function appliedByKubectl(
  kubectl: string,
  kubeconfig: string,
  stacks: readonly DeclaredStack[],
): Promise<number> {
  const all = objectsOf(stacks).map(({ object }) => object);
  const isNamespace = ({ kind }: { kind: string }) => kind === "Namespace";
  const file = join(temporaryFolder(), "objects.yaml");
  writeFileSync(file, toYaml([...all.filter(isNamespace), ...all.filter((one) => !isNamespace(one))]));
  const start = performance.now();
  const args = [
    "apply",
    "--server-side",
    "--validate=strict",
    "--filename",
    file,
    "--kubeconfig",
    kubeconfig,
  ];
  execFileSync(kubectl, args, { stdio: ["ignore", "ignore", "inherit"] });
  return (performance.now() - start) / 1000;
}
