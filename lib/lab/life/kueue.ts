/** Kueue as the estate's Helm values configure it, with the lab's addresses and keys in the place of a cluster's. */
import { parse } from "yaml";
import type { Estate } from "../../../config/index.js";
import type { Place, Ports } from "./place.js";
import { LOOPBACK, QPS } from "./settings.js";

/** Kueue's `Configuration`, as the values of its chart hold it. */
export type KueueSettings = Record<string, unknown>;

interface KueueValues {
  managerConfig?: { controllerManagerConfigYaml?: string };
}

/** What the lab can queue: the others' kinds are not served. Pods come with their owners' integration. */
const FRAMEWORKS = ["batch/job", "pod", "deployment", "statefulset"];

/** Settings of the estate's operator `kueue`; none where it has no such operator, or leaves all to the chart. */
export function kueueSettingsOf({ operators }: Pick<Estate, "operators">): KueueSettings {
  const values = operators.kueue?.values as KueueValues | undefined;
  const text = values?.managerConfig?.controllerManagerConfigYaml;
  return text === undefined ? {} : (parse(text) as KueueSettings);
}

export function kueueConfiguration(settings: KueueSettings, place: Place, ports: Ports): KueueSettings {
  return {
    ...settings,
    apiVersion: "config.kueue.x-k8s.io/v1beta2",
    kind: "Configuration",
    health: { healthProbeBindAddress: `${LOOPBACK}:${ports.kueueHealth}` },
    // Served metrics would need a certificate of their own.
    metrics: { bindAddress: "0" },
    webhook: { host: LOOPBACK, port: ports.kueueWebhook, certDir: place.pki("kueue-webhook") },
    internalCertManagement: { enable: false },
    leaderElection: { leaderElect: false },
    clientConnection: { qps: QPS, burst: 2 * QPS },
    integrations: { frameworks: FRAMEWORKS },
  };
}
