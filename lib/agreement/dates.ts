/** Cutovers in weeks that are allowed, and departures before the sites close. */
import {
  type Estate,
  type EstatePointer,
  type Planning,
  pointerTo,
  pointerToFile,
} from "../../config/index.js";
import { addDays, cutoverWeeks, weekOf } from "../calendar/index.js";
import type { AgreementFinding, Late } from "./finding.js";
import type { Move } from "./read.js";

export function checkDates(estate: Estate, planning: Planning, moves: readonly Move[]) {
  const findings: AgreementFinding[] = [];
  const late: Late[] = [];
  for (const move of moves) {
    findings.push(...checkWeek(estate, move), ...checkPin(planning, move));
    const endOfLife = estate.sites[move.site]?.endOfLife ?? "";
    if (addDays(move.leaves, 6) > endOfLife) {
      const { application, academy, site } = move;
      late.push({ application, academy, site, endOfLife, leaves: weekOf(move.leaves) });
    }
  }
  return { findings, late };
}

/** The calendar's word on the week of the cutover. */
function checkWeek(estate: Estate, { application, academy, cutover, pointer }: Move): AgreementFinding[] {
  const week = weekOf(cutover);
  const verdict = cutoverWeeks(estate, application, academy).find((one) => one.week === week);
  const outside: EstatePointer[] = [pointerToFile("platform", "horizon")];
  if (!verdict) {
    return [
      {
        pointer,
        value: week,
        message: `is outside the horizon for ${application} in ${academy}`,
        facts: outside,
      },
    ];
  }
  if (verdict.allowed) return [];
  const facts = verdict.reasons.flatMap(
    ({ freeze, severity, outsideHolidays, outsideHorizon }): EstatePointer[] => {
      if (freeze !== undefined) return severity === "forbidden" ? [pointerTo("freezes", freeze)] : [];
      if (outsideHolidays)
        return [pointerTo("applications", application, "cutover"), pointerTo("academies", academy, "zone")];
      return outsideHorizon ? outside : [];
    },
  );
  const frozen = verdict.reasons
    .filter(({ severity }) => severity === "forbidden")
    .map(({ freeze }) => freeze);
  const why = frozen.length > 0 ? `frozen by ${frozen.join(", ")}` : "no week in which it may be cut over";
  return [{ pointer, value: week, message: `is ${why} for ${application} in ${academy}`, facts }];
}

function checkPin({ pins }: Planning, { application, academy, cutover, pointer }: Move): AgreementFinding[] {
  const pin = pins[application]?.[academy];
  const week = weekOf(cutover);
  if (!pin || ((pin.from ?? week) <= week && week <= (pin.until ?? week))) return [];
  return [
    {
      pointer,
      value: week,
      message: `is not the week that ${application} in ${academy} was promised: ${pin.reason}`,
      facts: [pointerToFile("planning", "pins", application, academy)],
    },
  ];
}
