/** The small estate with GPUs: two pools in production/sud, one in production/nord, services, projects, a framework. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Edit, minimalEstate, type SmallEstate } from "./estate.js";

const AI = join(import.meta.dirname, "../fixtures/small-ai");

/** GPU node groups by cluster, as lines of `nodeGroups`. */
const GPUS = "gpus: { product: NVIDIA-H100-80GB-HBM3, count: 8";
const TAINT = "taints: [{ key: nvidia.com/gpu, value: present, effect: NoSchedule }]";
const NODES = `cpu: "94", memory: 1000GiB, ephemeralStorage: 2TiB, ${TAINT}`;
const inference = (nodes: number) => `      inference: { nodesPerZone: ${nodes}, ${NODES}, ${GPUS} } }\n`;
const SLICES = `      slices: { nodesPerZone: 1, zones: [garonne-a], ${NODES}, ${GPUS}, mig: { 1g.10gb: 3, 2g.20gb: 2 } }, labels: { nvidia.com/mig.config: slices } }\n`;

const SIGN_IN = `signIn:
  issuer: https://login.example
  keys: https://login.example/keys
  audience: ai
  profile: { claim: profile, values: { teachers: teacher, staff: officer, pupils: pupil } }
`;

/** `edits` change its files, those in `ai/` too. */
export function aiEstate(edits: Record<string, Edit> = {}): SmallEstate {
  const estate = minimalEstate();
  for (const file of readdirSync(AI, { recursive: true, encoding: "utf8" })) {
    if (file.endsWith(".yaml")) estate.write(file, readFileSync(join(AI, file), "utf8"));
  }
  estate.edit(
    "platform.yaml",
    (text) => `${text}metrics: { namespace: monitoring, query: "http://metrics" }\n`,
  );
  estate.edit("environments/production.yaml", (text) => {
    const groups = [`${inference(2)}${SLICES}`, inference(1)];
    return `${text.replace(/ {6}general:.*\n/g, (line) => `${line}${groups.shift()}`)}${SIGN_IN}`;
  });
  for (const [file, edit] of Object.entries(edits)) estate.edit(file, edit);
  return estate;
}
