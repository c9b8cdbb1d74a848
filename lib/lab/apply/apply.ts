/** Apply: makes a cluster hold what is declared, and nothing else of what was declared before. */
import { isDataBearing, type KubernetesObject } from "../../kubernetes/index.js";
import type { ApiServer } from "./api-server.js";
import {
  type ClusterName,
  digestOf,
  type Inventory,
  type InventoryEntry,
  prepareInventories,
  writeInventory,
} from "./inventory.js";
import { contentDigest, sentOver } from "./live.js";
import { isAdmission, isDefinition, type Wave } from "./order.js";
import { type ApplyPlan, type LossRule, planApply, readLive } from "./plan.js";
import { eachOf } from "./pool.js";
import { type Removing, remove, removeAll } from "./remove.js";
import { Resources } from "./resources.js";
import { type Answer, CLOCK, isDenied, mayPass, reasonOf, statusOf } from "./retry.js";
import {
  type ApplyResult,
  type DeclaredObject,
  type DeclaredStack,
  describe,
  FIELD_MANAGER,
  identityOf,
  type LiveObject,
  type ObjectReference,
  Refused,
  referenceTo,
} from "./types.js";

export interface ApplyOptions {
  mayLose: LossRule;
  /** Called after each object. */
  onProgress?: (done: number, total: number) => void;
  /** Milliseconds for which definitions may take to be served, and deleted objects to go. @default 60 s */
  patience?: number;
}

/** Removals that would lose data against the rule; nothing was applied. */
export class LossRefused extends Error {
  constructor(readonly refused: readonly { object: string; reason: string }[]) {
    super(refused.map(({ object, reason }) => `${object}: ${reason}`).join("\n"));
  }
}

/** What is remembered of an object that exists and may have to change. */
interface Before {
  live: LiveObject | undefined;
  content: string | undefined;
}

const WAIT = 60_000;

/** A server looks every second for policies that changed, and compiles them; a busy machine takes longer. */
const ADMISSION_KNOWN_WITHIN = 10_000;

/**
 * Applies all stacks of a cluster; see `docs/decisions/0013`. `stacks` are all that is declared for the cluster:
 * what an earlier apply made and they no longer hold is deleted, once all else succeeded. Running it again goes on
 * where it was interrupted. Throws LossRefused before anything is changed, Unreachable where the server is gone.
 */
export async function applyStacks(
  server: ApiServer,
  cluster: ClusterName,
  stacks: readonly DeclaredStack[],
  options: ApplyOptions,
): Promise<ApplyResult> {
  const plan = await planApply<Before>(
    server,
    cluster,
    stacks,
    options.mayLose,
    (live, { ignored }, unchanged) => ({
      // Whole objects are kept only where they are needed: there may be tens of thousands.
      live: ignored === undefined ? undefined : live,
      content: unchanged ? undefined : contentDigest(live),
    }),
  );
  if (plan.refused.length > 0) throw new LossRefused(plan.refused);
  return new Apply(server, cluster, stacks, plan, options).run();
}

class Apply {
  private readonly result: ApplyResult = { created: [], changed: [], deleted: [], unchanged: [], failed: [] };
  /** Identities that the cluster holds as declared. */
  private readonly settled: Set<string>;
  /** Namespaces that could not be applied. */
  private readonly missing = new Set<string>();
  /** Identities that are no longer there. */
  private gone: ReadonlySet<string> = new Set();
  private readonly patience: number;
  private resources: Resources;
  /** Until then the server may judge by policies that this apply has changed already. */
  private admissionKnownBy = 0;
  private done = 0;

  constructor(
    private readonly server: ApiServer,
    private readonly cluster: ClusterName,
    private readonly stacks: readonly DeclaredStack[],
    private readonly plan: ApplyPlan<Before>,
    private readonly options: ApplyOptions,
  ) {
    this.settled = new Set(plan.unchanged);
    this.resources = plan.resources;
    this.patience = options.patience ?? WAIT;
  }

  async run(): Promise<ApplyResult> {
    await this.record();
    for (const wave of this.plan.waves) await this.applyWave(wave);
    if (this.result.failed.length === 0) await this.remove();
    await this.record();
    return this.result;
  }

  private async applyWave(wave: Wave): Promise<void> {
    const total = this.plan.waves.reduce((sum, { length }) => sum + length, 0);
    await eachOf(wave, this.server.connections, async (declared) => {
      const reference = referenceTo(declared.object);
      try {
        if (this.plan.unchanged.has(identityOf(reference))) this.result.unchanged.push(describe(reference));
        else await this.applyOne(declared, reference);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (reference.kind === "Namespace") this.missing.add(reference.name);
        this.result.failed.push({ object: describe(reference), reason: error.message });
      }
      this.done += 1;
      this.options.onProgress?.(this.done, total);
    });
    const definitions = wave.filter(({ object }) => isDefinition(object));
    if (definitions.length > 0) await this.awaitServed(definitions);
  }

  private async applyOne(declared: DeclaredObject, reference: ObjectReference): Promise<void> {
    if (reference.namespace !== undefined && this.missing.has(reference.namespace)) {
      throw new Refused(`its namespace ${reference.namespace} was not applied`);
    }
    const identity = identityOf(reference);
    const before = this.plan.seen.get(identity);
    const answer = await this.send(declared, before?.live);
    if (answer.status !== 200 && answer.status !== 201) throw new Refused(reasonOf(answer));
    if (stillGoing(answer)) throw new Refused("an object of this name is still being deleted");
    this.settled.add(identity);
    const outcome =
      before === undefined || answer.status === 201
        ? this.result.created
        : before.content === contentDigest(answer.body)
          ? this.result.unchanged
          : this.result.changed;
    outcome.push(describe(reference));
    if (isAdmission(reference) && outcome !== this.result.unchanged) {
      this.admissionKnownBy = CLOCK.now() + ADMISSION_KNOWN_WITHIN;
    }
  }

  /** Takes fields back from whoever changed them by hand, and replaces what cannot be changed and holds no data. */
  private async send(declared: DeclaredObject, live: LiveObject | undefined): Promise<Answer<LiveObject>> {
    const reference = referenceTo(declared.object);
    const answer = await this.patch(sentOver(declared, live), false);
    if (isOwnedByOthers(answer)) {
      const now = declared.ignored && (await readLive(this.server, this.resources, reference));
      return this.patch(sentOver(declared, now), true);
    }
    if (!isImmutable(answer) || isDataBearing(declared.object)) return answer;
    const old = await readLive(this.server, this.resources, reference);
    if (old) await remove(this.removing(), reference, old);
    const { status, body } = await this.patch(declared.object, false);
    return { status: status === 201 ? 200 : status, body };
  }

  private patch(object: KubernetesObject, force: boolean): Promise<Answer<LiveObject>> {
    const path = this.pathOf(referenceTo(object));
    const query = {
      fieldManager: FIELD_MANAGER,
      fieldValidation: "Strict",
      ...(force ? { force: "true" } : {}),
    };
    return this.server.ask<LiveObject>(
      { method: "PATCH", path, query, contentType: "application/apply-patch+yaml", body: object },
      (answer) =>
        mayPass(answer) || stillGoing(answer) || (isDenied(answer) && CLOCK.now() < this.admissionKnownBy),
    );
  }

  private pathOf(reference: ObjectReference): string {
    if (this.resources.serves(reference)) return this.resources.pathOf(reference);
    const { apiVersion, kind } = reference;
    throw new Refused(`the cluster serves no ${kind} of ${apiVersion}: is its operator's definition there?`);
  }

  /** A definition is served a moment after it is stored. */
  private async awaitServed(definitions: Wave): Promise<void> {
    const end = CLOCK.now() + this.patience;
    await eachOf(definitions, this.server.connections, async ({ object }) => {
      const reference = referenceTo(object);
      if (!this.settled.has(identityOf(reference))) return;
      while (!isEstablished(await readLive(this.server, this.resources, reference))) {
        if (CLOCK.now() > end) {
          this.result.failed.push({ object: describe(reference), reason: "is stored, but not yet served" });
          return;
        }
        await CLOCK.sleep(100);
      }
    });
    const kinds = this.plan.waves.flat().map(({ object }) => object);
    this.resources = await Resources.discoverAll(this.server, kinds);
  }

  private async remove(): Promise<void> {
    const { deleted, failed, gone } = await removeAll(this.removing(), this.plan.removals);
    this.result.deleted.push(...deleted);
    this.result.failed.push(...failed);
    this.gone = gone;
  }

  private removing(): Removing {
    return { server: this.server, resources: this.resources, patience: this.patience };
  }

  /** Writes the inventories that differ from what the cluster holds and may hold. */
  private async record(): Promise<void> {
    const declared = new Map(this.stacks.map(({ stack, objects }) => [stack, objects]));
    const names = new Set([...declared.keys(), ...this.plan.inventories.keys()]);
    const changed = [...names].flatMap((stack) => {
      const known = this.plan.inventories.get(stack) ?? { entries: new Map() };
      const entries = this.entriesOf(known, declared.get(stack) ?? []);
      return isEqual(known.entries, entries) ? [] : [{ stack, inventory: { ...known, entries } }];
    });
    if (changed.length > 0) await prepareInventories(this.server);
    await eachOf(changed, this.server.connections, async ({ stack, inventory }) => {
      this.plan.inventories.set(stack, await writeInventory(this.server, this.cluster, stack, inventory));
    });
  }

  private entriesOf({ entries }: Inventory, objects: readonly DeclaredObject[]): Map<string, InventoryEntry> {
    const kept = new Map([...entries].filter(([identity]) => !this.gone.has(identity)));
    for (const declared of objects) {
      const reference = referenceTo(declared.object);
      const identity = identityOf(reference);
      const digest = this.settled.has(identity) ? { digest: digestOf(declared) } : {};
      kept.set(identity, { reference, ...digest });
    }
    return kept;
  }
}

/** Applied onto an object that is being deleted: what was applied goes with it. */
const stillGoing = ({ status, body }: Answer<LiveObject>): boolean =>
  status === 200 && body.metadata?.deletionTimestamp !== undefined;

const isOwnedByOthers = ({ status, body }: Answer): boolean =>
  status === 409 &&
  (statusOf(body).details?.causes ?? []).some(({ reason }) => reason === "FieldManagerConflict");

/** Words of Kubernetes' validation for what can only be made anew. */
const IMMUTABLE = /immutable|cannot change|may not be (?:changed|updated)|updates to .* are forbidden/i;

function isImmutable({ status, body }: Answer): boolean {
  const causes = statusOf(body).details?.causes ?? [];
  return status === 422 && causes.length > 0 && causes.every(({ message }) => IMMUTABLE.test(message ?? ""));
}

function isEstablished(definition: LiveObject | undefined): boolean {
  const status = definition?.status as { conditions?: { type: string; status: string }[] } | undefined;
  return status?.conditions?.some(({ type, status }) => type === "Established" && status === "True") ?? false;
}

const isEqual = (a: Inventory["entries"], b: Inventory["entries"]): boolean =>
  a.size === b.size &&
  [...a].every(([identity, { digest, reference }]) => {
    const other = b.get(identity);
    return other?.digest === digest && other?.reference.apiVersion === reference.apiVersion;
  });
