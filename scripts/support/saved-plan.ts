/** The plan that is saved beside a synthesized stack, and the files that belong to it. */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { joinSignatures, type PlanFacts, type StateVersion } from "../../lib/attestation/index.js";
import { asFailure } from "./attestation-failure.js";
import { Failure } from "./failure.js";
import { readIfThere, sha256OfFile, writeFileAtomically, writeJson } from "./files.js";
import { openSealed, seal } from "./sealing.js";
import { OUTPUT, stackFolder } from "./synthesis.js";
import { LOCK_FILE } from "./terraform.js";

/** What a plan is made from, besides the state. */
const INPUTS = ["cdk.tf.json", LOCK_FILE];

export class SavedPlan {
  readonly folder: string;
  private readonly file: string;

  constructor(readonly stack: string) {
    this.folder = stackFolder(OUTPUT, stack);
    this.file = this.path("plan.tfplan");
  }

  private path = (name: string) => join(this.folder, name);

  /** Forgets the plan before this one, and what was said of it. */
  forget(): void {
    for (const name of ["tfplan", "tfplan.age", "facts.json", "attestation.json", "applied.json"]) {
      rmSync(this.path(`plan.${name}`), { force: true });
    }
    for (const name of this.approvals) rmSync(this.path(name));
  }

  /** Records what the plan was made from. */
  keepFacts(state: StateVersion): void {
    writeJson(this.path("plan.facts.json"), this.facts(state));
  }

  /** What is true of the plan now; ends the command where that is not what it was made from. */
  freshFacts(state: StateVersion): PlanFacts {
    const facts = this.facts(state);
    if (isDeepStrictEqual(JSON.parse(readIfThere(this.path("plan.facts.json")) ?? "null"), facts))
      return facts;
    throw new Failure(`${this.stack}: the stack or its state changed since the plan was made; plan again.`);
  }

  /** Writes the plan once more, so that only the identities of `recipients` can read it. */
  async seal(recipients: readonly string[]): Promise<void> {
    await seal(this.file, recipients);
  }

  /** True where there is a plan; one that came sealed is opened. */
  async isThere(identity: string | undefined): Promise<boolean> {
    if (existsSync(this.file)) return true;
    if (!existsSync(`${this.file}.age`)) return false;
    await openSealed(this.file, identity);
    return true;
  }

  facts(state: StateVersion): PlanFacts {
    const inputs = INPUTS.filter((name) => existsSync(this.path(name)));
    return {
      stack: this.stack,
      plan: sha256OfFile(this.file),
      inputs: Object.fromEntries(inputs.map((name) => [name, sha256OfFile(this.path(name))])),
      state,
    };
  }

  /** The review's attestation, with the signatures of approvals that were given apart. */
  get attestation(): string | undefined {
    const text = readIfThere(this.path("plan.attestation.json"));
    if (text === undefined) return undefined;
    return asFailure(this.stack, () =>
      joinSignatures(
        text,
        this.approvals.map((name) => readFileSync(this.path(name), "utf8")),
      ),
    );
  }

  /** Keeps the review's attestation, or the approval of the one who is named. */
  keepAttestation(text: string, approver?: string): void {
    const name = approver === undefined ? "plan.attestation.json" : `plan.attestation.${approver}.json`;
    writeFileAtomically(this.path(name), text);
  }

  private get approvals(): string[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .filter((name) => /^plan\.attestation\.[a-z0-9-]+\.json$/.test(name))
      .toSorted();
  }

  /** True where this very plan was applied to the end. */
  get isApplied(): boolean {
    const record = readIfThere(this.path("plan.applied.json"));
    return record !== undefined && JSON.parse(record).plan === sha256OfFile(this.file);
  }

  recordApplied(): void {
    writeJson(this.path("plan.applied.json"), { plan: sha256OfFile(this.file) });
  }
}
