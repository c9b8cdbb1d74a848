/** Checks of the ledger that need more than its shape. */
import type { Estate, EstatePointer } from "../../config/index.js";
import { pointerTo } from "../../config/load/pointer.js";
import { academiesOf } from "./installations.js";
import { REQUIRED_EVIDENCE } from "./stages.js";

export interface LedgerFinding {
  pointer: EstatePointer;
  value?: unknown;
  message: string;
  allowed?: string;
  hint?: string;
}

/**
 * Entries of academies that do not use the application, missing evidence, dates to come where `platform` says the day, weights
 * of stateful ones.
 */
export function checkLedger(
  estate: Pick<Estate, "academies" | "applications" | "migrations"> & Partial<Pick<Estate, "platform">>,
): LedgerFinding[] {
  const today = estate.platform?.today;
  return Object.entries(estate.migrations).flatMap(([name, { installations }]) => {
    const application = estate.applications[name];
    if (!application) return [];
    if (application.installed === "centrally") {
      return [
        {
          pointer: pointerTo("migrations", name),
          value: name,
          message: "is a ledger of an application that is installed centrally",
          hint: `remove the file, or set \`installed: per-academy\` in applications/${name}.yaml`,
        },
      ];
    }
    const users = new Set(academiesOf(estate, application));
    return Object.entries(installations).flatMap(([academy, entry]) => {
      if (!entry) return [];
      const pointer = pointerTo("migrations", name, "installations", academy);
      const findings: LedgerFinding[] = [];
      if (!users.has(academy)) {
        findings.push({
          pointer,
          value: academy,
          message: `does not use ${name}`,
          allowed: [...users].join(", "),
        });
      }
      const missing = REQUIRED_EVIDENCE[entry.stage].filter((kind) => !entry.evidence[kind]);
      if (missing.length > 0) {
        findings.push({
          pointer,
          value: entry.stage,
          message: `is a stage that needs evidence: ${missing.join(", ")} missing`,
          hint: "record where the evidence is kept, or the stage before",
        });
      }
      if (today !== undefined && entry.since > today) {
        findings.push({
          pointer: pointerTo("migrations", name, "installations", academy, "since"),
          value: entry.since,
          message: "is a day to come; the ledger records what happened",
          allowed: `until ${today}`,
        });
      }
      if (entry.weight !== undefined && !application.stateless) {
        findings.push({
          pointer: pointerTo("migrations", name, "installations", academy, "weight"),
          value: entry.weight,
          message: "is a partial traffic weight of an application that is not marked stateless",
          hint: "remove `weight`: a database has one writable side",
        });
      }
      return findings;
    });
  });
}
