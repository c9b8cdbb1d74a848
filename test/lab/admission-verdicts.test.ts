/** One rule, two roads: what every object rule says at review, and what the API server says at admission. */
import { beforeAll, expect, describe as group, it } from "vitest";
import type { KubernetesObject } from "../../lib/kubernetes/index.js";
import { Resources } from "../../lib/lab/apply/resources.js";
import { describe, referenceTo } from "../../lib/lab/apply/types.js";
import type { DeclaredStack } from "../../lib/lab/index.js";
import { objectRules, PolicyEngine, policiesOf, ruleExamples } from "../../lib/policy/index.js";
import { declared, eventually, TestLab } from "../support/applied-lab.js";
import { guardedEstate, judgedAsWritten } from "../support/estate.js";

const CLUSTER = { environment: "production", cluster: "sud" };
/** Judged as a tenant's, and free of the other guards, which would speak first. */
const NAMESPACE = "corpus";
/** Namespaces that the policies' own examples take for those of projects and services. */
const OF_AI = ["assistant", "burst-handwriting", "dropouts", "handwriting"];
const WARNING = /^Validation failed for ValidatingAdmissionPolicy 'transhumance-([a-z0-9-]+)'/;

const estate = judgedAsWritten(guardedEstate());
const engine = new PolicyEngine(policiesOf(estate));
const { labelPrefix } = estate.platform;

const PLATFORM = {
  "app.kubernetes.io/managed-by": "transhumance",
  [`${labelPrefix}/environment`]: CLUSTER.environment,
};

/** What the platform declares, its bindings made to warn: a refusal would name one rule, warnings name all. */
const stacks = declared(estate, CLUSTER).map(
  (stack): DeclaredStack => ({
    ...stack,
    objects: stack.objects.map(({ object }) => ({ object: warning(object) })),
  }),
);

function warning(object: KubernetesObject): KubernetesObject {
  if (object.kind !== "ValidatingAdmissionPolicyBinding") return object;
  return { ...object, spec: { ...(object.spec as object), validationActions: ["Warn"] } };
}

type Fields = Record<string, unknown>;
type PodSpec = Fields & { containers: Fields[]; volumes?: Fields[] };

/** One thing wrong each, in the pod that an object starts. */
const PODS_GONE_WRONG: Record<string, (pod: PodSpec) => void> = {
  privileged: (pod) => change(pod, "securityContext", { privileged: true, allowPrivilegeEscalation: true }),
  escalating: (pod) => change(pod, "securityContext", { allowPrivilegeEscalation: true }),
  capable: (pod) => change(pod, "securityContext", { capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] } }),
  writable: (pod) => change(pod, "securityContext", { readOnlyRootFilesystem: false }),
  root: (pod) => {
    change(pod, "securityContext", { runAsNonRoot: false, runAsUser: 0 });
    pod.securityContext = { runAsUser: 0 };
  },
  unconfined: (pod) => {
    pod.securityContext = { seccompProfile: { type: "Unconfined" } };
  },
  unlimited: (pod) => replace(pod, "resources", {}),
  unasked: (pod) => replace(pod, "resources", { limits: { cpu: "1", memory: "1Gi" } }),
  foreign: (pod) => replace(pod, "image", `elsewhere.example/a:1@sha256:${"0".repeat(64)}`),
  undigested: (pod) => replace(pod, "image", "registry.education.example/a:1"),
  unready: (pod) => replace(pod, "readinessProbe", undefined),
  secret: (pod) => replace(pod, "env", [{ name: "PASSWORD", value: "not-so-secret" }]),
  hostNetwork: (pod) => void Object.assign(pod, { hostNetwork: true }),
  hostProcesses: (pod) => void Object.assign(pod, { hostPID: true, hostIPC: true }),
  hostPath: (pod) => void pod.volumes?.push({ name: "host", hostPath: { path: "/" } }),
  token: (pod) => void Object.assign(pod, { automountServiceAccountToken: true }),
};

const change = (pod: PodSpec, key: string, fields: object) => {
  for (const one of pod.containers) one[key] = { ...(one[key] as object), ...fields };
};
const replace = (pod: PodSpec, key: string, value: unknown) => {
  for (const one of pod.containers) one[key] = value;
};

/** The pod that an object starts, in the copy at hand. */
function podOf({ spec }: KubernetesObject): PodSpec | undefined {
  const { template, jobTemplate } = (spec ?? {}) as { template?: Fields; jobTemplate?: { spec: Fields } };
  const inner = (template ?? jobTemplate?.spec.template) as { spec?: PodSpec } | undefined;
  return inner?.spec?.containers ? inner.spec : undefined;
}

/** Named anew and moved into the corpus' namespace, as nothing of it may be there already; those of AI keep theirs. */
function moved(object: KubernetesObject, suffix: string): KubernetesObject {
  const copy = structuredClone(object);
  const { name, namespace } = copy.metadata;
  copy.metadata.name = `${name}-${suffix}`.toLowerCase().slice(0, 60);
  if (namespace !== undefined) copy.metadata.namespace = OF_AI.includes(namespace) ? namespace : NAMESPACE;
  // Outside namespaces admission judges what the platform declares, and no operator's own.
  else copy.metadata.labels = { ...copy.metadata.labels, ...PLATFORM };
  return copy;
}

function corpus(): KubernetesObject[] {
  const all = stacks.flatMap(({ objects }) => objects.map(({ object }) => object));
  const good = all.map((object, index) => moved(object, `good-${index}`));
  const broken = all.flatMap((object, index) =>
    Object.entries(PODS_GONE_WRONG).flatMap(([name, spoil]) => {
      const copy = moved(object, `${name}-${index}`);
      const pod = podOf(copy);
      if (!pod) return [];
      spoil(pod);
      return [copy];
    }),
  );
  const written = ruleExamples(estate.policies)
    .filter(({ rule }) => rule.scope === "object")
    .map(({ example, policy, verdict, index }) =>
      moved(example as unknown as KubernetesObject, `${policy}-${verdict}-${index}`),
    );
  return [...good, ...broken, ...written];
}

let lab: TestLab;
beforeAll(async () => {
  lab = await TestLab.start(estate, CLUSTER);
  expect((await lab.apply(estate, stacks)).failed).toEqual([]);
  const labels = { [`${labelPrefix}/environment`]: CLUSTER.environment };
  for (const name of [NAMESPACE, ...OF_AI])
    await lab.ask("POST", "/api/v1/namespaces", { metadata: { name, labels } });
});

group("object rules", () => {
  it("say the same at review and at admission, of every object of the corpus", async () => {
    const objects = corpus();
    const resources = await Resources.discoverAll(lab.server, objects);
    const judge = async (object: KubernetesObject) => {
      const path = resources.pathOf(referenceTo(object)).split("/").slice(0, -1).join("/");
      const { status, body, warnings = [] } = await lab.attempt("POST", `${path}?dryRun=All`, object);
      const said = warnings.flatMap((text) => WARNING.exec(text)?.[1] ?? []);
      return { admitted: status === 201, message: body.message, said: [...new Set(said)].toSorted() };
    };
    // Every policy is in force once each refuses one of its own examples; some take seconds.
    const examples = objects.slice(-ruleExamples(estate.policies).length);
    let seen = -1;
    await eventually(async () => {
      const said = new Set((await Promise.all(examples.map(judge))).flatMap((one) => one.said));
      const steady = said.size === seen && said.size > 0;
      seen = said.size;
      if (!steady) await new Promise((resolve) => setTimeout(resolve, 3_000));
      return steady || undefined;
    }, 120_000);

    const differing: object[] = [];
    const judgedBy = new Set<string>();
    let [judged, refused] = [0, 0];
    for (const object of objects) {
      const { admitted, message, said } = await judge(object);
      // What the schema refuses reaches no rule.
      if (!admitted && said.length === 0) continue;
      judged += 1;
      const review = [...new Set(engine.judgeObject(object).map(({ policy }) => policy))].toSorted();
      if (review.length > 0) refused += 1;
      for (const policy of review) judgedBy.add(policy);
      if (review.join() !== said.join()) {
        differing.push({ object: describe(referenceTo(object)), review, admission: said, message });
      }
    }
    expect(differing).toEqual([]);
    expect(judged - refused).toBeGreaterThanOrEqual(100);
    expect(refused).toBeGreaterThanOrEqual(100);
    expect(
      objectRules(estate.policies)
        .map(([id]) => id)
        .filter((id) => !judgedBy.has(id)),
    ).toEqual([]);
  }, 300_000);
});
