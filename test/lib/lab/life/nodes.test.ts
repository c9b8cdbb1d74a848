import { expect, it } from "vitest";
import { clusterNodes } from "../../../../lib/lab/life/nodes.js";
import { minimalEstate } from "../../../support/estate.js";

const LONGEST = "x".repeat(30);

it("nodes have hostnames of their own that are values of labels, however long groups and zones are named", () => {
  const { environments } = minimalEstate().estate;
  const cluster = environments.recette?.clusters.sud;
  const group = cluster?.nodeGroups.general;
  if (!cluster || !group) throw new Error("the small estate is another one");
  const nodesOf = (name: string, zone: string) =>
    clusterNodes(
      { ...cluster, zones: [zone], nodeGroups: { [name]: { ...group, nodesPerZone: 12 } } },
      "transhumance.example",
    ).map(({ metadata }) => [metadata.name, metadata.labels?.["kubernetes.io/hostname"] ?? ""]);
  const long = nodesOf(LONGEST, LONGEST);
  for (const [, hostname] of long) expect(hostname).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
  expect(new Set(long.map(([, hostname]) => hostname)).size).toBe(12);
  for (const [name, hostname] of nodesOf("general", "garonne-a")) expect(hostname).toBe(name);
});
