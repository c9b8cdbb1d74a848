/** World: all objects that are known to live together, before and after the change. */
import type { KubernetesObject } from "../../kubernetes/index.js";
import type { Change, ChangeSet, Unchanged } from "./model.js";

export type Side = "before" | "after";

/** One object on one side; with the change that makes, alters or removes it. */
export interface Known<Kind extends KubernetesObject = KubernetesObject> {
  cluster: string;
  stack: string;
  address: string;
  object: Kind;
  change?: Change;
}

export class World {
  private readonly changed = new Map<string, Change[]>();
  private readonly unchanged = new Map<string, Unchanged[]>();
  private readonly found = new Map<string, Known[]>();
  private readonly indexes = new Map<string, Index>();

  constructor({ changes, unchanged }: Pick<ChangeSet, "changes" | "unchanged">) {
    for (const change of changes) {
      for (const kind of new Set([change.before?.kind, change.after?.kind])) {
        if (kind !== undefined) push(this.changed, kind, change);
      }
    }
    for (const kept of unchanged) push(this.unchanged, kept.kind, kept);
  }

  /** Changes of objects of these kinds. */
  changesOf(...kinds: string[]): Change[] {
    return kinds.flatMap((kind) => this.changed.get(kind) ?? []);
  }

  /** All objects of a kind on one side. What stays is rendered at the first call. */
  objects(side: Side, kind: string): Known[] {
    const key = `${side} ${kind}`;
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const all = this.objectsThat(side, kind, () => true);
    this.found.set(key, all);
    return all;
  }

  /** Objects of a kind without those that stay and that surely are not asked for: these are not rendered. */
  objectsThat(side: Side, kind: string, mayBe: (kept: Unchanged) => boolean): Known[] {
    const kept = (this.unchanged.get(kind) ?? []).filter(mayBe);
    return [...(this.changed.get(kind) ?? []), ...kept].flatMap(
      (source) => knownOf(source, side, kind) ?? [],
    );
  }

  /** Objects of a kind in one namespace; of what stays, only those in it are rendered. */
  inNamespace(side: Side, kind: string, cluster: string, namespace: string): Known[] {
    const index = this.byNamespace(kind);
    const key = `${side} ${cluster} ${namespace}`;
    const known = index.found.get(key);
    if (known !== undefined) return known;
    const all = (index.sources.get(`${cluster} ${namespace}`) ?? []).flatMap(
      (source) => knownOf(source, side, kind) ?? [],
    );
    const inside = all.filter(({ object }) => (object.metadata.namespace ?? "") === namespace);
    index.found.set(key, inside);
    return inside;
  }

  private byNamespace(kind: string): Index {
    let index = this.indexes.get(kind);
    if (index === undefined) {
      index = { sources: new Map(), found: new Map() };
      for (const change of this.changed.get(kind) ?? []) {
        const names = [change.before, change.after].flatMap((object) =>
          object === undefined ? [] : [object.metadata.namespace ?? ""],
        );
        for (const name of new Set(names)) push(index.sources, `${change.cluster} ${name}`, change);
      }
      for (const kept of this.unchanged.get(kind) ?? []) {
        for (const name of new Set(kept.namespaces)) push(index.sources, `${kept.cluster} ${name}`, kept);
      }
      this.indexes.set(kind, index);
    }
    return index;
  }
}

/** Changes and objects that stay, by cluster and namespace; what was looked up is kept by side as well. */
interface Index {
  sources: Map<string, (Change | Unchanged)[]>;
  found: Map<string, Known[]>;
}

function knownOf(source: Change | Unchanged, side: Side, kind: string): Known | undefined {
  const { cluster, stack, address } = source;
  const object = "load" in source ? source.load() : source[side];
  if (object?.kind !== kind) return undefined;
  return { cluster, stack, address, object, ...("load" in source ? {} : { change: source }) };
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
