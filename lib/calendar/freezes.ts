/** Which freezes concern an installation. */
import type { Freeze } from "../../config/index.js";
import type { EstateLike } from "./estate.js";

export interface NamedFreeze {
  id: string;
  freeze: Freeze;
}

/**
 * Freezes that concern `application` in `academy`, of either severity, in the order of the estate: those whose
 * scope holds the academy, and that are for all applications or named by this one. Empty for unknown names.
 */
export function freezesOf(estate: EstateLike, application: string, academy: string): NamedFreeze[] {
  const named = estate.applications?.[application]?.freezes;
  if (!named || !estate.academies?.[academy]) return [];
  return Object.entries(estate.freezes ?? {})
    .filter(([id, freeze]) => freeze.applications === "all" || named.includes(id))
    .filter(([, freeze]) => holds(estate, freeze, academy))
    .map(([id, freeze]) => ({ id, freeze }));
}

function holds({ academies }: EstateLike, { scope }: Freeze, academy: string): boolean {
  switch (scope.kind) {
    case "national":
      return true;
    case "zones": {
      const zone = academies?.[academy]?.zone;
      return zone !== undefined && scope.zones.includes(zone);
    }
    case "academies":
      return scope.academies.includes(academy);
  }
}
