/** The Kubernetes object that the values of a resource declare, whichever provider declares it. */
import { parse } from "yaml";
import {
  isJson,
  type Json,
  type KubernetesObject,
  kindOf,
  own,
  put,
  RenderError,
  renderResource,
} from "../../kubernetes/index.js";
import { isMarker } from "../plan/redact.js";

/** Types whose object is written as YAML in one attribute. Source: gavinbunney/kubectl and its fork alekc/kubectl. */
const IN_YAML: Record<string, string[]> = {
  kubectl_manifest: ["yaml_body", "yaml_body_parsed"],
  kustomization_resource: ["manifest"],
};

/** What one object may hold; etcd takes no more. */
const LONGEST_YAML = 3 * 1024 * 1024;

/** Types of old providers for versions that are served no more, by those that replaced them. */
const SERVED_AS: Record<string, string> = {
  kubernetes_cron_job: "kubernetes_cron_job_v1",
  kubernetes_csi_driver: "kubernetes_csi_driver_v1",
  kubernetes_horizontal_pod_autoscaler_v2beta2: "kubernetes_horizontal_pod_autoscaler_v2",
  kubernetes_ingress: "kubernetes_ingress_v1",
  kubernetes_pod_disruption_budget: "kubernetes_pod_disruption_budget_v1",
};

const SECRET_TYPE = /^kubernetes_secret(?:_v\d+)?$/;

/** True where a type declares an object of Kubernetes, as far as its name tells. */
export const declaresObject = (type: string): boolean =>
  type.startsWith("kubernetes_") || Object.hasOwn(IN_YAML, type);

/**
 * The object of a resource of type `type`; undefined where there is none, or where it cannot be rendered. Words that
 * stand for hidden or unknown values stay where the object can hold them.
 */
export function objectOf(type: string, values: unknown): KubernetesObject | undefined {
  if (!isJson(values)) return undefined;
  if (Object.hasOwn(IN_YAML, type)) {
    return IN_YAML[type]
      ?.map((attribute) => fromYaml(own(values, attribute)))
      .find((object) => object !== undefined);
  }
  if (!type.startsWith("kubernetes_")) return undefined;
  return fromType(SERVED_AS[type] ?? type, values);
}

function fromType(type: string, values: Json): KubernetesObject | undefined {
  // Data of Secrets is hidden as a whole, which no object can hold.
  const whole = SECRET_TYPE.test(type) ? undefined : render(type, values);
  if (whole !== undefined) return whole;
  const known = withoutMarkers(values) as Json;
  return render(type, known, { partly: true });
}

/** Objects of which some attributes could not be rendered: other versions of the provider know more of them. */
const parts = new WeakSet<object>();
export const isPart = (object: KubernetesObject | undefined): boolean =>
  object !== undefined && parts.has(object);

/** The kind that a type's name declares; undefined where it declares none of Kubernetes' own. */
export function kindOfType(type: string): string | undefined {
  try {
    return type.startsWith("kubernetes_") ? kindOf(SERVED_AS[type] ?? type).kind : undefined;
  } catch {
    return undefined;
  }
}

function render(type: string, values: Json, { partly = false } = {}): KubernetesObject | undefined {
  try {
    const object = renderResource(type, values);
    return isNamed(object) ? object : undefined;
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    const { rest } = error;
    if (!partly || rest === undefined || !isNamed(rest)) return undefined;
    parts.add(rest);
    return rest;
  }
}

/** A manifest may say anything; an object whose names are no text is none that a server takes. */
export function isNamed({ apiVersion, kind, metadata }: KubernetesObject): boolean {
  const { name, generateName, namespace, labels } = metadata as Json;
  return (
    [apiVersion, kind, name ?? generateName].every((text) => typeof text === "string") &&
    (namespace === undefined || typeof namespace === "string") &&
    (labels === undefined || isJson(labels))
  );
}

function fromYaml(text: unknown): KubernetesObject | undefined {
  if (typeof text !== "string" || text.length > LONGEST_YAML || isMarker(text)) return undefined;
  try {
    const object: unknown = text.trimStart().startsWith("{")
      ? JSON.parse(text)
      : parse(text, { maxAliasCount: 100, logLevel: "silent" });
    const metadata = isJson(object) ? own(object, "metadata") : undefined;
    const isObject =
      isJson(object) &&
      typeof object.apiVersion === "string" &&
      typeof object.kind === "string" &&
      isJson(metadata);
    return isObject && isNamed(object as unknown as KubernetesObject)
      ? (object as unknown as KubernetesObject)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Numbers and flags cannot be words: what is hidden or unknown is left out, names aside. */
function withoutMarkers(value: unknown, key = ""): unknown {
  if (isMarker(value)) return key === "name" || key === "namespace" ? value : null;
  if (Array.isArray(value)) return value.map((element) => withoutMarkers(element, key));
  if (!isJson(value)) return value;
  const copy: Json = {};
  for (const [name, element] of Object.entries(value)) put(copy, name, withoutMarkers(element, name));
  return copy;
}
