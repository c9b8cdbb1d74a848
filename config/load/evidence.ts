/** Loads one file of evidence with the same care as a file of the estate. */
import { basename } from "node:path";
import { EVIDENCE, type Evidence, type ProvenStage } from "../schema/evidence.js";
import { type Key, readDocument } from "./document.js";
import { judge } from "./explain.js";
import { type Position, type Problem, printable } from "./problem.js";

export interface LoadedEvidence {
  /** Absent where there are problems. */
  evidence?: Evidence;
  problems: Problem[];
  locate(path: readonly Key[]): Position;
}

/** Reads the evidence in `path` (YAML or JSON) for `stage`. Never throws for what the file holds. */
export function loadEvidence(path: string, stage: ProvenStage): LoadedEvidence {
  const name = printable(path);
  const { document, problems } = readDocument(path, name);
  if (!document) {
    return { problems, locate: () => ({ file: printable(basename(path)), line: 1, column: 1 }) };
  }
  const judgement = judge(document, EVIDENCE[stage]);
  const all = [...problems, ...judgement.problems];
  return {
    ...(all.length === 0 ? { evidence: { stage, ...(judgement.data as object) } as Evidence } : {}),
    problems: all,
    locate: (keys) => document.locate(keys),
  };
}
