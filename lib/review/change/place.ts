/** Place: to which environment, application and academy a thing belongs, by labels first, then by names. */
import type { Estate } from "../../../config/index.js";
import type { KubernetesObject } from "../../kubernetes/index.js";
import type { Place } from "../report-model.js";
import { safe } from "./text.js";

/** Last parts of label keys that say where a thing belongs, whatever their prefix. */
const LABELS: Record<string, keyof Place> = {
  academy: "academy",
  academie: "academy",
  application: "application",
  app: "application",
  "part-of": "application",
  environment: "environment",
  team: "team",
  owner: "team",
};

/** Value of the academy label of what serves several: what is in it may still be one academy's. */
const SHARED = "shared";

type Facts = Partial<Pick<Estate, "academies" | "applications" | "environments" | "platform">>;

export class Places {
  private readonly academies: string[];
  /** Labels of namespaces, by cluster and name. */
  private readonly namespaces = new Map<string, Place>();
  private readonly prefix: string | undefined;

  constructor(private readonly estate: Facts = {}) {
    // The longest first: `la-reunion` before a `reunion`.
    this.academies = Object.keys(estate.academies ?? {}).toSorted((a, b) => b.length - a.length);
    this.prefix = estate.platform?.labelPrefix;
  }

  /** Remembers what a Namespace says of everything in it. */
  learn(cluster: string, namespace: KubernetesObject): void {
    this.namespaces.set(`${cluster} ${namespace.metadata.name}`, this.fromLabels(namespace.metadata.labels));
  }

  /** The place of an object or of a resource without one. */
  of(facts: {
    cluster: string;
    stack: string;
    address: string;
    object?: KubernetesObject | undefined;
    index?: string | undefined;
  }): Place {
    const { cluster, address, object } = facts;
    const namespace = object?.kind === "Namespace" ? object.metadata.name : object?.metadata.namespace;
    const named = this.fromNames(namespace, object?.metadata.name ?? address, facts.index);
    const own = this.fromLabels(object?.metadata.labels);
    const labelled = namespace === undefined ? undefined : this.namespaces.get(`${cluster} ${namespace}`);
    const place: Place = {
      ...this.fromStack(cluster),
      ...named,
      ...own,
      ...labelled,
      ...(namespace === undefined ? {} : { namespace }),
      ...(facts.index === undefined ? {} : { key: safe(facts.index) }),
    };
    if (place.academy === SHARED) {
      const { academy } = { ...named, ...own };
      if (academy === undefined || academy === SHARED) delete place.academy;
      else place.academy = academy;
    }
    const team =
      place.application === undefined ? undefined : this.estate.applications?.[place.application]?.owner;
    return place.team === undefined && team !== undefined ? { ...place, team } : place;
  }

  /** The place of whatever is in a namespace. */
  ofNamespace(cluster: string, namespace: string): Place {
    const place = {
      ...this.fromNames(namespace, namespace, undefined),
      ...this.namespaces.get(`${cluster} ${namespace}`),
    };
    if (place.academy === SHARED) delete place.academy;
    return place;
  }

  private fromStack(cluster: string): Place {
    const [environment, name, ...rest] = cluster.split("/");
    return environment && name && rest.length === 0 && this.estate.environments?.[environment]
      ? { environment, cluster: name }
      : {};
  }

  private fromLabels(labels: Record<string, string> | undefined): Place {
    const place: Place = {};
    for (const [key, value] of Object.entries(labels ?? {})) {
      const slash = key.lastIndexOf("/");
      const word = key.slice(slash + 1);
      const field = Object.hasOwn(LABELS, word) ? LABELS[word] : undefined;
      if (field === undefined || typeof value !== "string") continue;
      const own = this.prefix !== undefined && key === `${this.prefix}/${word}`;
      if (own || place[field] === undefined) place[field] = value;
    }
    return place;
  }

  /** `siecle-lille`: the academy is what a known one's name ends, the application what stands before it. */
  private fromNames(namespace: string | undefined, name: string, index: string | undefined): Place {
    if (index !== undefined && this.academies.includes(index)) return { academy: index };
    const place: Place = {};
    for (const text of [namespace, name]) {
      if (text === undefined) continue;
      const academy = this.academies.find((candidate) => holdsWord(text, candidate));
      const before = academy === undefined ? text : text.slice(0, Math.max(0, text.indexOf(academy) - 1));
      if (academy !== undefined) place.academy ??= academy;
      if (this.estate.applications?.[before]) place.application ??= before;
    }
    return place;
  }
}

/** True where `word` stands in `text` between other signs than letters and digits. */
export function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const [left, right] = [text[at - 1] ?? "-", text[at + word.length] ?? "-"];
    if (!/[A-Za-z0-9]/.test(left) && !/[A-Za-z0-9]/.test(right)) return true;
  }
  return false;
}
