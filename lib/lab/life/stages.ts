/** Stages: what KWOK does with nodes and Pods; its own, but for the time that a Pod of a Job takes. */
import { join } from "node:path";
import { readManifest } from "../build/index.js";

const STAGES = [
  "node/fast/node-initialize.json",
  "node/heartbeat-with-lease/node-heartbeat-with-lease.json",
  "pod/fast/pod-ready.json",
  "pod/fast/pod-delete.json",
];
const COMPLETION = "pod/fast/pod-complete.json";

/** A Pod may say otherwise, as in KWOK's own general stages, e.g. `30s`. */
const DELAY = '.metadata.annotations["pod-complete.stage.kwok.x-k8s.io/delay"]';

interface Stage {
  spec: object;
}

/** Pods run as soon as they are placed; those of Jobs succeed after `jobDuration` seconds. */
export function stages(manifests: string, jobDuration: number): Stage[] {
  const read = (file: string) =>
    readManifest<Stage>(join(manifests, "sigs.k8s.io/kwok/kustomize/stage", file));
  const delay = { durationMilliseconds: jobDuration * 1000, durationFrom: { expressionFrom: DELAY } };
  const completion = read(COMPLETION).map((stage) => ({ ...stage, spec: { ...stage.spec, delay } }));
  return [...STAGES.flatMap(read), ...completion];
}
