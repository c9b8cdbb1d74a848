/** Which kinds an API server serves, and under which paths. */
import { isDataBearing, type KubernetesObject } from "../../kubernetes/index.js";
import type { ApiServer } from "./api-server.js";
import { CLOCK } from "./retry.js";
import type { ObjectReference } from "./types.js";

interface Resource {
  apiVersion: string;
  kind: string;
  /** Plural, as paths have it. */
  plural: string;
  namespaced: boolean;
}

/** Source: Kubernetes, aggregated discovery, `apidiscovery.k8s.io/v2` (served since 1.30). */
interface DiscoveryList {
  items?: {
    metadata?: { name?: string };
    versions: {
      version: string;
      resources?: {
        resource: string;
        responseKind?: { kind: string };
        scope: "Cluster" | "Namespaced";
        verbs: string[];
      }[];
    }[];
  }[];
}

/** Milliseconds in which the definitions of a cluster are served; a busy machine needs seconds. */
const SERVED_WITHIN = 20_000;
const LOOK_EVERY = 250;

const DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** The kinds that can be read and written. */
export class Resources {
  private constructor(
    private readonly byKind: ReadonlyMap<string, Resource>,
    /** Groups and kinds that are defined and not served, or not yet. */
    private readonly awaited: ReadonlySet<string> = new Set(),
  ) {}

  private static async discover(server: ApiServer): Promise<Resources> {
    const lists = await Promise.all(
      ["/api", "/apis"].map(async (path) => {
        const { status, body } = await server.ask<DiscoveryList>({ method: "GET", path, accept: DISCOVERY });
        if (status !== 200) throw new Error(`${path}: the server answers ${status} to discovery`);
        return body;
      }),
    );
    const found = lists.flatMap(({ items = [] }) =>
      items.flatMap(({ metadata, versions }) =>
        versions.flatMap(({ version, resources = [] }) =>
          resources
            .filter(({ verbs }) => verbs.includes("patch") && verbs.includes("list"))
            .map(({ resource, responseKind, scope }): Resource => {
              const group = metadata?.name ?? "";
              const apiVersion = group === "" ? version : `${group}/${version}`;
              return {
                apiVersion,
                kind: responseKind?.kind ?? "",
                plural: resource,
                namespaced: scope === "Namespaced",
              };
            }),
        ),
      ),
    );
    return new Resources(
      new Map(found.map((resource) => [`${resource.apiVersion} ${resource.kind}`, resource])),
    );
  }

  /**
   * Discovers until every kind is served that a definition may still be about to bring: one is served a moment after
   * it is stored. What no definition has is not waited for.
   */
  static async discoverAll(
    server: ApiServer,
    kinds: Iterable<Pick<KubernetesObject, "apiVersion" | "kind">>,
  ): Promise<Resources> {
    const wanted = [...kinds];
    const end = CLOCK.now() + SERVED_WITHIN;
    for (let defined: Set<string> | undefined; ; await CLOCK.sleep(LOOK_EVERY)) {
      const resources = await Resources.discover(server);
      const missing = wanted.filter((kind) => !resources.serves(kind)).map(groupAndKind);
      if (missing.length === 0) return resources;
      defined ??= await definedKinds(server);
      const awaited = new Set(missing.filter((kind) => defined?.has(kind)));
      if (awaited.size === 0) return resources;
      if (CLOCK.now() > end) return new Resources(resources.byKind, awaited);
    }
  }

  /** It has a definition that is not served: nobody can tell what there is of it. */
  isAwaited(kind: Pick<KubernetesObject, "apiVersion" | "kind">): boolean {
    return this.awaited.has(groupAndKind(kind));
  }

  serves({ apiVersion, kind }: Pick<KubernetesObject, "apiVersion" | "kind">): boolean {
    return this.byKind.has(`${apiVersion} ${kind}`);
  }

  /** Path of one object. Throws Error where its kind is not served. */
  pathOf(reference: ObjectReference): string {
    const { namespace = "default", name } = reference;
    const path = this.listPath(reference, this.find(reference).namespaced ? namespace : undefined);
    return `${path}/${encodeURIComponent(name)}`;
  }

  /** Path of all objects of a kind, in one namespace or everywhere. Throws Error where the kind is not served. */
  listPath(kind: Pick<KubernetesObject, "apiVersion" | "kind">, namespace?: string): string {
    const { apiVersion, plural } = this.find(kind);
    const root = apiVersion.includes("/") ? "/apis" : "/api";
    const inside = namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
    return `${root}/${apiVersion}${inside}/${plural}`;
  }

  /** Served kinds whose objects hold data, as rendering knows them. */
  dataBearing(): Resource[] {
    return [...this.byKind.values()].filter(
      (resource) => resource.namespaced && isDataBearing({ ...resource, metadata: { name: "" } }),
    );
  }

  private find({ apiVersion, kind }: Pick<KubernetesObject, "apiVersion" | "kind">): Resource {
    const resource = this.byKind.get(`${apiVersion} ${kind}`);
    if (resource === undefined)
      throw new Error(
        `the cluster serves no ${kind} of ${apiVersion}: its CustomResourceDefinition is missing`,
      );
    return resource;
  }
}

const groupAndKind = ({ apiVersion, kind }: Pick<KubernetesObject, "apiVersion" | "kind">): string =>
  `${kind}.${apiVersion.slice(0, Math.max(0, apiVersion.indexOf("/")))}`;

/** Groups and kinds of the custom resource definitions that are stored. */
async function definedKinds(server: ApiServer): Promise<Set<string>> {
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  const { status, body } = await server.ask<{
    items?: { spec: { group: string; names: { kind: string } } }[];
  }>({ method: "GET", path });
  if (status !== 200) throw new Error(`${path}: the server answers ${status}`);
  return new Set((body.items ?? []).map(({ spec: { group, names } }) => `${names.kind}.${group}`));
}
