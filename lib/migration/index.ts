/** Migration: stages, what each needs, and where every installation stands. */
export { needsAt, type StageNeeds, WITHOUT_SITE } from "./blueprint.js";
export { checkLedger } from "./check.js";
export {
  academiesOf,
  type Installation,
  installationsOf,
  type MigrationStatus,
  migrationStatus,
} from "./installations.js";
export { NEXT_STAGES, needsSite, REQUIRED_EVIDENCE, servedBySite } from "./stages.js";
