/** The migration blueprint on a real API server: every stage of an installation, forwards and back. */
import { isDeepStrictEqual } from "node:util";
import { beforeAll, expect, it } from "vitest";
import type { Stage } from "../../config/index.js";
import { isDataBearing } from "../../lib/kubernetes/index.js";
import { identityOf, type LiveObject, referenceTo } from "../../lib/lab/apply/types.js";
import { needsAt, REQUIRED_EVIDENCE } from "../../lib/migration/index.js";
import { declared, TestLab } from "../support/applied-lab.js";
import { minimalEstate, type SmallEstate } from "../support/estate.js";

const CLUSTER = { environment: "production", cluster: "sud" };
const ACADEMY = "lille";

/** All stages, with the way back from both stages that have one. */
const WALK: Stage[] = [
  "inventoried",
  "staged",
  "replicating",
  "rehearsed",
  "cutover",
  "rolled-back",
  "replicating",
  "rehearsed",
  "cutover",
  "soaked",
  "rolled-back",
  "replicating",
  "rehearsed",
  "cutover",
  "soaked",
  "decommissioned",
];

const APPLICATIONS = [
  { tenancy: "dedicated", application: "eleves", namespace: "eleves-lille" },
  { tenancy: "pooled", application: "agendas", namespace: "agendas" },
  { tenancy: "unified", application: "annuaire", namespace: "annuaire" },
];

/** The small estate with one installation at a stage; those walked before it are at the end, the others at the start. */
function estateAt(application: string, stage: Stage): SmallEstate {
  const walked = APPLICATIONS.findIndex((one) => one.application === application);
  const small = minimalEstate();
  for (const [index, { application: name }] of APPLICATIONS.entries()) {
    const reached = index === walked ? stage : index < walked ? "decommissioned" : "inventoried";
    const evidence = REQUIRED_EVIDENCE[reached].map((kind) => `${kind}: https://forge.example/${kind}`);
    small.write(
      `migrations/${name}.yaml`,
      `illustrative: true
installations:
  ${ACADEMY}: { stage: ${reached}, since: 2026-11-02, evidence: { ${evidence.join(", ")} } }
`,
    );
  }
  return small;
}

let lab: TestLab;
beforeAll(async () => {
  lab = await TestLab.start(minimalEstate().estate, CLUSTER);
});

it.each(APPLICATIONS)(
  "a $tenancy application goes through all stages and back",
  async ({ application, namespace }) => {
    let stacks = declared(estateAt(application, "inventoried").estate, CLUSTER);
    let uids = new Map<string, string>();
    for (const [step, stage] of WALK.entries()) {
      const where = `step ${step}, ${stage}`;
      const { estate } = estateAt(application, stage);
      const before = await outside(stacks, namespace);
      stacks = declared(estate, CLUSTER);
      const { created, changed, deleted, failed } = await lab.apply(estate, stacks);
      expect(failed, where).toEqual([]);

      const live = await lab.live(stacks);
      expect([...live.keys()].toSorted(), where).toEqual(namesOf(stacks));
      const holding = [...live].filter(([, object]) => isDataBearing(object));
      for (const [name, uid] of uids) expect(live.get(name)?.metadata.uid, `${where}: ${name}`).toBe(uid);
      uids = new Map(holding.map(([name, { metadata }]) => [name, metadata.uid]));

      const { platformWeight, siteRoute, workloads } = needsAt(stage);
      const route = live.get(`HTTPRoute.gateway.networking.k8s.io ${namespace}/${ACADEMY}`);
      const weights = {
        ...(workloads ? { web: platformWeight } : {}),
        ...(siteRoute ? { [`site-${ACADEMY}`]: 100 - platformWeight } : {}),
      };
      expect(weightsOf(route), where).toEqual(weights);

      const touched = [...created, ...changed, ...deleted].filter((name) => !name.includes(` ${namespace}/`));
      expect(
        touched.filter((name) => step > 0 && name !== `v1 Namespace ${namespace}`),
        where,
      ).toEqual([]);
      const after = await outside(stacks, namespace);
      if (step > 0) {
        expect([...after.keys()].toSorted(), where).toEqual([...before.keys()].toSorted());
        expect(written(before, after), where).toEqual([]);
      }
    }
  },
  300_000,
);

const namesOf = (stacks: ReturnType<typeof declared>): string[] =>
  stacks.flatMap(({ objects }) => objects.map(({ object }) => identityOf(referenceTo(object)))).toSorted();

/** Everything that is in another namespace, or in none. */
async function outside(
  stacks: ReturnType<typeof declared>,
  namespace: string,
): Promise<Map<string, LiveObject>> {
  return new Map([...(await lab.live(stacks))].filter(([name]) => !name.includes(` ${namespace}/`)));
}

/**
 * Objects that were written meanwhile. Kubernetes' own controllers go on writing statuses, counts of quotas and
 * autoscaled replicas, whatever is applied: those count only where anything else changed with them.
 */
function written(before: Map<string, LiveObject>, after: Map<string, LiveObject>): string[] {
  return [...after].flatMap(([name, object]) => {
    const old = before.get(name);
    if (old?.metadata.resourceVersion === object.metadata.resourceVersion) return [];
    const byControllers = object.status !== undefined && isDeepStrictEqual(settled(old), settled(object));
    return byControllers ? [] : [name];
  });
}

/** An object without what controllers write. */
function settled(object: LiveObject | undefined): unknown {
  if (!object) return undefined;
  const { status: _, metadata, spec, ...rest } = object;
  const { resourceVersion: _version, managedFields: _fields, ...identity } = metadata;
  const { replicas: _replicas, ...declaration } = (spec ?? {}) as Record<string, unknown>;
  return {
    ...rest,
    metadata: { ...identity, annotations: undefined, generation: undefined },
    spec: object.kind === "Deployment" ? declaration : spec,
  };
}

function weightsOf(route: LiveObject | undefined): Record<string, number> {
  const { rules = [] } = (route?.spec ?? {}) as {
    rules?: { backendRefs: { name: string; weight: number }[] }[];
  };
  return Object.fromEntries(
    rules.flatMap(({ backendRefs }) => backendRefs.map(({ name, weight }) => [name, weight])),
  );
}
