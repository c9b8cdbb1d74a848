/** Stages: what KWOK does with nodes and Pods; its own, but for the time that a Pod of a Job takes. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const STAGES = [
  "node/fast/node-initialize.yaml",
  "node/heartbeat-with-lease/node-heartbeat-with-lease.yaml",
  "pod/fast/pod-ready.yaml",
  "pod/fast/pod-delete.yaml",
];
const COMPLETION = "pod/fast/pod-complete.yaml";

/** A Pod may say otherwise, as in KWOK's own general stages, e.g. `30s`. */
const DELAY = '.metadata.annotations["pod-complete.stage.kwok.x-k8s.io/delay"]';

interface Stage {
  spec: object;
}

/** Pods run as soon as they are placed; those of Jobs succeed after `jobDuration` seconds. */
export function stages(manifests: string, jobDuration: number): Stage[] {
  const read = (file: string) =>
    parse(readFileSync(join(manifests, "sigs.k8s.io/kwok/kustomize/stage", file), "utf8")) as Stage;
  const completion = read(COMPLETION);
  const delay = { durationMilliseconds: jobDuration * 1000, durationFrom: { expressionFrom: DELAY } };
  return [...STAGES.map(read), { ...completion, spec: { ...completion.spec, delay } }];
}
