/** Certificates: the lab's own authority, what it signs for the parts and for people, and their kubeconfigs. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { stringify } from "yaml";
import { LabFailure } from "../failure.js";
import type { Place } from "./place.js";

/** Addresses of Services; the first one is the API server's own. */
export const SERVICE_NETWORK = "10.96.0.0/12";
const API_SERVER_ADDRESS = "10.96.0.1";

/** What `tools/certify` is asked for. */
interface CertificateRequest {
  name: string;
  commonName: string;
  organizations: string[];
  /** Names and addresses that a server answers to; empty for a client only. */
  hosts: string[];
}

/** Somebody who works in a cluster as a member of one group of the identity provider. */
export interface Person {
  /** Name of the kubeconfig's file, e.g. `academie-lille`. */
  name: string;
  group: string;
}

/** The group that Kubernetes lets do everything. */
const ADMINISTRATORS = "system:masters";
const LOOPBACK = ["127.0.0.1", "localhost"];

const server = (name: string, commonName = name): CertificateRequest => ({
  name,
  commonName,
  organizations: [],
  hosts: LOOPBACK,
});

const client = (name: string, commonName: string, ...organizations: string[]): CertificateRequest => ({
  name,
  commonName,
  organizations,
  hosts: [],
});

const PARTS: CertificateRequest[] = [
  server("etcd"),
  {
    ...server("kube-apiserver"),
    hosts: [...LOOPBACK, "kubernetes", "kubernetes.default.svc", API_SERVER_ADDRESS],
  },
  // Servers and clients of the API server at once.
  server("kube-controller-manager", "system:kube-controller-manager"),
  server("kube-scheduler", "system:kube-scheduler"),
  server("kueue-webhook/tls", "kueue-webhook"),
  client("service-account", "service-account"),
  client("front-proxy-client", "front-proxy-client"),
  client("kwok", "kwok", ADMINISTRATORS),
  client("kueue", "kueue", ADMINISTRATORS),
  client("admin", "admin", ADMINISTRATORS),
];

/** Parts that reach the API server with a kubeconfig. */
const CLIENTS = ["kube-controller-manager", "kube-scheduler", "kwok", "kueue"];

/** Makes what is missing or ends soon, and writes every kubeconfig. */
export function writeCredentials(
  place: Place,
  options: { certify: string; server: string; context: string; people: readonly Person[] },
): void {
  const people = options.people.map(({ name, group }) => client(`people-${name}`, name, group));
  try {
    execFileSync(options.certify, [place.at("pki")], {
      input: JSON.stringify([...PARTS, ...people]),
      stdio: "pipe",
    });
  } catch (error) {
    throw new LabFailure(`The certificates of ${place.folder} cannot be made: ${(error as Error).message}`);
  }
  const write = (file: string, certificate: string) =>
    place.write(file, kubeconfig(place, certificate, options));
  for (const name of CLIENTS) write(`${name}.kubeconfig`, name);
  write("kubeconfig", "admin");
  for (const { name } of options.people) write(`people/${name}.kubeconfig`, `people-${name}`);
}

/** A kubeconfig that needs no other file. */
function kubeconfig(
  place: Place,
  certificate: string,
  { server, context }: { server: string; context: string },
): string {
  const base64 = (file: string) => readFileSync(place.pki(file)).toString("base64");
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: context, cluster: { server, "certificate-authority-data": base64("ca.crt") } }],
    users: [
      {
        name: certificate,
        user: {
          "client-certificate-data": base64(`${certificate}.crt`),
          "client-key-data": base64(`${certificate}.key`),
        },
      },
    ],
    contexts: [{ name: context, context: { cluster: context, user: certificate } }],
    "current-context": context,
  });
}
