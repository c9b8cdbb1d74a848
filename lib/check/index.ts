/** Check: everything that is wrong with an estate, from all engines, in one list. */
import {
  type Estate,
  type LoadedEstate,
  type Problem,
  pointerTo,
  showPointer,
  showValue,
  sortProblems,
} from "../../config/index.js";
import { checkAgreement } from "../agreement/index.js";
import { checkBurst } from "../burst/index.js";
import { checkCalendar } from "../calendar/index.js";
import { checkCapacity, warnCapacity } from "../capacity/index.js";
import { academiesOf, checkLedger } from "../migration/index.js";
import { checkNetwork } from "../network/index.js";
import { PolicyEngine, policiesOf, Waivers } from "../policy/index.js";
import { dataSize } from "../sizing/index.js";
import { checkPlanning } from "../waves/index.js";
import { checkAi } from "./ai.js";
import { warnEndings, warnOverdue } from "./endings.js";
import type { Finding } from "./finding.js";
import { followsFrom } from "./follow-on.js";
import { warnOpenGpuNodes } from "./gpu-nodes.js";
import { checkNames } from "./names.js";
import { warnOperators } from "./operators.js";

export interface CheckOptions {
  /** Also whether the agreed plan is still feasible. @default false: `transhumance check` asks for it */
  agreement?: boolean;
}

/**
 * Problems of shape and references, and those that need a calendar, a graph or a sum; of these none that only follows
 * from a file that is broken. `today` is `YYYY-MM-DD`: waivers that named an earlier day have run out, and so have uses of
 * AI.
 */
export function checkEstate(
  { estate, problems, broken, locate }: LoadedEstate,
  today: string,
  { agreement = false }: CheckOptions = {},
): Problem[] {
  if (!isWhole(estate)) return problems;
  const follows = followsFrom(broken);
  const findings = [
    ...checkNetwork(estate),
    ...checkLedger(estate),
    ...checkCalendar(estate),
    ...checkNames(estate),
    ...checkAi(estate, today),
    ...checkBurst(estate, today),
    ...checkSharedVolumes(estate),
    ...new PolicyEngine(policiesOf(estate)).problems.filter(({ severity }) => severity === "deny"),
    ...new Waivers(estate.waivers, today).expired,
    ...checkCapacity(estate),
    ...checkPlanning(estate),
  ].filter((finding: Finding) => !follows(finding));
  // Other problems would show again as a plan that they break.
  if (agreement && problems.length + findings.length === 0) findings.push(...checkAgreement(estate).findings);
  return sortProblems([...problems, ...findings.map(problemAt(locate))]);
}

/** What a right estate should know: nothing that ends a command. */
export const warnEstate = ({
  estate,
  locate,
  today,
}: {
  estate: Estate;
  locate: LoadedEstate["locate"];
  /** `YYYY-MM-DD`. */
  today: string;
}): Problem[] =>
  sortProblems(
    [
      ...warnCapacity(estate),
      ...warnEndings(estate, today),
      ...warnOverdue(estate, today),
      ...warnOpenGpuNodes(estate),
      ...warnOperators(estate),
    ].map(problemAt(locate)),
  );

const problemAt =
  (locate: LoadedEstate["locate"]) =>
  ({ pointer, value, message, allowed, hint }: Finding): Problem => ({
    ...locate(pointer),
    path: showPointer(pointer),
    ...(value === undefined ? {} : { value: showValue(value) }),
    message,
    ...(allowed === undefined ? {} : { allowed }),
    ...(hint === undefined ? {} : { hint }),
  });

/** Without `platform.yaml` there is nothing to check against. */
function isWhole(estate: Partial<Estate>): estate is Estate {
  return estate.platform !== undefined && estate.skills !== undefined;
}

/** A shared volume must hold the data of all academies that are to move in. */
function checkSharedVolumes(estate: Estate): Finding[] {
  const gibibytes = (bytes: number) => `${Math.ceil(bytes / 1024 ** 3)}GiB`;
  return Object.entries(estate.applications).flatMap(([name, application]) => {
    const storage = application.database?.storage;
    if (storage === undefined || application.installed === "centrally") return [];
    const data = academiesOf(estate, application)
      .flatMap((academy) => estate.academies[academy] ?? [])
      .reduce((sum, academy) => sum + dataSize(application, academy), 0);
    return data <= storage
      ? []
      : [
          {
            pointer: pointerTo("applications", name, "database", "storage"),
            value: gibibytes(storage),
            message: `is less than the ${gibibytes(data)} of data that the academies hold`,
            allowed: `at least ${gibibytes(data)}`,
            hint: "raise `storage`, or correct `size`",
          },
        ];
  });
}
