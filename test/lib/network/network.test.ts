import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkNetwork, cyclesOf } from "../../../lib/network/index.js";
import { minimalEstate } from "../../support/estate.js";

describe("dependencies", () => {
  it("have no cycle where every edge leads to a later name", () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const forward = fc.record(
      Object.fromEntries(names.map((name, index) => [name, fc.subarray(names.slice(index + 1))])),
    );
    fc.assert(fc.property(forward, (graph) => cyclesOf(graph).length === 0));
  });

  it("have a cycle, and it is one, where an edge leads back", () => {
    const names = ["a", "b", "c", "d", "e"];
    const graphs = fc.record(Object.fromEntries(names.map((name) => [name, fc.subarray(names)])));
    fc.assert(
      fc.property(graphs, (graph: Record<string, string[]>) => {
        for (const cycle of cyclesOf(graph)) {
          for (const [index, name] of cycle.entries()) {
            expect(graph[name]).toContain(cycle[(index + 1) % cycle.length]);
          }
        }
      }),
    );
  });

  it("that close a cycle are refused at the line that closes it", () => {
    const estate = minimalEstate({
      "applications/annuaire.yaml": (text) => `${text}dependsOn: [agendas]\n`,
      "applications/eleves.yaml": (text) => `${text.replace(/dependsOn: .*\n/, "")}dependsOn: [annuaire]\n`,
    }).estate;
    expect(checkNetwork(estate)).toEqual([
      {
        pointer: "applications/annuaire.yaml#/dependsOn/0",
        value: "agendas",
        message: "closes a cycle: agendas → eleves → annuaire → agendas",
        hint: "remove one of these from its `dependsOn`",
      },
    ]);
  });
});

describe("host names", () => {
  it("belong to one application", () => {
    const estate = minimalEstate({
      "applications/portail.yaml": (text) => text.replace(/host: .*/, "host: eleves"),
    }).estate;
    expect(checkNetwork(estate).map(({ pointer, message }) => [pointer, message])).toEqual([
      ["applications/portail.yaml#/host", "is the host of eleves as well"],
    ]);
  });
});
