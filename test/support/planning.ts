/** The small estate with rules for planning: eight installations, two teams, three years of weeks. */
import { type Edit, minimalEstate, type SmallEstate } from "./estate.js";

export const PLANNING = `illustrative: true
preparation:
  weeks: 2
  work: [{ by: platform, skill: kubernetes, days: 1 }]
phases:
  prepare:
    weeks: { dedicated: 2, pooled: 1, unified: 1 }
    work: [{ by: platform, skill: kubernetes, days: 1 }]
  replicate:
    weeks: { dedicated: 1, pooled: 1, unified: 1 }
    work: [{ team: scolarite, days: 1 }]
  rehearse:
    weeks: { dedicated: 1, pooled: 1, unified: 1 }
    firstWeeks: 2
    experience: 2
    work: [{ team: scolarite, days: 1 }]
  cutover:
    work: [{ team: scolarite, days: 2 }]
  soak:
    weeks: { dedicated: 3, pooled: 2, unified: 2 }
    work: []
replication: { share: 30, copyRate: 50Mbit/s, changeRate: 1Mbit/s, copyHours: 40 }
cutovers: { overall: 2, perAcademy: 1, perApplication: 1 }
deliveries:
  racks: { on: 2026-11-30, cpu: "100", memory: 1TiB, storage: 10TiB }
staffing: { hiringWeeks: 13, trainingWeeks: 4 }
`;

/** As `minimalEstate`, with `planning.yaml`. */
export function planningEstate(edits: Record<string, Edit> = {}): SmallEstate {
  return minimalEstate({ "planning.yaml": () => PLANNING, ...edits });
}
