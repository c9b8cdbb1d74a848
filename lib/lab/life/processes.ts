/** Processes: the command lines of the lab's parts, and the files that they are configured with. */
import { stringify } from "yaml";
import type { ToolName } from "../build/tools.js";
import { SERVICE_NETWORK } from "./certificates.js";
import { type KueueSettings, kueueConfiguration } from "./kueue.js";
import type { Place, Ports } from "./place.js";
import { LOOPBACK, QPS } from "./settings.js";
import { stages } from "./stages.js";

export type PartName = Exclude<
  ToolName,
  "supervise" | "certify" | "connections" | "connections-np-guard" | "kubectl"
>;

/** What the supervisor is told of one; `command` starts with the program. */
export interface Process {
  name: PartName;
  command: string[];
  log: string;
}

export interface ProcessOptions {
  place: Place;
  ports: Ports;
  programs: Record<PartName, string>;
  /** Folder with the manifests of the Go modules. */
  manifests: string;
  /** How long a Pod of a Job runs, in seconds. */
  jobDuration: number;
  /** What the estate configures Kueue with. */
  kueueSettings: KueueSettings;
}

/** All parts in the order of their start, each after what it needs. */
export function processes(options: ProcessOptions): Process[] {
  const { place, programs } = options;
  const flags: [PartName, Flags][] = [
    ["etcd", etcd(options)],
    ["kube-apiserver", apiServer(options)],
    ["kube-controller-manager", controllerManager(options)],
    ["kube-scheduler", scheduler(options)],
    ["kwok", kwok(options)],
    ["kueue", kueue(options)],
  ];
  return flags.map(([name, values]) => ({
    name,
    command: [programs[name], ...Object.entries(values).map(([flag, value]) => `--${flag}=${value}`)],
    log: place.log(name),
  }));
}

type Flags = Record<string, string | number | boolean>;

function etcd({ place, ports }: ProcessOptions): Flags {
  const client = `https://${LOOPBACK}:${ports.etcd}`;
  const peer = `https://${LOOPBACK}:${ports.etcdPeer}`;
  const certificate = {
    cert: place.pki("etcd.crt"),
    key: place.pki("etcd.key"),
    authority: place.pki("ca.crt"),
  };
  return {
    name: "lab",
    "data-dir": place.at("etcd"),
    "listen-client-urls": client,
    "advertise-client-urls": client,
    "listen-peer-urls": peer,
    "initial-advertise-peer-urls": peer,
    "initial-cluster": `lab=${peer}`,
    "cert-file": certificate.cert,
    "key-file": certificate.key,
    "trusted-ca-file": certificate.authority,
    "client-cert-auth": true,
    "peer-cert-file": certificate.cert,
    "peer-key-file": certificate.key,
    "peer-trusted-ca-file": certificate.authority,
    "peer-client-cert-auth": true,
    // What a killed process has written, the kernel keeps: only a power cut could lose it.
    "unsafe-no-fsync": true,
    "quota-backend-bytes": 8 * 1024 ** 3,
    "log-level": "warn",
  };
}

/** How the aggregation layer of the API server passes a user on. */
const requestHeaders = (place: Place): Flags => ({
  "requestheader-client-ca-file": place.pki("ca.crt"),
  "requestheader-allowed-names": "front-proxy-client",
  "requestheader-username-headers": "X-Remote-User",
  "requestheader-group-headers": "X-Remote-Group",
  "requestheader-extra-headers-prefix": "X-Remote-Extra-",
});

function apiServer({ place, ports }: ProcessOptions): Flags {
  return {
    "etcd-servers": `https://${LOOPBACK}:${ports.etcd}`,
    "etcd-cafile": place.pki("ca.crt"),
    "etcd-certfile": place.pki("kube-apiserver.crt"),
    "etcd-keyfile": place.pki("kube-apiserver.key"),
    "bind-address": LOOPBACK,
    "advertise-address": LOOPBACK,
    // An endpoint on loopback would be refused.
    "endpoint-reconciler-type": "none",
    "secure-port": ports.apiServer,
    "tls-cert-file": place.pki("kube-apiserver.crt"),
    "tls-private-key-file": place.pki("kube-apiserver.key"),
    "client-ca-file": place.pki("ca.crt"),
    "anonymous-auth": false,
    "authorization-mode": "RBAC",
    // What may be privileged is for admission to say, which names its rule.
    "allow-privileged": true,
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-account-key-file": place.pki("service-account.key"),
    "service-account-signing-key-file": place.pki("service-account.key"),
    "service-cluster-ip-range": SERVICE_NETWORK,
    "proxy-client-cert-file": place.pki("front-proxy-client.crt"),
    "proxy-client-key-file": place.pki("front-proxy-client.key"),
    ...requestHeaders(place),
    "shutdown-delay-duration": "0s",
  };
}

function controllerManager({ place, ports }: ProcessOptions): Flags {
  const kubeconfig = place.at("kube-controller-manager.kubeconfig");
  return {
    kubeconfig,
    "authentication-kubeconfig": kubeconfig,
    "authorization-kubeconfig": kubeconfig,
    "client-ca-file": place.pki("ca.crt"),
    ...requestHeaders(place),
    "bind-address": LOOPBACK,
    "secure-port": ports.controllerManager,
    "tls-cert-file": place.pki("kube-controller-manager.crt"),
    "tls-private-key-file": place.pki("kube-controller-manager.key"),
    "root-ca-file": place.pki("ca.crt"),
    "service-account-private-key-file": place.pki("service-account.key"),
    "cluster-signing-cert-file": place.pki("ca.crt"),
    "cluster-signing-key-file": place.pki("ca.key"),
    "use-service-account-credentials": true,
    "leader-elect": false,
    "kube-api-qps": QPS,
    "kube-api-burst": 2 * QPS,
  };
}

function scheduler({ place, ports }: ProcessOptions): Flags {
  const kubeconfig = place.at("kube-scheduler.kubeconfig");
  place.write(
    "kube-scheduler.yaml",
    stringify({
      apiVersion: "kubescheduler.config.k8s.io/v1",
      kind: "KubeSchedulerConfiguration",
      clientConnection: { kubeconfig, qps: QPS, burst: 2 * QPS },
      leaderElection: { leaderElect: false },
    }),
  );
  return {
    config: place.at("kube-scheduler.yaml"),
    "authentication-kubeconfig": kubeconfig,
    "authorization-kubeconfig": kubeconfig,
    "client-ca-file": place.pki("ca.crt"),
    ...requestHeaders(place),
    "bind-address": LOOPBACK,
    "secure-port": ports.scheduler,
    "tls-cert-file": place.pki("kube-scheduler.crt"),
    "tls-private-key-file": place.pki("kube-scheduler.key"),
  };
}

function kwok({ place, ports, manifests, jobDuration }: ProcessOptions): Flags {
  place.write(
    "kwok.yaml",
    stages(manifests, jobDuration)
      .map((stage) => stringify(stage))
      .join("---\n"),
  );
  return {
    kubeconfig: place.at("kwok.kubeconfig"),
    config: place.at("kwok.yaml"),
    "manage-nodes-with-annotation-selector": "kwok.x-k8s.io/node=fake",
    cidr: "10.128.0.0/10",
    "node-ip": LOOPBACK,
    "node-lease-duration-seconds": 40,
    "server-address": `${LOOPBACK}:${ports.kwok}`,
  };
}

function kueue({ place, ports, kueueSettings }: ProcessOptions): Flags {
  place.write("kueue.yaml", stringify(kueueConfiguration(kueueSettings, place, ports)));
  return {
    kubeconfig: place.at("kueue.kubeconfig"),
    config: place.at("kueue.yaml"),
    // It would listen on a port that cannot be chosen, and two labs could not run side by side.
    "feature-gates": "VisibilityOnDemand=false",
  };
}
