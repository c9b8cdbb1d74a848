/** Which Kubernetes kind a Terraform resource type declares: found by name among the client's models. */
import { API_GROUPS } from "./api-groups.js";
import { REFUSED_TYPES } from "./provider-facts.js";
import { Unrenderable } from "./types.js";
import { didYouMean } from "./values.js";

export interface Kind {
  /** Model of `@kubernetes/client-node`: `V1Deployment`. */
  readonly model: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const RESOURCE_TYPE = /^kubernetes_(?:default_(?=service_account))?(.+?)(?:_(v\d+(?:(?:alpha|beta)\d+)?))?$/;
const MODEL = /^(?:[A-Z][a-z]+)?V(\d+(?:(?:alpha|beta)\d+)?)([A-Z]\w*)$/;

const byModel = new Map<string, Kind>();
const byType = new Map<string, Kind>();

for (const [apiVersion, { namespaced, cluster }] of Object.entries(API_GROUPS)) {
  for (const model of namespaced.split(" ")) addKind(model, apiVersion, true);
  for (const model of cluster.split(" ")) addKind(model, apiVersion, false);
}

/**
 * The kind that a resource type declares: `kubernetes_cron_job_v1` → `batch/v1` CronJob. Without a version the first
 * stable one counts, as in the provider. Throws Unrenderable on types that declare no object.
 */
export function kindOf(resourceType: string): Kind {
  const refused = Object.hasOwn(REFUSED_TYPES, resourceType) ? REFUSED_TYPES[resourceType] : undefined;
  if (refused !== undefined) throw new Unrenderable("", `${resourceType} ${refused}`);
  const [, name = "", version = "v1"] = RESOURCE_TYPE.exec(resourceType) ?? [];
  const kind = byType.get(`${name.replaceAll("_", "")} ${version}`);
  if (kind === undefined) {
    throw new Unrenderable(
      "",
      `no Kubernetes kind is called ${resourceType}${didYouMean(resourceType, knownTypes())}`,
    );
  }
  return kind;
}

/** The kind of a model, if its objects are served: `V1PersistentVolumeClaim`, but not `V1PodSpec`. */
export function kindOfModel(model: string): Kind | undefined {
  return byModel.get(model);
}

function addKind(model: string, apiVersion: string, namespaced: boolean): void {
  const [, version, name] = MODEL.exec(model) ?? [];
  if (version === undefined || name === undefined) return;
  const kind = { model, apiVersion, kind: name, namespaced };
  byModel.set(model, kind);
  // CoreV1Event and EventsV1Event: the group's own name wins nothing; the first listed stays.
  const key = `${name.toLowerCase()} v${version}`;
  if (!byType.has(key)) byType.set(key, kind);
}

function knownTypes(): string[] {
  return [...byModel.values()].map(({ kind, model }) => {
    const version = MODEL.exec(model)?.[1] ?? "1";
    return `kubernetes_${kind
      .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
      .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
      .toLowerCase()}_v${version}`;
  });
}
