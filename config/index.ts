/** The estate: its vocabulary, and the loader that checks shape and references. */

export { type LoadedEvidence, loadEvidence } from "./load/evidence.js";
export { type JudgedJson, judgeJsonFile } from "./load/json.js";
export { type LoadedEstate, loadEstate } from "./load/load.js";
export { type EstatePointer, pointerTo, pointerToFile } from "./load/pointer.js";
export {
  formatProblem,
  type Position,
  type Problem,
  showPath,
  showValue,
  sortProblems,
} from "./load/problem.js";
export { showPointer } from "./load/show-pointer.js";
export { didYouMean, list } from "./load/words.js";
export type { Academy, Zone } from "./schema/academy.js";
export {
  type AiModel,
  Audience,
  type Burst,
  type Gpu,
  type GpuPool,
  Grade,
  type InferenceService,
  type LatencyPoint,
  type Mig,
  type MigProfile,
  Oversight,
  type Project,
  type Sharing,
  type Throughput,
  type Training,
  type Use,
  type UseVersion,
} from "./schema/ai/index.js";
export type { Application, DataClass, LegacyEngine, Tenancy } from "./schema/application.js";
export type { Calendar, Freeze } from "./schema/calendar.js";
export type { Language, Text, Window } from "./schema/common.js";
export type { Cluster, Environment, State } from "./schema/environment.js";
export { EVIDENCE, type Evidence, type ProvenStage } from "./schema/evidence.js";
export { type AiEstate, type Estate, FILES, FOLDERS, OPTIONAL_FILES } from "./schema/index.js";
export { EvidenceKind, type LedgerEntry, type Migration, Stage } from "./schema/migration.js";
export type { NodeGroup } from "./schema/node-group.js";
export type { Operator } from "./schema/operator.js";
export { type Pipeline, TIERS, type Tier } from "./schema/pipeline.js";
export { Phase, type Pin, type Planning, type Work } from "./schema/planning.js";
export type { Platform } from "./schema/platform.js";
export type { Policy, Severity, Waiver } from "./schema/policy.js";
export type { Review } from "./schema/review.js";
export type { Site } from "./schema/site.js";
export type { Team } from "./schema/team.js";
export { bytesToQuantity, cpuToQuantity } from "./schema/units.js";
export type { Planned, Waves } from "./schema/waves.js";
