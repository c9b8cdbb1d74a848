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
import { checkCapacity, checkGpus, warnCapacity } from "../capacity/index.js";
import { academiesOf, checkLedger } from "../migration/index.js";
import { checkNetwork } from "../network/index.js";
import { PolicyEngine, policiesOf, Waivers } from "../policy/index.js";
import { dataSize } from "../sizing/index.js";
import { checkPlanning } from "../waves/index.js";
import { checkAi, checkMetrics } from "./ai.js";
import { checkEndings, warnEndings, warnOverdue } from "./endings.js";
import type { Finding } from "./finding.js";
import { followsFrom } from "./follow-on.js";
import { warnGpuNodes } from "./gpu-nodes.js";
import { checkNames } from "./names.js";
import { warnOperators } from "./operators.js";

export interface CheckOptions {
  /** Also whether the agreed plan is still feasible. @default false: `transhumance check` asks for it */
  agreement?: boolean;
}

/**
 * Problems of shape and references, and those that need a calendar, a graph or a sum; of these none that only follows
 * from a file that is broken: what is planned from `platform.yaml` waits for it. `today` is `YYYY-MM-DD`: waivers that
 * named an earlier day have run out, and so have uses of AI.
 */
export function checkEstate(
  { estate, problems, broken, locate }: LoadedEstate,
  today: string,
  { agreement = false }: CheckOptions = {},
): Problem[] {
  if (!isRead(estate)) return problems;
  const follows = followsFrom(broken);
  const findings = [
    ...checkStanding(estate, today),
    ...(hasPlatform(estate)
      ? checkPlans(estate, today)
      : [...checkGpus(estate), ...rulesOf(estate.policies)]),
  ].filter((finding) => !follows(finding));
  // Other problems would show again as a plan that they break.
  if (agreement && hasPlatform(estate) && problems.length + findings.length === 0)
    findings.push(...checkAgreement(estate).findings);
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
      ...warnGpuNodes(estate),
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

/** Without `platform.yaml`; no engine reads the names in `skills.yaml`. */
type Standing = Omit<Estate, "platform" | "skills">;

/** Folders of the estate are read, or it could not be found at all. */
const isRead = (estate: Partial<Estate>): estate is Partial<Estate> & Standing =>
  estate.applications !== undefined;

const hasPlatform = (estate: Partial<Estate>): estate is Estate => estate.platform !== undefined;

/** What is wrong whatever the platform is; what is compared with its day and namespaces, only where it says them. */
function checkStanding(estate: Standing & Partial<Pick<Estate, "platform">>, today: string): Finding[] {
  return [
    ...checkNetwork(estate),
    ...checkLedger(estate),
    ...checkCalendar(estate),
    ...checkNames(estate),
    ...checkAi(estate),
    ...checkBurst(estate, today),
    ...checkSharedVolumes(estate),
    ...new Waivers(estate.waivers, today).expired,
  ];
}

/** What is planned from the platform's day and horizon, and policies with what these give them. */
function checkPlans(estate: Estate, today: string): Finding[] {
  return [
    ...checkMetrics(estate),
    ...checkEndings(estate, today),
    ...rulesOf(policiesOf(estate)),
    ...checkCapacity(estate),
    ...checkPlanning(estate),
  ];
}

const rulesOf = (policies: Estate["policies"]): Finding[] =>
  new PolicyEngine(policies).problems.filter(({ severity }) => severity === "deny");

/** A shared volume must hold the data of all academies that are to move in. */
function checkSharedVolumes(estate: Pick<Estate, "academies" | "applications">): Finding[] {
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
