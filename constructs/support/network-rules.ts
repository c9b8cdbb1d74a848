/** Building blocks of NetworkPolicies: peers and ports. */

const DNS_PORT = 53;

interface Selector {
  matchLabels?: Record<string, string>;
}

export interface Rule {
  ports?: { port: string; protocol: "TCP" | "UDP" }[];
  peers: { namespaceSelector?: Selector; podSelector?: Selector; ipBlock?: { cidr: string } }[];
}

export const tcp = (...ports: number[]): NonNullable<Rule["ports"]> =>
  ports.map((port) => ({ port: `${port}`, protocol: "TCP" }));

/** The cluster's name service. */
export const toDns = (): Rule => ({
  ports: [
    { port: `${DNS_PORT}`, protocol: "UDP" },
    { port: `${DNS_PORT}`, protocol: "TCP" },
  ],
  peers: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }],
});

export const pods = (matchLabels: Record<string, string>, ports: Rule["ports"]): Rule => ({
  peers: [{ podSelector: { matchLabels } }],
  ...(ports ? { ports } : {}),
});

export const namespaces = (matchLabels: Record<string, string>, ports: Rule["ports"]): Rule => ({
  peers: [{ namespaceSelector: { matchLabels } }],
  ...(ports ? { ports } : {}),
});

export const network = (cidr: string, ports: Rule["ports"]): Rule => ({
  peers: [{ ipBlock: { cidr } }],
  ...(ports ? { ports } : {}),
});
