/** Stages: how the ledger moved, and whether it may. */
import type { Estate, EstatePointer, LedgerEntry, Position, Text } from "../../../config/index.js";
import { pointerTo } from "../../../config/load/pointer.js";
import { formatProblem } from "../../../config/load/problem.js";
import { installationsOf, NEXT_STAGES, REQUIRED_EVIDENCE } from "../../migration/index.js";
import { safe } from "../change/text.js";
import { NOTHING_SAID, phrase, verbatim } from "../phrases/phrase.js";
import type { Subject } from "../report-model.js";
import type { RuleId } from "../rules/index.js";
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
        message: verbatim(text),
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
  message: Text;
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
    const allowed = NEXT_STAGES[old];
    const pointer = pointerTo("migrations", application, "installations", academy);
    const subject: Subject = {
      name: `installation ${application}-${academy}`,
      place: { application, academy, ...team(estate, application) },
      source: pick(locate(pointer)),
    };
    const missing = REQUIRED_EVIDENCE[now].filter(
      (kind) => !(entry as LedgerEntry | undefined)?.evidence[kind],
    );
    const proof =
      missing.length > 0 ? phrase(", without its evidence: {missing}", { missing }) : NOTHING_SAID;
    const rule =
      missing.length > 0
        ? "stage-without-evidence"
        : !allowed.includes(now)
          ? "stage-illegal"
          : DECISIVE.includes(now)
            ? "stage-decisive"
            : "stage-moved";
    const isLegal = allowed.includes(now);
    const skipped = isLegal
      ? NOTHING_SAID
      : allowed.length === 0
        ? phrase("; after {stage} nothing follows", { stage: old })
        : phrase("; after {stage} comes {allowed}", { stage: old, allowed: allowed.join(" / ") });
    const move = (rule: RuleId, proof: Text): Move => ({
      rule,
      message: phrase("goes from {old} to {now}{proof}{skipped}", { old, now, proof, skipped }),
      subject,
      pointer,
    });
    return rule === "stage-without-evidence" && !isLegal
      ? [move(rule, proof), move("stage-illegal", NOTHING_SAID)]
      : [move(rule, proof)];
  });
}

const team = (estate: Estate, application: string) => {
  const owner = estate.applications[application]?.owner;
  return owner === undefined ? {} : { team: owner };
};

const pick = ({ file, line, column }: Position): Position => ({ file, line, column });
