/** The ledger: which step an installation may take, what proves it, and how the file is edited. */
export { type Advance, advance, judgeRequest, type Step, type StepFinding, waveOf } from "./advance.js";
export { editLedger } from "./edit.js";
