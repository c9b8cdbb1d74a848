/** Custom resource definitions of operators, and the webhooks of Kueue, from the manifests of the Go modules. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Estate } from "../../../config/index.js";
import type { KubernetesObject } from "../../kubernetes/index.js";
import { readManifest } from "../build/index.js";

const KUEUE = "sigs.k8s.io/kueue/config/components";
/** What the lab has of what Kueue can queue. Webhooks for other kinds would ask for nothing but time. */
const WEBHOOK_GROUPS = ["kueue.x-k8s.io", "batch", "apps", ""];

/**
 * Of workloads that serve, only those that name a queue are Kueue's; asking it about every other Pod would slow all.
 * Source: Kueue, «Run Plain Pods» and «Run Deployment»: the label of a Deployment goes to its Pods.
 */
const QUEUED = { matchExpressions: [{ key: "kueue.x-k8s.io/queue-name", operator: "Exists" }] };
const SERVING_GROUPS = ["apps", ""];

/** How the API server reaches Kueue's webhooks. */
export interface WebhookServer {
  url: string;
  /** The authority that signed its certificate, in PEM. */
  authority: string;
}

export interface Definition extends KubernetesObject {
  kind: "CustomResourceDefinition";
  spec: { versions: { name: string; served: boolean }[]; conversion?: object };
}

/** Every definition of the manifests. Kueue's convert between versions through its webhook: `cohortName` is lost without. */
export function definitions(manifests: string, webhooks: WebhookServer): Definition[] {
  const converted = new Set(convertedByWebhook(manifests));
  return readDefinitions(manifests).map((definition) =>
    converted.has(definition.metadata.name) ? withConversion(definition, webhooks) : definition,
  );
}

/** A definition that Kueue watches objects of: it does not start without. */
export const isKueues = ({ metadata: { name } }: KubernetesObject): boolean =>
  name.endsWith(".kueue.x-k8s.io");

/** What operators of the estate declare and no pinned module has, by operator. */
export function missingDefinitions(
  { operators }: Pick<Estate, "operators">,
  known: readonly KubernetesObject[],
): [operator: string, names: string[]][] {
  const names = new Set(known.map(({ metadata }) => metadata.name));
  return Object.entries(operators)
    .map(([operator, { crds }]): [string, string[]] => [operator, crds.filter((name) => !names.has(name))])
    .filter(([, missing]) => missing.length > 0);
}

function readDefinitions(manifests: string): Definition[] {
  const files = readdirSync(manifests, { recursive: true, encoding: "utf8" });
  return (
    files
      .filter((file) => file.includes("/"))
      .filter((file) => file.endsWith(".json"))
      .flatMap((file) => readManifest<Definition>(join(manifests, file)))
      // Patches of definitions have the same kind.
      .filter(
        ({ kind, spec }) => kind === "CustomResourceDefinition" && spec !== undefined && "names" in spec,
      )
  );
}

/** The patches that Kueue's own kustomization applies. */
function convertedByWebhook(manifests: string): string[] {
  const folder = join(manifests, KUEUE, "crd");
  const [kustomization] = readManifest<{ patches: { path: string }[] }>(join(folder, "kustomization.json"));
  return (kustomization?.patches ?? []).flatMap(({ path }) =>
    readManifest<Definition>(join(folder, path.replace(/yaml$/, "json"))).map(
      ({ metadata }) => metadata.name,
    ),
  );
}

function withConversion(definition: Definition, { url, authority }: WebhookServer): Definition {
  const clientConfig = { url: `${url}/convert`, caBundle: base64(authority) };
  const webhook = { clientConfig, conversionReviewVersions: ["v1"] };
  return { ...definition, spec: { ...definition.spec, conversion: { strategy: "Webhook", webhook } } };
}

interface WebhookConfiguration extends KubernetesObject {
  webhooks: {
    clientConfig: { service: { path: string } };
    rules: { apiGroups: string[] }[];
  }[];
}

/** Kueue's webhook configurations, reached by address instead of by Service. */
export function kueueWebhooks(manifests: string, { url, authority }: WebhookServer): KubernetesObject[] {
  return readManifest<WebhookConfiguration>(join(manifests, KUEUE, "webhook/manifests.json")).map(
    (configuration) => ({
      ...configuration,
      metadata: { name: `kueue-${configuration.metadata.name}` },
      webhooks: configuration.webhooks
        .filter(({ rules }) =>
          rules.every(({ apiGroups }) => apiGroups.every((group) => WEBHOOK_GROUPS.includes(group))),
        )
        .map(({ clientConfig, ...webhook }) => ({
          ...webhook,
          ...(webhook.rules.some(({ apiGroups: [group = ""] }) => SERVING_GROUPS.includes(group))
            ? { objectSelector: QUEUED }
            : {}),
          clientConfig: { url: `${url}${clientConfig.service.path}`, caBundle: base64(authority) },
        })),
    }),
  );
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
