/** Stages: how the ledger moved, and whether it may. */
import type { Estate, EstatePointer, LedgerEntry, Position } from "../../../config/index.js";
import { pointerTo } from "../../../config/load/pointer.js";
import { formatProblem } from "../../../config/load/problem.js";
import { installationsOf, NEXT_STAGES, REQUIRED_EVIDENCE } from "../../migration/index.js";
import { safe } from "../change/text.js";
import type { Subject } from "../report-model.js";
import type { RuleId } from "../rules.js";
import type { EstateSide, Hit, Meaning } from "./hit.js";

/** Stages at which users move, or a way back closes. */
const DECISIVE = ["cutover", "decommissioned", "rolled-back"];

export const stage: Meaning = ({ before, after, problems = [] }) => {
  const moves = before === undefined || after === undefined ? [] : movesBetween(before.estate, after);
  const told = new Set(
    moves
      .filter(({ rule }) => rule === "stage-without-evidence")
      .map(({ pointer }) => placeKey(after?.locate(pointer))),
  );
  const contradictions = problems
    .filter((problem) => !told.has(placeKey(problem)))
    .map((problem): Hit => {
      const { file, line, column, path, message, hint } = problem;
      const text = [safe(`${path} ${problem.value ?? ""} ${message}`.trim(), 300), hint]
        .filter(Boolean)
        .join("; ");
      return {
        rule: "estate-problem",
        message: text,
        subjects: [
          { name: formatProblem(problem).split(" ")[0] ?? file, place: {}, source: { file, line, column } },
        ],
      };
    });
  return [
    ...moves.map(({ rule, message, subject }): Hit => ({ rule, message, subjects: [subject] })),
    ...contradictions,
  ];
};

const placeKey = (position: Position | undefined): string => `${position?.file}:${position?.line}`;

interface Move {
  rule: RuleId;
  message: string;
  subject: Subject;
  pointer: EstatePointer;
}

function movesBetween(before: Estate, { estate, locate }: EstateSide): Move[] {
  const then = new Map(
    installationsOf(before).map((installation) => [
      `${installation.application} ${installation.academy}`,
      installation,
    ]),
  );
  return installationsOf(estate).flatMap(({ application, academy, stage: now, entry }): Move[] => {
    const old = then.get(`${application} ${academy}`)?.stage ?? "inventoried";
    if (old === now) return [];
    const pointer = pointerTo("migrations", application, "installations", academy);
    const subject: Subject = {
      name: `installation ${application}-${academy}`,
      place: { application, academy, ...team(estate, application) },
      source: pick(locate(pointer)),
    };
    const missing = REQUIRED_EVIDENCE[now].filter(
      (kind) => !(entry as LedgerEntry | undefined)?.evidence[kind],
    );
    const proof = missing.length > 0 ? `, without its evidence: ${missing.join(", ")}` : "";
    const rule =
      missing.length > 0
        ? "stage-without-evidence"
        : !NEXT_STAGES[old].includes(now)
          ? "stage-illegal"
          : DECISIVE.includes(now)
            ? "stage-decisive"
            : "stage-moved";
    const allowed = NEXT_STAGES[old];
    const skipped = NEXT_STAGES[old].includes(now)
      ? ""
      : `; after ${old} ${allowed.length === 0 ? "nothing follows" : `comes ${allowed.join(" or ")}`}`;
    const moves: Move[] = [
      { rule, message: `goes from ${old} to ${now}${proof}${skipped}`, subject, pointer },
    ];
    return rule === "stage-without-evidence" && skipped !== ""
      ? [
          ...moves,
          { rule: "stage-illegal", message: `goes from ${old} to ${now}${skipped}`, subject, pointer },
        ]
      : moves;
  });
}

const team = (estate: Estate, application: string) => {
  const owner = estate.applications[application]?.owner;
  return owner === undefined ? {} : { team: owner };
};

const pick = ({ file, line, column }: Position): Position => ({ file, line, column });
