/** Every guard of a tenant's namespace refuses what violates it, and says which guard it was. */
import { beforeAll, describe, expect, it } from "vitest";
import { eventually, TestLab } from "../support/applied-lab.js";
import { guardedEstate } from "../support/estate.js";

const CLUSTER = { environment: "production", cluster: "sud" };
const NAMESPACE = "eleves-lille";
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods?dryRun=All`;

const estate = guardedEstate();
let lab: TestLab;

const DIGEST = `sha256:${"0".repeat(64)}`;
const ELSEWHERE = `elsewhere.example/probe:1@${DIGEST}`;

const HARDENED = {
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
};

/** A pod that every guard lets pass, but for what a test gives it. */
function pod(container: object, spec: object = {}): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "probe", labels: { probe: "true" } },
    spec: {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          name: "probe",
          image: `registry.education.example/probe:1@${DIGEST}`,
          securityContext: HARDENED,
          resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "100m", memory: "64Mi" } },
          readinessProbe: { httpGet: { path: "/", port: 8080 } },
          ...container,
        },
      ],
      ...spec,
    },
  };
}

beforeAll(async () => {
  lab = await TestLab.start(estate, CLUSTER);
  const { failed } = await lab.apply(estate);
  expect(failed).toEqual([]);
});

/** The answer to a dry run that is refused; each policy takes effect a moment after it is stored, in no order. */
const refusalOf = (path: string, object: object) =>
  eventually(async () => {
    const answer = await lab.attempt("POST", path, object);
    return answer.status === 201 ? undefined : answer;
  });

it("lets pass what violates nothing", async () => {
  expect(await lab.attempt("POST", PODS, pod({}))).toMatchObject({ status: 201 });
});

it.each([
  [
    "Pod Security",
    { securityContext: { ...HARDENED, capabilities: {} } },
    'violates PodSecurity "restricted',
  ],
  ["the quota", { resources: { requests: { cpu: "99" }, limits: { cpu: "99" } } }, "exceeded quota: quota"],
  [
    "the limit range",
    { resources: { requests: { cpu: "2" } } },
    "must be less than or equal to cpu limit of",
  ],
  ["the policy of registries", { image: ELSEWHERE }, "image-registry:"],
])("refuses by %s", async (_, container, message) => {
  const { status, body } = await refusalOf(PODS, pod(container));
  expect([403, 422]).toContain(status);
  expect(body.message).toContain(message);
});

it("refuses by the policy what a workload would start later", async () => {
  const template = {
    metadata: { labels: { probe: "true" } },
    spec: pod({ securityContext: { privileged: true } }),
  };
  const { spec } = template.spec as { spec: object };
  const { status, body } = await refusalOf(`/apis/apps/v1/namespaces/${NAMESPACE}/deployments?dryRun=All`, {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "probe" },
    spec: { selector: { matchLabels: { probe: "true" } }, template: { ...template, spec } },
  });
  expect(status).toBe(422);
  expect(body.message).toMatch(/ValidatingAdmissionPolicy 'transhumance-[a-z-]+'/);
});

describe("the queue of production", () => {
  const queued = { "kueue.x-k8s.io/queue-name": "production", probe: "true" };
  const inQueue = (): object => {
    const { spec } = pod({}) as { spec: object };
    return { apiVersion: "v1", kind: "Pod", metadata: { name: "probe", labels: queued }, spec };
  };

  it("is refused to a pod, and to what would start it, where no service is: there is no such queue", async () => {
    const { spec } = inQueue() as { spec: object };
    const deployment = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "probe", labels: queued },
      spec: {
        selector: { matchLabels: { probe: "true" } },
        template: { metadata: { labels: { probe: "true" } }, spec },
      },
    };
    const deployments = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments?dryRun=All`;
    for (const [path, object] of [
      [PODS, inQueue()],
      [deployments, deployment],
    ] as const) {
      const { status, body } = await refusalOf(path, object);
      expect(status).toBe(422);
      expect(body.message).toContain("gpu-queues: queue that its namespace does not have: production");
    }
  });

  it("cannot be brought there by a LocalQueue of one's own", async () => {
    const path = `/apis/kueue.x-k8s.io/v1beta2/namespaces/${NAMESPACE}/localqueues?dryRun=All`;
    const { status, body } = await refusalOf(path, {
      apiVersion: "kueue.x-k8s.io/v1beta2",
      kind: "LocalQueue",
      metadata: { name: "production" },
      spec: { clusterQueue: "production" },
    });
    expect(status).toBe(422);
    expect(body.message).toContain("gpu-queues: way into a queue of somebody else: production");
  });

  it("is that of a service", async () => {
    const [service = ""] = Object.keys(estate.ai.services);
    const path = `/api/v1/namespaces/${service}/pods?dryRun=All`;
    expect(await lab.attempt("POST", path, inQueue())).toMatchObject({ status: 201 });
  });
});
