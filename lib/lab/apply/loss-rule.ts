/** Who may take data away: the ledger (DESIGN.md, «What the platform must keep true»). */
import type { Estate } from "../../../config/index.js";
import { academiesOf } from "../../migration/index.js";
import type { LossRule } from "./plan.js";

/**
 * Data of an installation may go where its ledger says `decommissioned` and records the approval; what several
 * academies share, where that is so for each of them. An object in a shared namespace is of the academy that it is
 * labelled with or named after.
 */
export function ledgerRule(estate: Estate): LossRule {
  const key = (label: string) => `${estate.platform.labelPrefix}/${label}`;
  return ({ live, namespaceLabels }) => {
    const application = namespaceLabels[key("application")] ?? "";
    const ledger = estate.migrations[application]?.installations;
    if (!ledger) return `holds data, and no ledger speaks of ${application || "it"}`;
    const named = [
      namespaceLabels[key("academy")],
      live.metadata.labels?.[key("academy")],
      live.metadata.namespace && live.metadata.name,
    ].find((name) => name !== undefined && Object.hasOwn(estate.academies, name));
    const declared = estate.applications[application];
    const academies = named ? [named] : declared ? academiesOf(estate, declared) : Object.keys(ledger);
    const open = academies.filter((academy) => {
      const entry = ledger[academy];
      return entry?.stage !== "decommissioned" || entry.evidence.approval === undefined;
    });
    if (academies.length > 0 && open.length === 0) return undefined;
    return `holds data of ${application}, and migrations/${application}.yaml does not say \`decommissioned\`, with its approval, for: ${open.join(", ") || "anybody"}`;
  };
}
