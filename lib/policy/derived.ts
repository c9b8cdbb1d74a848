/** Parameters that the rest of the estate gives to policies: what the framework permits, and to whom. */
import type { Estate, Policy, Project } from "../../config/index.js";
import { Grade, Oversight } from "../../config/index.js";
import { burstingProjects, burstNamespace } from "../burst/index.js";
import { inForceOn } from "../framework/index.js";
import { burstLabel, groupOfPool } from "../gpu/index.js";

type Derivation = (estate: Estate) => Record<string, Record<string, string[]>>;

/**
 * The estate's policies with what the rest of it says, as of the day that its plans start from. Of an estate without
 * `platform.yaml` use the policies as they are written.
 */
export function policiesOf(estate: Estate): Record<string, Policy> {
  return Object.fromEntries(
    Object.entries(estate.policies).map(([id, policy]) => [id, withDerived(estate, policy)]),
  );
}

function withDerived(estate: Estate, policy: Policy): Policy {
  if (policy.derived === undefined) return policy;
  const given = Object.fromEntries(policy.derived.map((name) => [name, DERIVATIONS[name](estate)]));
  return { ...policy, parameters: { ...policy.parameters, ...given } };
}

/** Maps of maps of lists of texts, so that Kubernetes' CEL can type them whatever they hold. */
const DERIVATIONS: Record<NonNullable<Policy["derived"]>[number], Derivation> = {
  /** Uses in force: what a service may say of itself. */
  uses: ({ ai, platform: { today } }) =>
    Object.fromEntries(
      Object.keys(ai.uses).flatMap((use) => {
        const inForce = inForceOn(ai, use, today);
        if (!inForce) return [];
        const { audiences, dataClasses, oversight, pupilsFrom, licences, models } = inForce.terms;
        const atLeast = Oversight.options.slice(Oversight.options.indexOf(oversight));
        const grades = pupilsFrom ? Grade.options.slice(Grade.options.indexOf(pupilsFrom)) : [];
        const permitted = Object.entries(ai.models)
          .filter(([name, { licence }]) => licences.includes(licence) && (models?.includes(name) ?? true))
          .map(([name]) => name);
        const terms = { audiences, dataClasses, grades, oversight: atLeast, models: permitted };
        return [[use, { ...terms, versions: [inForce.version] }]];
      }),
    ),
  /** Images of the weights of each model. */
  models: ({ ai }) =>
    Object.fromEntries(
      Object.entries(ai.models).map(([name, { precisions, licence }]) => [
        name,
        { images: Object.values(precisions).map(({ image }) => image), licence: [licence] },
      ]),
    ),
  /** Projects by namespace, with the taints that Kueue lets their jobs tolerate; those of a burst say so. */
  projects: ({ ai, environments, platform: { labelPrefix } }) => {
    const taints = taintsOfPools({ ai, environments });
    const facts = ({ dataClass, team, use }: Project) => ({
      dataClass: [dataClass],
      team: [team],
      use: [use],
      taints,
    });
    return Object.fromEntries([
      ...Object.entries(ai.projects).map(([name, project]) => [name, facts(project)]),
      ...burstingProjects({ ai }).flatMap((name) => {
        const project = ai.projects[name];
        if (project === undefined) return [];
        const burst = { taints: [...taints, burstLabel(labelPrefix)], burst: ["true"] };
        return [[burstNamespace(name), { ...facts(project), ...burst }]];
      }),
    ]);
  },
  /** Inference services by namespace: each has production's queue. */
  services: ({ ai }) =>
    Object.fromEntries(Object.entries(ai.services).map(([name, { use }]) => [name, { use: [use] }])),
};

/** Keys of the taints of all GPU pools, sorted. */
const taintsOfPools = ({ ai, environments }: Pick<Estate, "ai" | "environments">): string[] =>
  [
    ...new Set(
      Object.values(ai.pools).flatMap((pool) =>
        (groupOfPool({ environments }, pool)?.taints ?? []).map(({ key }) => key),
      ),
    ),
  ].toSorted();
