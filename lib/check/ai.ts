/** AI: what inference services and projects need that the estate does not have. */
import { type Estate, pointerTo } from "../../config/index.js";
import { gpuResource, gpusOfNode, groupOfPool } from "../gpu/index.js";
import type { Finding } from "./finding.js";

type AiEstate = Pick<Estate, "ai" | "environments">;

/** Who may sign in, GPUs of the kind that is asked for in the pools that are named, data that their environments admit. */
export function checkAi(estate: AiEstate): Finding[] {
  return [...checkSignIn(estate), ...checkHeld(estate), ...checkDataClasses(estate)];
}

/**
 * A project works on data of its own wherever its jobs run. Services do not: where an environment does not admit their
 * class, they are tried there with other data, as applications are.
 */
function checkDataClasses({ ai, environments }: AiEstate): Finding[] {
  return Object.entries(ai.projects).flatMap(([name, { dataClass, pools }]) =>
    pools.flatMap((pool, index) => {
      const environment = ai.pools[pool]?.environment ?? "";
      const admitted = environments[environment]?.dataClasses;
      if (admitted === undefined || admitted.includes(dataClass)) return [];
      return [
        {
          pointer: pointerTo("ai/projects", name, "pools", index),
          value: pool,
          message: `is in ${environment}, which does not admit ${dataClass} data`,
          allowed: `a pool of an environment that does: ${environment} admits ${admitted.join(", ")}`,
          hint: "name another pool, or have the project work on synthetic data",
        },
      ];
    }),
  );
}

/** Nobody reaches a service in an environment where nobody can sign in. */
function checkSignIn({ ai, environments }: AiEstate): Finding[] {
  return Object.entries(environments).flatMap(([name, { signIn }]) => {
    const served = Object.entries(ai.services).filter(([, { serving }]) =>
      serving.pools.some((pool) => ai.pools[pool]?.environment === name),
    );
    if (signIn !== undefined || served.length === 0) return [];
    return [
      {
        pointer: pointerTo("environments", name),
        value: name,
        message: `serves ${served.map(([service]) => service).join(", ")}, and does not say where people sign in`,
        hint: `add \`signIn\` to environments/${name}.yaml: without it no academy reaches them`,
      },
    ];
  });
}

/** Services are scaled by metrics of the platform. */
export function checkMetrics({ ai, platform }: Pick<Estate, "ai" | "platform">): Finding[] {
  const [service] = Object.keys(ai.services);
  if (service === undefined || platform.metrics) return [];
  return [
    {
      pointer: pointerTo("ai/services", service),
      value: service,
      message: "is scaled by metrics, and `platform.yaml` does not say where they are",
      hint: "add `metrics` with its `namespace` and `query` to platform.yaml",
    },
  ];
}

/** A pod that asks for a kind of slice that no node offers, or for more than a node has, would wait for ever. */
function checkHeld(estate: AiEstate): Finding[] {
  const { services, projects } = estate.ai;
  return [
    // How many GPUs a replica takes is weighed with its memory, by lib/capacity.
    ...Object.entries(services).flatMap(([name, { serving }]) => {
      const at = (...path: (string | number)[]) => pointerTo("ai/services", name, "serving", ...path);
      const held = { ...serving, gpus: 1 };
      const everywhere = lacking(
        estate,
        serving.pools,
        held,
        at(serving.slice === undefined ? "pools" : "slice"),
      );
      if (everywhere.length > 0) return everywhere;
      return serving.pools.flatMap((pool, index) => lacking(estate, [pool], held, at("pools", index)));
    }),
    ...Object.entries(projects).flatMap(([name, { jobs, notebooks, pools }]) =>
      [
        ...Object.entries(jobs).map(([job, held]) => ({ held, path: ["jobs", job] })),
        ...(notebooks ? [{ held: notebooks, path: ["notebooks"] }] : []),
      ].flatMap(({ held, path }) => lacking(estate, pools, held, pointerTo("ai/projects", name, ...path))),
    ),
  ];
}

interface Held {
  gpus: number;
  slice?: string | undefined;
}

/** What a pod holds, against what one node of any of these pools offers. Pools that name nothing are told already. */
function lacking(
  estate: AiEstate,
  pools: readonly string[],
  { gpus, slice }: Held,
  pointer: Finding["pointer"],
): Finding[] {
  const offers = pools.map((pool) => offersOf(estate, pool));
  if (offers.includes(undefined)) return [];
  const resource = gpuResource(slice);
  const most = Math.max(0, ...offers.map((offer) => offer?.[resource] ?? 0));
  if (most >= gpus) return [];
  const names = pools.join(", ");
  if (most === 0) {
    return [
      {
        pointer,
        value: resource,
        message: `is offered by none of ${names}`,
        allowed:
          [...new Set(offers.flatMap((offer) => Object.keys(offer ?? {})))].join(", ") ||
          "nothing: these pools have no GPUs",
        hint: "ask for what the nodes offer, or name another pool",
      },
    ];
  }
  return [
    {
      pointer,
      value: `${gpus} × ${resource}`,
      message: `is more than one node of ${names} has: a pod runs on one node`,
      allowed: `at most ${most}`,
      hint: "take fewer `gpus` a pod and more `pods`, or another pool",
    },
  ];
}

/** What one node offers by resource; undefined where the pool, or what it names, is not there: a profile of its cards too. */
function offersOf({ ai, environments }: AiEstate, name: string): Record<string, number> | undefined {
  const pool = ai.pools[name];
  const group = pool && groupOfPool({ environments }, pool);
  const profiles = pool && ai.gpus[pool.gpu]?.mig?.profiles;
  const cut = Object.keys(group?.gpus?.mig ?? {});
  return group && cut.every((profile) => profiles?.[profile]) ? gpusOfNode(group) : undefined;
}
