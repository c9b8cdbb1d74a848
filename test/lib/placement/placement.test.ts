import { describe, expect, it } from "vitest";
import type { Estate } from "../../../config/index.js";
import { type ApplicationPlan, planStacks } from "../../../lib/placement/index.js";
import { type Edit, minimalEstate } from "../../support/estate.js";

function application(
  name: string,
  cluster = "sud",
  edits: Record<string, Edit> = {},
  environment = "production",
) {
  const { estate } = minimalEstate(edits);
  return planStacks(estate, { environment, cluster, only: [name] })[0] as ApplicationPlan;
}

const releases = (plan: ApplicationPlan) => plan.releases.map(({ namespace }) => namespace);
const hosts = (plan: ApplicationPlan) =>
  plan.releases.flatMap(({ installations, nationalHost }) => [
    ...(nationalHost ? [nationalHost] : []),
    ...installations.map(({ host }) => host),
  ]);

describe("a dedicated application", () => {
  it("has a namespace and a host per academy", () => {
    expect(releases(application("eleves"))).toEqual(["eleves-la-reunion", "eleves-lille", "eleves-nantes"]);
    expect(hosts(application("eleves"))).toContain("eleves.lille.production.apps.example");
  });

  it("runs nothing where its installation is only inventoried", () => {
    const running = application("eleves").releases.map(({ academy, running }) => [academy, running]);
    expect(Object.fromEntries(running)).toEqual({ "la-reunion": false, lille: true, nantes: true });
  });
});

describe("a pooled application", () => {
  it("has one namespace, and a database per academy that has left the inventory", () => {
    const plan = application("agendas");
    expect(releases(plan)).toEqual(["agendas"]);
    expect(plan.releases[0]?.installations.map(({ academy, ownDatabase }) => [academy, ownDatabase])).toEqual(
      [
        ["la-reunion", false],
        ["lille", true],
      ],
    );
  });

  it("has a quota and a volume that do not follow from its academies", () => {
    const size = (academies: string) => {
      const { quota, volume } = application("agendas", "sud", {
        "applications/agendas.yaml": (text) =>
          text.replace(/academies: .*/, `academies: ${academies} # chosen`),
      }).releases[0] as ApplicationPlan["releases"][number];
      return { quota, volume };
    };
    expect(size("[lille]")).toEqual(size("[lille, la-reunion, nantes]"));
  });
});

describe("a central application", () => {
  it("has one national host and no installation", () => {
    const plan = application("portail");
    expect(hosts(plan)).toEqual(["services.production.apps.example"]);
    expect(plan.releases[0]?.running).toBe(true);
  });
});

describe("traffic", () => {
  const weightOf = (entry: string, stateless: boolean) =>
    application("annuaire", "sud", {
      "migrations/annuaire.yaml": () => `illustrative: true\ninstallations:\n  lille: { ${entry} }\n`,
      ...(stateless
        ? {
            "applications/annuaire.yaml": (text: string) =>
              `${text.replace(/database:[\s\S]*$/, "")}stateless: true\n`,
          }
        : {}),
    }).releases[0]?.installations.find(({ academy }) => academy === "lille")?.platformWeight;
  const cutover = "stage: cutover, since: 2026-10-05, evidence: { rehearsal: a, cutover: b }";

  it("of an application with a database goes to one side", () => {
    expect(weightOf(cutover, false)).toBe(100);
  });

  it("of a stateless application is shared as the ledger says, once it is cut over", () => {
    expect(weightOf(`${cutover}, weight: 25`, true)).toBe(25);
    expect(weightOf(`${cutover}, weight: 0`, true)).toBe(0);
    expect(weightOf("stage: staged, since: 2026-10-05, weight: 25", true)).toBe(0);
  });
});

describe("an environment without sites", () => {
  it("runs every installation of its academies, all traffic on the platform", () => {
    const { estate } = minimalEstate();
    for (const plan of planStacks(estate, { environment: "recette" })) {
      if (plan.kind !== "application") continue;
      for (const release of plan.releases) {
        expect(release.running).toBe(true);
        for (const installation of release.installations) {
          expect(installation).toMatchObject({ platformWeight: 100, replication: "none", site: undefined });
        }
      }
    }
  });
});

describe("a standby cluster", () => {
  it("copies nothing from sites, and reads the primary's backups", () => {
    const plan = application("eleves", "nord");
    expect(plan.role).toBe("standby");
    expect(plan.database?.primary?.cluster).toBe("sud");
    expect(
      plan.releases.flatMap(({ installations }) => installations.map(({ replication }) => replication)),
    ).toEqual(["none", "none", "none"]);
  });

  it("is another one once `primary` names it", () => {
    const edits = {
      "environments/production.yaml": (text: string) => text.replace("primary: sud", "primary: nord"),
    };
    expect(application("eleves", "nord", edits).role).toBe("primary");
    expect(application("eleves", "sud", edits).role).toBe("standby");
  });
});

describe("the order of stacks", () => {
  it("puts every stack after those that it depends on", () => {
    const seen = new Set<string>();
    for (const { stack, dependsOn } of planStacks(minimalEstate().estate as Estate)) {
      for (const earlier of dependsOn) expect(seen).toContain(earlier);
      seen.add(stack);
    }
  });
});
