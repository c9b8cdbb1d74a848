/** Checks that pods fit nodes by cores, memory and disk: Kueue admits them by their GPUs, and then they would wait. */
import { bytesToQuantity, cpuToQuantity, type EstatePointer, list } from "../../config/index.js";
import { WHOLE_GPU } from "../gpu/index.js";
import type { CapacityFinding } from "./finding.js";
import type { KnownPool, PoolEstate } from "./pools.js";
import { AMOUNTS, type Amounts, amountsOf, type PodKind, podKinds, type Stranded } from "./room.js";

/** Pods that fit no node of a pool that they are meant for. */
export function checkRoom(estate: PoolEstate): CapacityFinding[] {
  return podKinds(estate).flatMap((kind) => AMOUNTS.flatMap((name) => checkAmount(kind, name)));
}

function checkAmount({ pointer, asks, pools, everywhere }: PodKind, name: keyof Amounts): CapacityFinding[] {
  const holds = (known: KnownPool) => asks[name] <= amountsOf(known)[name];
  const small = pools.filter((known) => !holds(known));
  if (small.length === 0 || (!everywhere && small.length < pools.length)) return [];
  const most = Math.min(...small.map((known) => amountsOf(known)[name]));
  return [
    {
      pointer: placeOf(pointer, name),
      value: show(name, asks[name]),
      message: `is more ${NAMES[name]} than pods may take of a node of ${list(small.map((known) => known.name))}: such a pod never runs`,
      allowed: `at most ${show(name, most)}`,
      hint: wayOut(name),
    },
  ];
}

/** What is no error, since other pods may ask for less, but makes the GPUs of a full node fewer than they are. */
export const findingOf = (stranded: Stranded): CapacityFinding => ({
  pointer: placeOf(stranded.pointer, stranded.short),
  value: show(stranded.short, stranded.asks),
  message: describeStranded(stranded),
  allowed: `at most ${show(stranded.short, stranded.most)}`,
  hint: wayOut(stranded.short),
});

/** Pods of a full node are all of one kind; beside slices, the others hold what is asked for on them, as far as it is their part. */
export function describeStranded({ pool, resource, offered, unused, short, room }: Stranded): string {
  const whose = resource === WHOLE_GPU ? "that it has" : "that fall to them";
  const amount = Math.floor((10 * room) / (short === "cpu" ? 1000 : 1024 ** 3)) / 10;
  return `leaves ${unused} of the ${offered} ${resource} of a full node of ${pool} unused: such pods use up the ${amount} ${UNITS[short]} ${whose}`;
}

const UNITS: Record<keyof Amounts, string> = { cpu: "cores", memory: "GiB of memory", disk: "GiB of disk" };
const NAMES: Record<keyof Amounts, string> = { cpu: "cores", memory: "memory", disk: "disk" };

const MEBI = 1024 ** 2;

const show = (name: keyof Amounts, amount: number) =>
  name === "cpu"
    ? cpuToQuantity(Math.floor(amount))
    : `${bytesToQuantity(amount < MEBI ? Math.floor(amount) : Math.floor(amount / MEBI) * MEBI)}B`;

/** What a pod takes of its node's disk is no key of the estate. */
const placeOf = (pointer: EstatePointer, name: keyof Amounts) =>
  (name === "disk" ? pointer : `${pointer}/requests/${name}`) as EstatePointer;

const wayOut = (name: keyof Amounts) =>
  name === "disk"
    ? "raise `ephemeralStorage` of the node group where its nodes have more"
    : `lower \`requests.${name}\`, or take nodes with more \`${name}\``;
