/** Contents: what a lab holds from its start on: custom resource definitions, Kueue's webhooks, the estate's nodes. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster, Estate } from "../../../config/index.js";
import { nodeGroupLabel } from "../../gpu/index.js";
import type { KubernetesObject } from "../../kubernetes/index.js";
import { sha256 } from "../build/digest.js";
import { LabFailure } from "../failure.js";
import type { LabClient } from "./client.js";
import {
  type Definition,
  definitions,
  isKueues,
  kueueWebhooks,
  missingDefinitions,
  type WebhookServer,
} from "./definitions.js";
import { clusterNodes } from "./nodes.js";

const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
/** Holds the digest of the definitions and webhooks that were installed as a whole. */
const RECORD = { namespace: "kube-system", name: "transhumance-lab" };
const RECORD_PATH = `/api/v1/namespaces/${RECORD.namespace}/configmaps/${RECORD.name}`;

/** Source: Kubernetes, aggregated discovery, `apidiscovery.k8s.io/v2`. */
const DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
interface Discovery {
  items: {
    metadata: { name: string };
    versions: { version: string; resources?: { resource: string }[] }[];
  }[];
}

const SERVED_WITHIN = 60_000;
const LOOK_EVERY = 150;

export class Contents {
  private readonly definitions: Definition[];
  private readonly webhooks: KubernetesObject[];

  constructor(
    private readonly client: LabClient,
    manifests: string,
    webhooks: WebhookServer,
  ) {
    this.definitions = definitions(manifests, webhooks);
    this.webhooks = kueueWebhooks(manifests, webhooks);
  }

  /** What operators of the estate declare and the lab cannot install, by operator. */
  missing(estate: Estate): [operator: string, names: string[]][] {
    return missingDefinitions(estate, this.definitions);
  }

  /** A lab that comes back with its data has them all, as long as nobody removed one. */
  async areInstalled(): Promise<boolean> {
    const record = await this.client.find<{ data?: Record<string, string> }>(RECORD_PATH);
    if (record?.data?.digest !== this.digest) return false;
    const names = await this.client.names(DEFINITIONS);
    return this.definitions.every(({ metadata }) => names.has(metadata.name));
  }

  /** What Kueue does not start without; resolves when it is served. */
  async installQueues(): Promise<void> {
    await this.define(this.definitions.filter(isKueues));
  }

  /** All else; resolves when it is served. */
  async installOthers(): Promise<void> {
    await Promise.all([
      this.define(this.definitions.filter((definition) => !isKueues(definition))),
      ...this.webhooks.map((object) => this.client.apply(webhookPath(object), object)),
    ]);
    const { digest } = this;
    await this.client.apply(RECORD_PATH, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: RECORD,
      data: { digest },
    });
  }

  /** Makes the estate's nodes, and removes those that left it. */
  async makeNodes(cluster: Cluster, labelPrefix: string): Promise<void> {
    const nodes = clusterNodes(cluster, labelPrefix);
    const names = new Set(nodes.map(({ metadata }) => metadata.name));
    const selector = encodeURIComponent(nodeGroupLabel(labelPrefix));
    const { items } = await this.client.get<{ items: KubernetesObject[] }>(
      `/api/v1/nodes?labelSelector=${selector}`,
    );
    const gone = items.filter(({ metadata }) => !names.has(metadata.name));
    await Promise.all([
      ...gone.map(({ metadata }) => this.client.delete(`/api/v1/nodes/${metadata.name}`)),
      ...nodes.map(async (node) => {
        const path = `/api/v1/nodes/${node.metadata.name}`;
        await this.client.apply(path, node);
        await this.client.apply(`${path}/status`, node);
      }),
    ]);
  }

  private get digest(): string {
    return sha256(JSON.stringify([this.definitions, this.webhooks]));
  }

  /** A definition is served, and known to clients, a moment after it is stored. */
  private async define(definitions: readonly Definition[]): Promise<void> {
    await Promise.all(
      definitions.map((object) => this.client.apply(`${DEFINITIONS}/${object.metadata.name}`, object)),
    );
    const wanted = definitions.flatMap(servedAs);
    const end = Date.now() + SERVED_WITHIN;
    for (;;) {
      const served = await this.served();
      const missing = wanted.filter((resource) => !served.has(resource));
      if (missing.length === 0) return;
      if (Date.now() > end) throw new LabFailure(`stored, but not served: ${missing.join(", ")}`);
      await sleep(LOOK_EVERY);
    }
  }

  private async served(): Promise<Set<string>> {
    const { items } = await this.client.get<Discovery>("/apis", DISCOVERY);
    return new Set(
      items.flatMap(({ metadata, versions }) =>
        versions.flatMap(({ version, resources = [] }) =>
          resources.map(({ resource }) => `${resource}.${metadata.name}/${version}`),
        ),
      ),
    );
  }
}

/** `workloads.kueue.x-k8s.io/v1beta2`, for every version that is served. */
const servedAs = ({ metadata, spec }: Definition): string[] =>
  spec.versions.filter(({ served }) => served).map(({ name }) => `${metadata.name}/${name}`);

function webhookPath({ kind, metadata }: KubernetesObject): string {
  return `/apis/admissionregistration.k8s.io/v1/${kind.toLowerCase()}s/${metadata.name}`;
}
