/** Routes: hosts and Services that nothing serves any more, or that move. */
import type { Text } from "../../../config/index.js";
import type { Change } from "../change/model.js";
import { at, listAt } from "../change/read.js";
import type { World } from "../change/world.js";
import { NOTHING_SAID, phrase, some, verbatim } from "../phrases/phrase.js";
import type { RuleId } from "../rules/index.js";
import { because as becauseOf, thingOf } from "./data.js";
import { type Hit, subjectOf } from "./hit.js";

export const ROUTES = ["Service", "Ingress", "HTTPRoute", "GRPCRoute", "TLSRoute", "Gateway"];

/** Hosts that some route serves afterwards, looked up once and only if a route changes. */
export function servedHosts(world: World): () => ReadonlySet<string> {
  let hosts: Set<string> | undefined;
  return () => {
    hosts ??= new Set(
      ["Ingress", "HTTPRoute", "GRPCRoute", "TLSRoute"].flatMap((kind) =>
        world
          .objects("after", kind)
          .flatMap(({ cluster, object }) => hostsOf(object).map((host) => `${cluster} ${host}`)),
      ),
    );
    return hosts;
  };
}

/** Hosts and Services that nothing serves any more. */
export function route(change: Change, served: () => ReadonlySet<string>): Hit[] {
  const { before, after, kind } = change;
  if (before === undefined || !ROUTES.includes(kind)) return [];
  if (change.action === "replace" || (change.action === "delete" && kind === "Service")) {
    const message = change.action === "replace" ? madeAnew(change) : deleted(thingOf(change));
    return [outageHit("route-removed", change, message)];
  }
  const lost = hostsOf(before).filter(
    (host) => !hostsOf(after).includes(host) && !served().has(`${change.cluster} ${host}`),
  );
  if (lost.length === 0) return [];
  const [host = ""] = lost;
  const gained = hostsOf(after).filter((name) => !hostsOf(before).includes(name));
  const moved = lost.length === 1 && gained.length === 1 ? movedTo(host, gained[0] ?? "") : undefined;
  if (moved !== undefined) {
    const said = { thing: thingOf(change), host, other: gained[0] ?? "" };
    return [
      {
        ...outageHit(
          "route-removed",
          change,
          phrase("{host} is no longer served by {thing}; {other} takes its place", said),
        ),
        general: phrase("{host} is no longer served by {thing}; {other} takes its place", {
          ...moved,
          thing: kind,
        }),
      },
    ];
  }
  return [
    outageHit(
      "route-removed",
      change,
      lost.length === 1
        ? phrase("{host} is no longer served by {thing}", { host: lost[0] ?? "", thing: thingOf(change) })
        : phrase("{hosts} are no longer served by {thing}", {
            hosts: some(lost, 3),
            thing: thingOf(change),
          }),
    ),
  ];
}

/** `*.lille.example` for `annuaire.lille.example`. */
export const patternOf = (host: string): string => `*${host.slice(host.indexOf("."))}`;

/** What of a host changed, as patterns: its first label, or its domain. */
function movedTo(host: string, other: string): { host: string; other: string } {
  const [label, young] = [host, other].map((name) => name.slice(0, name.indexOf(".")));
  return label === young
    ? { host: patternOf(host), other: patternOf(other) }
    : { host: `${label}.*`, other: `${young}.*` };
}

/** Host names that an object serves. */
export function hostsOf(object: unknown): string[] {
  const hosts = [
    ...listAt(object, "spec", "hostnames"),
    ...listAt(object, "spec", "rules").map((rule) => at(rule, "host")),
    ...listAt(object, "spec", "listeners").map((listener) => at(listener, "hostname")),
  ];
  return [...new Set(hosts.filter((host): host is string => typeof host === "string" && host !== ""))];
}

export const outageHit = (rule: RuleId, change: Change, message: Text): Hit => ({
  rule,
  message,
  subjects: [subjectOf(change)],
  evidence: change.differences.slice(0, 10),
});

const because = ({ causes, reason }: Change): Text =>
  causes.length > 0 || reason === undefined ? becauseOf(causes) : verbatim(` (${reason})`);

export const madeAnew = (change: Change, thing = thingOf(change)): Text =>
  phrase("{thing} is deleted and made anew{why}{rest}", { thing, why: because(change), rest: NOTHING_SAID });

export const deleted = (thing: string): Text =>
  phrase("{thing} is deleted{rest}", { thing, rest: NOTHING_SAID });
