/** Showback: who held how many GPU-hours, of which borrowed, of which lost to preemption. */
export { cardsInPools, flavorOfPools } from "./cards.js";
export { type EndedJob, type FlavorOf, usageOfEnded } from "./ended-job.js";
export { accountsOf, type GpuHours, type Held, type HoursContext, hoursOf, type Party } from "./hours.js";
export { Journal, keep, newJournal, usagesIn } from "./journal.js";
export { partiesOf } from "./party.js";
export { type Showback, type ShowbackContext, showbackOf, type TeamShowback } from "./report.js";
export { type CardsIn, evictionsOf, type Period, type Usage, usageOf, type Workload } from "./workload.js";
