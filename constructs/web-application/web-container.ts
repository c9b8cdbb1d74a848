/** Web container: how the platform runs an application's image: its settings, secrets, probes and limits. */
import type { DeploymentV1SpecTemplateSpecContainer } from "@cdktf/provider-kubernetes/lib/deployment-v1/index.js";
import type { ApplicationPlan } from "../../lib/placement/index.js";
import { DATABASE } from "../database/index.js";
import {
  containerSecurity,
  secretFiles,
  secretPath,
  statelessResources,
  TEMPORARY_FILES,
} from "../support/index.js";

/** An application may take this long to start: probes of every 5 seconds, so many of them (our judgement). */
const STARTUP_PROBES = 36;

/**
 * Seconds for which a replica that is to stop still answers, until no proxy sends to it any more (our judgement);
 * an image without `sleep` stops at once.
 */
const DRAIN = 10;

/** Seconds from there to the end: requests under way may take half a minute, as Kubernetes gives by default. */
export const TERMINATION = DRAIN + 30;

/** Secrets that the application reads as files. */
export const secretsOf = ({ secrets, database }: ApplicationPlan): string[] => [
  ...secrets,
  ...(database ? [DATABASE.secret] : []),
];

/** The container of an application; `settings` names the ConfigMap that its variables come from. */
export function webContainer(plan: ApplicationPlan, settings: string): DeploymentV1SpecTemplateSpecContainer {
  const { web, database } = plan;
  const timing = (periodSeconds: number, failureThreshold: number) => ({
    periodSeconds,
    timeoutSeconds: 3,
    failureThreshold,
  });
  // Ready asks whether it can serve, which its database decides too; a restart would not help it then.
  const alive = web.alive === undefined ? { tcpSocket: [{ port: "http" }] } : ask(web.alive);
  return {
    name: "web",
    image: web.image,
    imagePullPolicy: "IfNotPresent",
    port: [{ name: "http", containerPort: web.port, protocol: "TCP" }],
    envFrom: [{ configMapRef: { name: settings } }],
    ...(database ? { env: databaseEnvironment() } : {}),
    resources: statelessResources(web),
    startupProbe: { ...alive, ...timing(5, STARTUP_PROBES) },
    readinessProbe: { ...ask(web.health), ...timing(5, 3) },
    livenessProbe: { ...alive, ...timing(20, 3) },
    lifecycle: { preStop: [{ exec: { command: ["sleep", `${DRAIN}`] } }] },
    securityContext: containerSecurity(),
    volumeMount: [TEMPORARY_FILES.mount, ...secretFiles(secretsOf(plan)).mounts],
  };
}

const ask = (path: string) => ({ httpGet: { path, port: "http" } });

/** Where the database is and who connects; the password is a file of the Secret that CloudNativePG makes. */
const databaseEnvironment = () => [
  { name: "PGHOST", value: DATABASE.pooler },
  { name: "PGPORT", value: `${DATABASE.port}` },
  { name: "PGDATABASE", value: DATABASE.database },
  { name: "PGUSER", value: DATABASE.owner },
  { name: "PGPASSWORD_FILE", value: secretPath(DATABASE.secret, "password") },
];
