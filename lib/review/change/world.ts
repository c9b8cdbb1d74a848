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
    const changed = (this.changed.get(kind) ?? []).flatMap((change): Known[] => {
      const object = change[side];
      return object?.kind === kind
        ? [{ cluster: change.cluster, stack: change.stack, address: change.address, object, change }]
        : [];
    });
    const kept = (this.unchanged.get(kind) ?? []).flatMap(({ cluster, stack, address, load }): Known[] => {
      const object = load();
      return object?.kind === kind ? [{ cluster, stack, address, object }] : [];
    });
    const all = [...changed, ...kept];
    this.found.set(key, all);
    return all;
  }

  /** Objects of a kind in one namespace. */
  inNamespace(side: Side, kind: string, cluster: string, namespace: string): Known[] {
    return this.byNamespace(side, kind).get(`${cluster} ${namespace}`) ?? [];
  }

  private readonly indexes = new Map<string, Map<string, Known[]>>();

  private byNamespace(side: Side, kind: string): Map<string, Known[]> {
    const key = `${side} ${kind}`;
    let index = this.indexes.get(key);
    if (index === undefined) {
      index = new Map();
      for (const known of this.objects(side, kind))
        push(index, `${known.cluster} ${known.object.metadata.namespace ?? ""}`, known);
      this.indexes.set(key, index);
    }
    return index;
  }
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
