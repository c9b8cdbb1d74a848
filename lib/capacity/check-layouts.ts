/** Checks that what a node group's cards are cut into fits them. */
import { type Estate, list, pointerTo } from "../../config/index.js";
import type { CapacityFinding } from "./finding.js";
import { fullMixes, type Mix, placeMix } from "./mig.js";

/** Ways out that a message shows. */
const SHOWN = 3;

export function checkLayouts({ ai, environments }: Estate): CapacityFinding[] {
  const models = Object.values(ai.gpus);
  return Object.entries(environments).flatMap(([environment, { clusters }]) =>
    Object.entries(clusters).flatMap(([cluster, { nodeGroups }]) =>
      Object.entries(nodeGroups).flatMap(([group, { gpus }]) => {
        const model = models.find(({ product }) => product === gpus?.product);
        if (!gpus?.mig || !model) return [];
        const path = ["clusters", cluster, "nodeGroups", group, "gpus", "mig"];
        const pointer = pointerTo("environments", environment, ...path);
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
      }),
    ),
  );
}

const showMix = (mix: Mix) =>
  Object.entries(mix)
    .map(([profile, count]) => `${count} × ${profile}`)
    .join(", ");
