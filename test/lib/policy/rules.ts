/** Small rules and objects for the tests of policies. */
import { loadEstate, type Policy } from "../../../config/index.js";
import { Policy as PolicySchema, Waiver } from "../../../config/schema/policy.js";

export const TODAY = "2026-11-23";

/** The policies of the sample estate. */
export const policies = loadEstate("config/estate").estate.policies ?? {};

/** A rule as its file would give it; what is not said is filled in. */
export function rule(parts: Record<string, unknown>): Policy {
  const scope = parts.scope ?? "object";
  return PolicySchema.parse({
    scope,
    title: { fr: "Essai", en: "Test" },
    severity: "deny",
    rationale: "because",
    mitigation: "do otherwise",
    owner: "securite",
    ...(scope === "object" ? { match: [{ group: "", resources: ["configmaps"] }] } : {}),
    ...parts,
  });
}

/** An object rule with one expression about ConfigMaps. */
export const ruleThat = (expression: string, parts: Record<string, unknown> = {}): Policy =>
  rule({ validations: [{ expression, message: "is refused" }], ...parts });

export const waiver = (parts: Record<string, unknown>): Waiver =>
  Waiver.parse({
    policy: "test",
    subjects: ["*"],
    owner: "securite",
    reason: "known",
    expires: "2027-01-01",
    ...parts,
  });

export const configMap = (data: Record<string, unknown> = {}, name = "settings") => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "siecle-lille" },
  data,
});

/** A Deployment with which no rule of the sample finds fault. */
export const deployment = (name = "web") => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, namespace: "siecle-lille", labels: { "app.kubernetes.io/name": "siecle" } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
        volumes: [{ name: "tmp", emptyDir: {} }],
        containers: [
          {
            name,
            image: `registry.education.example/siecle/web:4.1.0@sha256:${"9f".repeat(32)}`,
            ports: [{ name: "http", containerPort: 8080 }],
            env: Array.from({ length: 12 }, (_, index) => ({
              name: `SETTING_${index}`,
              value: `value ${index}`,
            })),
            resources: {
              requests: { cpu: "250m", memory: "512Mi" },
              limits: { cpu: "1", memory: "1Gi", "ephemeral-storage": "2Gi" },
            },
            readinessProbe: { httpGet: { path: "/healthz", port: "http" } },
            livenessProbe: { tcpSocket: { port: "http" } },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
          },
        ],
      },
    },
  },
});
