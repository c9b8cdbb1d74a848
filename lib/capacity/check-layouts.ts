/** Checks that what a node group's cards are cut into fits them, and reaches its nodes. */
import { list, type NodeGroup, pointerTo } from "../../config/index.js";
import { MIG_LAYOUT, poolsOfGroup } from "../gpu/index.js";
import type { CapacityFinding } from "./finding.js";
import { fullMixes, type Mix, placeMix } from "./mig.js";
import type { PoolEstate } from "./pools.js";

/** Ways out that a message shows. */
const SHOWN = 3;

export function checkLayouts(estate: PoolEstate): CapacityFinding[] {
  return Object.entries(estate.environments).flatMap(([environment, { clusters }]) =>
    Object.entries(clusters).flatMap(([cluster, { nodeGroups }]) =>
      Object.entries(nodeGroups).flatMap(([group, facts]) => {
        const at = (...path: string[]) =>
          pointerTo("environments", environment, "clusters", cluster, "nodeGroups", group, ...path);
        const isPooled = poolsOfGroup(estate, { environment, cluster }, group).length > 0;
        return [
          ...checkMix(estate, facts.gpus, at("gpus", "mig")),
          ...checkLabel(group, facts, isPooled, at),
        ];
      }),
    ),
  );
}

type At = (...path: string[]) => CapacityFinding["pointer"];

/** The slices that each card is cut into fit one card. */
function checkMix(
  { ai }: PoolEstate,
  gpus: NodeGroup["gpus"],
  pointer: CapacityFinding["pointer"],
): CapacityFinding[] {
  const model = Object.values(ai.gpus).find(({ product }) => product === gpus?.product);
  if (!gpus?.mig || !model) return [];
  const value = showMix(gpus.mig);
  if (!model.mig) {
    const hint = "leave `mig` out";
    return [{ pointer, value, message: `cuts ${model.title}, which cannot be cut`, hint }];
  }
  const unknown = Object.keys(gpus.mig).filter((profile) => !model.mig?.profiles[profile]);
  if (unknown.length > 0) {
    const allowed = list(Object.keys(model.mig.profiles));
    const message = `has profiles that ${model.title} does not: ${unknown.join(", ")}`;
    return [{ pointer, value, message, allowed, hint: "name profiles of this model of GPU" }];
  }
  if (placeMix(model.mig, gpus.mig)) return [];
  const profiles = Object.keys(gpus.mig);
  const allowed = fullMixes(model.mig, profiles).slice(0, SHOWN).map(showMix).join("; ");
  const message = `does not fit one ${model.title}: ${model.mig.memorySlices} memory slices, ${model.mig.computeSlices} compute slices, and each profile begins where it may`;
  return [{ pointer, value, message, allowed: `e.g. ${allowed}`, hint: "take slices away" }];
}

/**
 * NVIDIA's MIG manager cuts the cards of a node as the layout says that its label names; layouts are declared for the
 * node groups of pools, and named after them.
 */
function checkLabel(group: string, { gpus, labels }: NodeGroup, hasPool: boolean, at: At): CapacityFinding[] {
  const layout = labels[MIG_LAYOUT];
  if (layout === undefined) {
    const message = `does not reach the nodes: without the label ${MIG_LAYOUT} nobody cuts their cards`;
    const hint = `add \`${MIG_LAYOUT}: ${group}\` to \`labels\``;
    return gpus?.mig ? [{ pointer: at("gpus", "mig"), value: showMix(gpus.mig), message, hint }] : [];
  }
  const declared = gpus !== undefined && hasPool;
  if (declared && layout === group) return [];
  return [
    {
      pointer: at("labels", MIG_LAYOUT),
      value: layout,
      message: "names no layout that is declared for these nodes",
      allowed: declared ? group : "no such label: only node groups with `gpus` and a pool have a layout",
      hint: declared
        ? "name the node group: its layout is made of `gpus.mig`"
        : "take it off, or add a pool to ai/pools/",
    },
  ];
}

const showMix = (mix: Mix) =>
  Object.entries(mix)
    .map(([profile, count]) => `${count} × ${profile}`)
    .join(", ");
