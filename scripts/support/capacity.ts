/** Capacity in a few words, for commands that sum up. */
import type { Estate } from "../../config/index.js";
import { type CapacityPlan, planCapacity, type QuarterPlan } from "../../lib/capacity/index.js";

export type CapacitySummary = Pick<QuarterPlan, "quarter" | "demand" | "capacity" | "proportion" | "status"> &
  Pick<CapacityPlan, "behind">;

/** The quarter of today, and when capacity falls behind; undefined where the estate has no AI. */
export function summarizeCapacity(estate: Estate): CapacitySummary | undefined {
  const { pools, services, projects } = estate.ai;
  if ([pools, services, projects].every((part) => Object.keys(part).length === 0)) return undefined;
  const { quarters, behind } = planCapacity(estate);
  const [first] = quarters;
  if (!first) return undefined;
  const { quarter, demand, capacity, proportion, status } = first;
  return { quarter, demand, capacity, proportion, status, behind };
}

export function describeCapacity(summary: CapacitySummary | undefined): string[] {
  if (!summary) return [];
  const { quarter, demand, capacity, status, behind } = summary;
  const later = behind
    ? `capacity falls behind in ${behind.quarter}, by ${gpus(behind.gpus)}`
    : "capacity keeps up for two years";
  return [`AI: ${gpus(demand)} needed in ${quarter}, ${capacity} delivered (${status}); ${later}.`];
}

export const gpus = (count: number): string => (count === 1 ? "1 GPU" : `${count} GPUs`);
