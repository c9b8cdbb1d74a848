/** Diff: what an apply would change, said by the API server itself, and what somebody changed by hand. */
import type { ApiServer } from "./api-server.js";
import { differences, type FieldDifference } from "./compare.js";
import type { ClusterName } from "./inventory.js";
import { contentOf, sentOver } from "./live.js";
import { type OwnedField, ownedFields } from "./managed-fields.js";
import { type LossRule, planApply, readLive } from "./plan.js";
import { eachOf } from "./pool.js";
import type { Resources } from "./resources.js";
import { type Answer, reasonOf } from "./retry.js";
import {
  type DeclaredObject,
  type DeclaredStack,
  describe,
  type FailedObject,
  FIELD_MANAGER,
  identityOf,
  type LiveObject,
  type ManagedFields,
  referenceTo,
} from "./types.js";

export interface ObjectChange {
  object: string;
  /** `by` names the manager that set the value as it is now, where that was not an apply of ours. */
  fields: (FieldDifference & { by?: string })[];
}

/** Fields of a declared object that somebody set past an apply. */
export interface HandMade {
  object: string;
  manager: string;
  time: string | undefined;
  fields: OwnedField[];
}

/** Objects are named as `apps/v1 Deployment siecle-lille/web`. */
export interface DiffResult {
  create: string[];
  change: ObjectChange[];
  delete: string[];
  /** Deletions that would lose data against the rule: an apply would do nothing at all. */
  refused: FailedObject[];
  byHand: HandMade[];
  /** Objects that the server would not take. */
  failed: FailedObject[];
}

/**
 * Managers that work for the cluster and not for a person. Names of Kubernetes' own parts, of the lab's and of the
 * operators; anybody else counts as a hand.
 */
const CONTROLLERS =
  /^(?:kube-(?:apiserver|controller-manager|scheduler)|kueue|kwok|cloudnative-pg|manager|cert-manager|external-secrets|envoy-gateway)(?:-|$)/;

/** An object that changes faster than it can be read so many times is compared with what was read last. */
const ATTEMPTS = 20;

/** Compares all stacks of a cluster with what it holds. Changes nothing. */
export async function diffStacks(
  server: ApiServer,
  cluster: ClusterName,
  stacks: readonly DeclaredStack[],
  mayLose: LossRule,
): Promise<DiffResult> {
  const byHand: HandMade[] = [];
  const plan = await planApply<LiveObject | undefined>(
    server,
    cluster,
    stacks,
    mayLose,
    (live, _, unchanged) => {
      byHand.push(...handMade(live));
      return unchanged ? undefined : live;
    },
  );
  const { refused, removals, resources, seen, unchanged, waves } = plan;
  const result: DiffResult = { create: [], change: [], delete: [], refused, byHand, failed: [] };
  for (const { reference, live } of removals) if (live) result.delete.push(describe(reference));
  const open = waves.flat().filter(({ object }) => !unchanged.has(identityOf(referenceTo(object))));
  await eachOf(open, server.connections, async (declared) => {
    const reference = referenceTo(declared.object);
    const object = describe(reference);
    const compared = await compare(server, resources, declared, seen.get(identityOf(reference)));
    if (compared === undefined) result.create.push(object);
    else if (compared.answer.status !== 200) {
      result.failed.push({ object, reason: reasonOf(compared.answer) });
    } else {
      const { live, answer } = compared;
      // Both sides went through the server's defaults already.
      const fields = differences(contentOf(live), contentOf(answer.body)).map((field) => ({
        ...field,
        ...changedBy(live, field.path),
      }));
      if (fields.length > 0) result.change.push({ object, fields });
    }
  });
  const byName = (a: { object: string }, b: { object: string }) => (a.object < b.object ? -1 : 1);
  result.change.sort(byName);
  result.byHand.sort(byName);
  return result;
}

/**
 * The answer to a dry run beside the object that it was made of; undefined where there is none. A controller may write
 * between a reading and a dry run: what it wrote would pass for a change of ours.
 */
async function compare(
  server: ApiServer,
  resources: Resources,
  declared: DeclaredObject,
  listed: LiveObject | undefined,
): Promise<{ live: LiveObject; answer: Answer<LiveObject> } | undefined> {
  const reference = referenceTo(declared.object);
  let live = listed;
  for (let attempt = 1; live !== undefined; attempt += 1) {
    const answer = await dryRun(server, resources.pathOf(reference), declared, live);
    const { status, body } = answer;
    const isOfLive =
      body.metadata?.uid === live.metadata.uid &&
      body.metadata.resourceVersion === live.metadata.resourceVersion;
    if (status !== 200 || isOfLive || attempt === ATTEMPTS) return { live, answer };
    live = await readLive(server, resources, reference);
  }
  return undefined;
}

const dryRun = (server: ApiServer, path: string, declared: DeclaredObject, live: LiveObject) =>
  server.ask<LiveObject>({
    method: "PATCH",
    path,
    query: { fieldManager: FIELD_MANAGER, fieldValidation: "Strict", force: "true", dryRun: "All" },
    contentType: "application/apply-patch+yaml",
    body: sentOver(declared, live),
  });

const othersOf = ({ metadata }: LiveObject): ManagedFields[] =>
  (metadata.managedFields ?? []).filter(
    ({ manager = "", operation }) => manager !== FIELD_MANAGER || operation !== "Apply",
  );

function changedBy(live: LiveObject, path: string): { by?: string } {
  const owner = othersOf(live).find((entry) =>
    ownedFields(live, entry).some((field) => field.path === path || path.startsWith(`${field.path}.`)),
  );
  return owner?.manager === undefined ? {} : { by: owner.manager };
}

function handMade(live: LiveObject): HandMade[] {
  return othersOf(live)
    .filter(({ manager = "", subresource }) => subresource !== "status" && !CONTROLLERS.test(manager))
    .map((entry) => ({
      object: describe(referenceTo(live)),
      manager: entry.manager ?? "",
      time: entry.time,
      fields: ownedFields(live, entry),
    }))
    .filter(({ fields }) => fields.length > 0);
}
