/** Data at risk: what is deleted with its data, what shrinks, what is no longer saved. */
import type { LedgerEntry } from "../../../config/index.js";
import { isDataBearing, type KubernetesObject } from "../../kubernetes/index.js";
import { academiesOf } from "../../migration/index.js";
import type { Change } from "../change/model.js";
import { at, bytes, listAt, namespaceOf, numberAt, quantityAt, textAt } from "../change/read.js";
import { plural, safe, several } from "../change/text.js";
import type { Known } from "../change/world.js";
import type { Subject } from "../report-model.js";
import { type Hit, isRemoved, type Meaning, type ReviewContext, subjectOf } from "./hit.js";

/** Kinds that hold data themselves; see `isDataBearing`. */
const DATA_KINDS = ["PersistentVolumeClaim", "StatefulSet", "Cluster", "Database"];

export const data: Meaning = (context) => [
  ...removed(context),
  ...context.set.changes.flatMap((change) => [
    ...shrunk(change),
    ...backups(change, context),
    ...reclaim(change),
    ...definitions(change),
    ...unprotected(change),
  ]),
];

/** Namespaces with data first: what is in them is told with them. */
function removed(context: ReviewContext): Hit[] {
  const told = new Set<Change>();
  const namespaces = context.world.changesOf("Namespace").filter(isRemoved);
  const hits = namespaces.flatMap((namespace): Hit[] => {
    const held = DATA_KINDS.flatMap((kind) =>
      context.world.inNamespace("before", kind, namespace.cluster, namespace.before?.metadata.name ?? ""),
    );
    const bearing = held.filter(({ object }) => isDataBearing(object));
    if (bearing.length === 0) return [];
    for (const { change } of bearing) if (change !== undefined) told.add(change);
    const things = bearing.map(({ object }) => named(object));
    const claims = bearing.flatMap(({ object }) => impliedClaims(object));
    const implied =
      claims.length === 0
        ? ""
        : `; with it go ${plural(claims.length, "claim")} that no plan lists: ${several(claims.map(({ name }) => name))}`;
    const message = `${namespace.action === "replace" ? "replaced" : "deleted"} with the data in it: ${several(things)}${implied}`;
    return [
      {
        rule: namespace.action === "replace" ? "data-replaced" : "data-deleted",
        message: `Namespace ${namespace.name} is ${message}`,
        subjects: [
          ...bearing.map((known) => subjectOfKnown(known, namespace)),
          ...claims.map((claim) => impliedSubject(claim, namespace)),
          subjectOf(namespace),
        ],
        ...excuse(context, namespace),
      },
    ];
  });
  const single = context.set.changes
    .filter(
      (change) =>
        isRemoved(change) && !told.has(change) && change.before !== undefined && isDataBearing(change.before),
    )
    .map((change): Hit => {
      const claims = change.before === undefined ? [] : impliedClaims(change.before);
      const rest =
        claims.length === 0
          ? ""
          : `, with its ${plural(claims.length, "claim")} ${several(claims.map(({ name }) => name))}`;
      const again = change.action === "replace";
      const why = change.causes.length === 0 ? "" : ` because of ${several(change.causes)}`;
      return {
        rule: again ? "data-replaced" : "data-deleted",
        message: `${change.before === undefined ? change.name : named(change.before)} is ${again ? `deleted and made anew${why}` : "deleted"}${rest}`,
        subjects: [subjectOf(change), ...claims.map((claim) => impliedSubject(claim, change))],
        ...(again
          ? { evidence: change.differences.filter(({ forcesReplacement }) => forcesReplacement) }
          : {}),
        ...excuse(context, change),
      };
    });
  return [...hits, ...single];
}

/** `PersistentVolumeClaim files (20Gi)`. */
function named(object: KubernetesObject): string {
  const size =
    quantityAt(object, "spec", "resources", "requests", "storage") ??
    quantityAt(object, "spec", "storage", "size");
  return safe(`${object.kind} ${object.metadata.name}${size === undefined ? "" : ` (${bytes(size)})`}`);
}

interface Claim {
  name: string;
  size: number | undefined;
}

/** Claims that a StatefulSet's templates, or CloudNativePG, make: no plan lists them. */
function impliedClaims(object: KubernetesObject): Claim[] {
  const name = object.metadata.name;
  const some = (count: number | undefined, claim: (index: number) => Claim) =>
    // A template is declared by people: more claims than these are not worth a name each.
    Array.from({ length: Math.min(count ?? 1, 100) }, (_, index) => claim(index));
  if (object.kind === "StatefulSet") {
    return listAt(object, "spec", "volumeClaimTemplates").flatMap((template) => {
      const size = quantityAt(template, "spec", "resources", "requests", "storage");
      return some(numberAt(object, "spec", "replicas"), (index) => ({
        name: safe(`${textAt(template, "metadata", "name") ?? "?"}-${name}-${index}`),
        size,
      }));
    });
  }
  if (object.kind !== "Cluster") return [];
  const size = quantityAt(object, "spec", "storage", "size");
  return some(numberAt(object, "spec", "instances"), (index) => ({
    name: safe(`${name}-${index + 1}`),
    size,
  }));
}

function impliedSubject({ name }: Claim, { place, stack, before, source }: Change): Subject {
  const namespace = before?.kind === "Namespace" ? before.metadata.name : before?.metadata.namespace;
  return {
    name: safe(`v1 PersistentVolumeClaim ${namespace ?? ""}/${name}`),
    stack,
    place,
    ...(source === undefined ? {} : { source }),
  };
}

function subjectOfKnown({ change, object, address, stack }: Known, namespace: Change): Subject {
  if (change !== undefined) return subjectOf(change);
  return {
    name: safe(`${object.apiVersion} ${object.kind} ${namespaceOf(object)}/${object.metadata.name}`),
    address,
    stack,
    place: namespace.place,
  };
}

/**
 * The ledger may say, with an approval, that the installation was given up: then it is no accident. It is one as long as
 * the estate still declares the installation, whose data the platform then holds.
 */
function excuse({ after, before }: ReviewContext, { place }: Change): Pick<Hit, "severity"> {
  const { application: name = "", academy = "" } = place;
  const application = after?.estate.applications[name];
  if (
    after === undefined ||
    (application !== undefined && academiesOf(after.estate, application).includes(academy))
  )
    return {};
  const entries = [after, before].map(
    (side) => side?.estate.migrations[name]?.installations[academy as never] as LedgerEntry | undefined,
  );
  return entries.some((entry) => entry?.stage === "decommissioned" && entry.evidence.approval)
    ? { severity: "approve" }
    : {};
}

const SIZES = [
  ["spec", "resources", "requests", "storage"],
  ["spec", "storage", "size"],
  ["spec", "walStorage", "size"],
];

function shrunk(change: Change): Hit[] {
  const { before, after } = change;
  if (
    before === undefined ||
    after === undefined ||
    !(DATA_KINDS.includes(change.kind) || change.kind === "PersistentVolume")
  )
    return [];
  const templates = (object: KubernetesObject) =>
    new Map(
      listAt(object, "spec", "volumeClaimTemplates").map((template) => [
        textAt(template, "metadata", "name"),
        template,
      ]),
    );
  const pairs: [unknown, unknown][] = [
    [before, after],
    ...[...templates(before)].map(([name, template]): [unknown, unknown] => [
      template,
      templates(after).get(name),
    ]),
  ];
  return pairs.flatMap(([left, right]) =>
    SIZES.flatMap((path): Hit[] => {
      const [old, young] = [quantityAt(left, ...path), quantityAt(right, ...path)];
      if (old === undefined || young === undefined || young >= old) return [];
      return [
        {
          rule: "storage-shrunk",
          message: `${change.kind} ${shortName(change)} shrinks from ${bytes(old)} to ${bytes(young)}`,
          subjects: [subjectOf(change)],
          evidence: [{ path: path.join("."), before: bytes(old), after: bytes(young) }],
        },
      ];
    }),
  );
}

export const shortName = (change: Change): string =>
  safe((change.after ?? change.before)?.metadata.name ?? change.name);

function backups(change: Change, { world }: ReviewContext): Hit[] {
  const { before, after, kind } = change;
  const hit = (message: string): Hit => ({
    rule: "backup-weakened",
    message: `${kind} ${shortName(change)} ${message}`,
    subjects: [subjectOf(change)],
    evidence: change.differences,
  });
  if (before === undefined) return [];
  const isSchedule =
    kind === "ScheduledBackup" || (kind === "Schedule" && before.apiVersion.startsWith("velero.io/"));
  if (isSchedule) {
    if (change.action === "delete")
      return savedGoes(change, world) ? [] : [hit("is deleted: nothing is saved any more")];
    const wasOn = specOf(before, "suspend") !== true && specOf(before, "paused") !== true;
    if (wasOn && (specOf(after, "suspend") === true || specOf(after, "paused") === true))
      return [hit("is suspended")];
  }
  if (after === undefined) return [];
  return RETENTIONS.flatMap((path): Hit[] => {
    const [old, young] = [days(textAt(before, ...path)), days(textAt(after, ...path))];
    if (old === undefined || (young !== undefined && young >= old)) return [];
    return [
      hit(
        young === undefined
          ? `no longer says how long backups are kept (${old} days before)`
          : `keeps backups for ${young} days instead of ${old}`,
      ),
    ];
  }).concat(
    kind === "Cluster" && archives(before) && !archives(after)
      ? [hit("no longer archives its write-ahead log: no point-in-time recovery")]
      : [],
  );
}

const specOf = (object: unknown, key: string): unknown => at(object, "spec", key);

/** A schedule that goes together with its database is told there. */
function savedGoes(change: Change, world: ReviewContext["world"]): boolean {
  const name = textAt(change.before, "spec", "cluster", "name");
  const namespace = change.before?.metadata.namespace ?? "";
  return world
    .inNamespace("after", "Cluster", change.cluster, namespace)
    .every(({ object }) => object.metadata.name !== name);
}

const RETENTIONS = [
  ["spec", "retentionPolicy"],
  ["spec", "backup", "retentionPolicy"],
  ["spec", "template", "ttl"],
];

/** `30d`, `8w`, `3m` (months) of Barman, `720h0m0s` of Velero, in days. */
function days(text: string | undefined): number | undefined {
  const [, count, unit] = text === undefined ? [] : (/^(\d{1,6})([hdwm])/.exec(text) ?? []);
  const factor = unit === undefined ? undefined : { h: 1 / 24, d: 1, w: 7, m: 30 }[unit];
  return factor === undefined ? undefined : Math.floor(Number(count) * factor);
}

const archives = (cluster: KubernetesObject): boolean =>
  textAt(cluster, "spec", "backup", "barmanObjectStore", "destinationPath") !== undefined ||
  listAt(cluster, "spec", "plugins").some(
    (plugin) => (plugin as { isWALArchiver?: unknown }).isWALArchiver === true,
  );

const POLICIES = [
  ["reclaimPolicy"],
  ["spec", "persistentVolumeReclaimPolicy"],
  ["spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted"],
  ["spec", "persistentVolumeClaimRetentionPolicy", "whenScaled"],
  ["deletionPolicy"],
];

function reclaim(change: Change): Hit[] {
  if (change.before === undefined) return [];
  return POLICIES.flatMap((path): Hit[] => {
    const [old, young] = [textAt(change.before, ...path), textAt(change.after, ...path)];
    if (young !== "Delete" || old === "Delete" || old === undefined) return [];
    const evidence = [{ path: path.join("."), before: safe(old), after: young }];
    return [
      {
        rule: "reclaim-weakened",
        message: `${change.kind} ${shortName(change)}: ${path.at(-1)} goes from ${safe(old)} to Delete`,
        subjects: [subjectOf(change)],
        evidence,
      },
    ];
  });
}

function definitions(change: Change): Hit[] {
  if (!isRemoved(change) || change.before?.kind !== "CustomResourceDefinition") return [];
  return [
    {
      rule: "definition-deleted",
      message: `the definition ${shortName(change)} is ${change.action === "replace" ? "replaced" : "deleted"}, and with it every resource of its kind`,
      subjects: [subjectOf(change)],
    },
  ];
}

function unprotected(change: Change): Hit[] {
  if (!change.unprotected || isRemoved(change)) return [];
  return [
    {
      rule: "protection-removed",
      message: `${change.kind} ${shortName(change)} loses \`prevent_destroy\``,
      subjects: [subjectOf(change)],
    },
  ];
}
