/** Producers before consumers, and what is done once per application before its installations. */
import { type Estate, type Planning, pointerTo, pointerToFile, type Waves } from "../../config/index.js";
import { addDays, firstDay, weekOf } from "../calendar/index.js";
import type { AgreementFinding } from "./finding.js";
import { firstMonday, type Move } from "./read.js";

export function checkOrder(
  estate: Estate,
  planning: Planning,
  waves: Waves,
  moves: readonly Move[],
): AgreementFinding[] {
  const cutovers = new Map(
    moves.map(({ application, academy, cutover }) => [`${application} ${academy}`, cutover]),
  );
  const findings: AgreementFinding[] = [];
  for (const { application, academy, cutover, pointer } of moves) {
    const dependsOn = estate.applications[application]?.dependsOn ?? [];
    for (const [index, producer] of dependsOn.entries()) {
      const before = cutovers.get(`${producer} ${academy}`);
      const bridged = planning.bridges.some(
        (bridge) => bridge.consumer === application && bridge.producer === producer,
      );
      if (before === undefined || before < cutover || bridged) continue;
      findings.push({
        pointer,
        value: weekOf(cutover),
        message: `moves ${application} in ${academy} no later than ${producer}, which it needs (${weekOf(before)})`,
        facts: [pointerTo("applications", application, "dependsOn", index)],
        hint: "move the producer before, or allow a bridge in planning.yaml",
      });
    }
  }
  return [...findings, ...checkPreparations(estate, planning, waves, moves)];
}

/** Applications of which no installation has begun are prepared once, before any does. */
function checkPreparations(
  estate: Estate,
  planning: Planning,
  waves: Waves,
  moves: readonly Move[],
): AgreementFinding[] {
  const findings: AgreementFinding[] = [];
  for (const application of new Set(moves.map((move) => move.application))) {
    if (!needsPreparation(estate, application)) continue;
    const week = waves.preparations[application];
    const facts = [pointerToFile("planning", "preparation")];
    if (week === undefined) {
      const pointer = pointerToFile("waves", "preparations");
      findings.push({ pointer, message: `has no week in which ${application} is prepared`, facts });
      continue;
    }
    const pointer = pointerToFile("waves", "preparations", application);
    const ready = addDays(firstDay(week), 7 * planning.preparation.weeks);
    if (firstDay(week) < firstMonday(estate)) {
      findings.push({ pointer, value: week, message: "is over, and the ledger has not begun", facts });
    }
    for (const move of moves.filter((one) => one.application === application)) {
      const begins = Object.values(move.weeks).flat().toSorted()[0] ?? move.cutover;
      if (begins >= ready) continue;
      findings.push({
        pointer: move.pointer,
        value: weekOf(begins),
        message: `begins ${application} in ${move.academy} before its preparation is over (${weekOf(ready)})`,
        facts: [pointer, ...facts],
      });
    }
  }
  return findings;
}

export function needsPreparation(estate: Estate, application: string): boolean {
  const entries = Object.values(estate.migrations[application]?.installations ?? {});
  return entries.every((entry) => entry === undefined || entry.stage === "inventoried");
}
