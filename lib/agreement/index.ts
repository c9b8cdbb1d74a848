/** Agreement: is the agreed plan of `waves.yaml` still feasible? Shares no code with what made it (`lib/waves`). */
import { type Estate, pointerToFile } from "../../config/index.js";
import { checkDates } from "./dates.js";
import type { AgreementFinding, Late } from "./finding.js";
import { checkLimits } from "./limits.js";
import { checkOrder } from "./order.js";
import { readAgreement } from "./read.js";
import { checkWork } from "./work.js";

export type { AgreementFinding, Late } from "./finding.js";

export interface Agreement {
  findings: AgreementFinding[];
  late: Late[];
}

/** Everything that the agreed plan breaks. An estate without a plan, or without rules for it, breaks nothing. */
export function checkAgreement(estate: Estate): Agreement {
  const { planning, waves } = estate;
  if (!waves) return { findings: [], late: [] };
  if (!planning) {
    const pointer = pointerToFile("waves");
    return {
      findings: [
        { pointer, message: "follows rules that are missing", hint: "write planning.yaml", facts: [] },
      ],
      late: [],
    };
  }
  const { moves, findings } = readAgreement(estate, planning, waves);
  const { findings: dates, late } = checkDates(estate, planning, moves);
  return {
    findings: [
      ...findings,
      ...dates,
      ...checkOrder(estate, planning, waves, moves),
      ...checkLimits(estate, planning, moves),
      ...checkWork(estate, planning, waves, moves),
    ],
    late,
  };
}
