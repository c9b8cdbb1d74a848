/** Environments: what may be kept there, where its state and secrets are, and what its clusters are made of. */
import type { Cluster, Environment, EstatePointer, Text } from "../../../config/index.js";
import { pointerTo } from "../../../config/load/pointer.js";
import { isEqual } from "../change/differences.js";
import { show } from "../change/text.js";
import { counted, phrase } from "../phrases/phrase.js";
import type { RuleId } from "../rules/index.js";
import { estateHit, type Hit, inBoth, type Meaning } from "./hit.js";

/** A finding of an environment or a cluster, and the key that it is about. */
interface Told {
  rule: RuleId;
  message: Text;
  path: string[];
}

export const environments: Meaning = ({ before, after }) => {
  if (before === undefined || after === undefined) return [];
  return inBoth(before.estate, after, (estate) => estate.environments).flatMap(
    ([environment, old, young]): Hit[] => {
      const hit = ({ rule, message, path }: Told, place = {}): Hit => {
        const pointer: EstatePointer = pointerTo("environments", environment, ...path);
        return estateHit(after, rule, message, pointer, { environment, ...place });
      };
      return [
        ...ofEnvironment(environment, old, young).map((told) => hit(told)),
        ...Object.entries(young.clusters).flatMap(([cluster, now]) => {
          const known = old.clusters[cluster];
          const inCluster = ({ path, ...told }: Told) =>
            hit({ ...told, path: ["clusters", cluster, ...path] }, { cluster });
          return known === undefined ? [] : ofCluster(`${environment}/${cluster}`, known, now).map(inCluster);
        }),
      ];
    },
  );
};

function ofEnvironment(environment: string, old: Environment, young: Environment): Told[] {
  const classes = young.dataClasses.filter((name) => !old.dataClasses.includes(name));
  const [from, to] = [old, young].map(({ secretStore: { server, path } }) => `${server} ${path}`) as [
    string,
    string,
  ];
  return [
    ...told(classes.length > 0, "class-admitted", ["dataClasses"], () =>
      phrase("{environment} now admits {classes} data", { environment, classes }),
    ),
    ...told(old.primary !== young.primary, "location-changed", ["primary"], () =>
      phrase("the writable databases and the traffic of {environment} move from {from} to {to}", {
        environment,
        from: old.primary,
        to: young.primary,
      }),
    ),
    ...told(from !== to, "secrets-moved", ["secretStore"], () =>
      phrase("the secrets of {environment} come from {to}, no longer from {from}", { environment, to, from }),
    ),
    ...told(!isEqual(old.state, young.state), "state-moved", ["state"], () =>
      phrase("the state of {environment} moves: {from} → {to}", {
        environment,
        from: show(old.state),
        to: show(young.state),
      }),
    ),
  ];
}

function ofCluster(where: string, old: Cluster, young: Cluster): Told[] {
  const zones = old.zones.filter((zone) => !young.zones.includes(zone));
  const isMove = old.location !== young.location;
  return [
    ...told(old.context !== young.context, "target-changed", ["context"], () =>
      phrase("{where} is reached by the context {to}, no longer by {from}", {
        where,
        to: young.context,
        from: old.context,
      }),
    ),
    ...told(
      zones.length > 0 && young.zones.length < old.zones.length && !isMove,
      "zones-reduced",
      ["zones"],
      () =>
        phrase("{where} gives up {zones}: {rest} left", {
          where,
          zones,
          rest: counted(young.zones.length, "zone"),
        }),
    ),
    ...Object.entries(old.nodeGroups).flatMap(([group, { nodesPerZone }]) => {
      const is = young.nodeGroups[group];
      const now = is?.nodesPerZone ?? 0;
      const path = ["nodeGroups", ...(is === undefined ? [] : [group, "nodesPerZone"])];
      return told(now < nodesPerZone, "nodes-reduced", path, () =>
        phrase("{group} of {where} goes from {old} to {now} nodes a zone", {
          group,
          where,
          old: nodesPerZone,
          now,
        }),
      );
    }),
  ];
}

const told = (isSo: boolean, rule: RuleId, path: string[], message: () => Text): Told[] =>
  isSo ? [{ rule, message: message(), path }] : [];
