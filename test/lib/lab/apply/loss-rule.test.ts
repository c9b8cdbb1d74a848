import { describe, expect, it } from "vitest";
import type { Estate, LedgerEntry, Stage } from "../../../../config/index.js";
import { ledgerRule } from "../../../../lib/lab/index.js";
import { minimalEstate } from "../../../support/estate.js";

const base = minimalEstate().estate;
const label = (name: string) => `${base.platform.labelPrefix}/${name}`;

function estateWith(
  application: string,
  entries: Record<string, { stage: Stage; approved?: boolean }>,
): Estate {
  const installations = Object.fromEntries(
    Object.entries(entries).map(([academy, { stage, approved }]): [string, LedgerEntry] => [
      academy,
      { stage, since: "2026-01-01", evidence: approved ? { approval: "GED-1" } : {} } as LedgerEntry,
    ]),
  );
  const ledger = { ...Object.values(base.migrations)[0], installations } as Estate["migrations"][string];
  return { ...base, migrations: { ...base.migrations, [application]: ledger } };
}

/** What the rule says of a Database `name` in a namespace of an application, dedicated or shared. */
function verdict(estate: Estate, application: string, academy: string, name: string): string | undefined {
  return ledgerRule(estate)({
    stack: `production-sud-${application}`,
    live: {
      apiVersion: "postgresql.cnpg.io/v1",
      kind: "Database",
      metadata: { name, namespace: "any", uid: "1", resourceVersion: "1" },
    },
    namespaceLabels: { [label("application")]: application, [label("academy")]: academy },
  });
}

describe("data may go", () => {
  const decommissioned = { stage: "decommissioned", approved: true } as const;

  it("where the ledger says decommissioned, and records the approval", () => {
    expect(
      verdict(estateWith("eleves", { lille: decommissioned }), "eleves", "lille", "database"),
    ).toBeUndefined();
  });

  it.each([
    ["at an earlier stage", { stage: "soaked", approved: true }],
    ["without approval", { stage: "decommissioned" }],
  ] as const)("not %s", (_, entry) => {
    expect(verdict(estateWith("eleves", { lille: entry }), "eleves", "lille", "database")).toContain("lille");
  });

  it("not by what the ledger says of another academy, or of none", () => {
    const estate = estateWith("eleves", { nantes: decommissioned });
    expect(verdict(estate, "eleves", "lille", "database")).toContain("lille");
    expect(verdict(estate, "unknown", "lille", "database")).toContain("no ledger");
    expect(verdict(estate, "", "", "database")).toContain("no ledger");
  });

  it("of a shared namespace: an academy's own by its name, the common only when all have gone", () => {
    const [one, ...others] = Object.keys(base.academies);
    const partly = estateWith("agendas", { [`${one}`]: decommissioned });
    expect(verdict(partly, "agendas", "shared", `${one}`)).toBeUndefined();
    expect(verdict(partly, "agendas", "shared", `${others[0]}`)).toContain(others[0]);
    expect(verdict(partly, "agendas", "shared", "database")).toContain(others[0]);
    const all = Object.fromEntries(Object.keys(base.academies).map((academy) => [academy, decommissioned]));
    expect(verdict(estateWith("agendas", all), "agendas", "shared", "database")).toBeUndefined();
  });
});
