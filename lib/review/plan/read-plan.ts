/** Reads plan JSON of Terraform or OpenTofu as a stream: each change once, nothing else kept. */
import { isJson, own } from "../../kubernetes/index.js";
import { safe, several } from "../change/text.js";
import type { Notice, PlanSource } from "../report-model.js";
import { EntryError, type PlannedChange, type PlannedOutput, readChange, readOutput } from "./format.js";
import { type Glimpse, peek } from "./peek.js";
import { offsetOf } from "./places.js";
import type { PlanFile } from "./plan-file.js";
import { decode, type Part, ScanError, Scanner, type Wanted } from "./scanner.js";

/** Where an entry stands in its file. */
export interface Place {
  offset: number;
  length: number;
}

export interface PlanHandlers {
  /** A managed resource that stays as it is; false where it must be read whole, as a change. */
  unchanged(glimpse: Glimpse, place: Place): boolean;
  change(change: PlannedChange, place: Place): void;
  drift(change: PlannedChange): void;
  /** A change that waits for something else (Terraform's «deferred changes»). */
  deferred(change: PlannedChange, reason: string): void;
  output(output: PlannedOutput): void;
}

const ARRAYS = new Set(["resource_changes", "resource_drift", "deferred_changes"]);
const VALUES = new Set([
  "format_version",
  "terraform_version",
  "complete",
  "errored",
  "output_changes",
  "checks",
  "action_invocations",
]);
/** Keys by which other documents are told from a plan. */
const TELLING = new Set(["@level", "planned_values", "values", "resources", "serial"]);

const wanted: Wanted = (key) => (ARRAYS.has(key) ? "elements" : VALUES.has(key) ? "whole" : "nothing");

const SHOW = "write it with `terraform show -json plan.tfplan` (or `tofu show -json`)";

/** The list that a part of the plan has under a name; empty where it has none. */
function listOf(value: unknown, name: string): unknown[] {
  const list = isJson(value) ? own(value, name) : undefined;
  return Array.isArray(list) ? list : [];
}

/** Reads the whole file and hands out what it finds. Throws PlanError with one message; then nothing may be judged. */
export function readPlan(file: PlanFile, handlers: PlanHandlers): { source: PlanSource; notices: Notice[] } {
  const reading = new Reading(file, handlers);
  const keys = new Set<string>();
  const scanner = new Scanner(
    (key) => {
      keys.add(TELLING.has(key) || VALUES.has(key) || ARRAYS.has(key) ? key : "");
      return wanted(key);
    },
    (part) => reading.take(part),
  );
  let first = true;
  try {
    const digest = file.readAll((chunk) => {
      const mark = first ? markOf(file, chunk) : 0;
      first = false;
      scanner.skip(mark);
      scanner.write(chunk.subarray(mark));
    });
    if (first) throw file.fault(`is empty: ${SHOW}`);
    if (scanner.unfinished !== undefined) {
      const message = `is truncated: it ends ${scanner.unfinished}, after ${scanner.offset} bytes; ${SHOW} anew`;
      throw file.fault(message, scanner.offset);
    }
    return reading.finish(digest, keys);
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
    if (keys.has("@level"))
      throw file.fault(`is the log of \`plan -json\`, not a plan: ${SHOW}`, error.offset);
    throw notRead(file, error);
  }
}

/** A part of the plan that is no JSON. */
const notRead = (file: PlanFile, { message, offset }: ScanError) =>
  file.fault(`is no plan: the JSON object ${message}; ${SHOW}`, offset);

/** Reads an entry whole that was only glimpsed at before. Throws PlanError where it is no JSON after all. */
export function readEntry(file: PlanFile, { offset, length }: Place): unknown {
  try {
    return decode({ bytes: file.read(offset, length), offset });
  } catch (error) {
    throw error instanceof ScanError ? notRead(file, error) : error;
  }
}

/** Length of the byte order mark of the first chunk; what is no text at all is named. */
function markOf(file: PlanFile, chunk: Buffer): number {
  const [a, b] = chunk;
  if (a === 0x50 && b === 0x4b) throw file.fault(`is a binary plan, not its JSON: ${SHOW}`);
  if (a === 0x1f && b === 0x8b) throw file.fault("is compressed: unpack it with gunzip first");
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    throw file.fault("is UTF-16, as PowerShell redirects: write it as UTF-8");
  }
  return a === 0xef && b === 0xbb ? 3 : 0;
}

class Reading {
  private readonly notices: Notice[] = [];
  private formatVersion: string | undefined;
  private terraformVersion: string | undefined;
  private complete: boolean | undefined;
  private errored = false;
  private resources = 0;

  constructor(
    private readonly file: PlanFile,
    private readonly handlers: PlanHandlers,
  ) {}

  take(part: Part): void {
    if (part.key === "resource_changes") this.takeChange(part);
    else this.takeValue(part, decode(part));
  }

  private takeChange(part: Part): void {
    this.resources += 1;
    const place = { offset: part.offset, length: part.bytes.length };
    const glimpse = peek(part.bytes);
    if (glimpse === undefined || !this.handlers.unchanged(glimpse, place))
      this.handlers.change(this.read(decode(part), part), place);
  }

  private takeValue(part: Part, value: unknown): void {
    switch (part.key) {
      case "resource_drift":
        this.handlers.drift(this.read(value, part));
        break;
      case "deferred_changes":
        this.takeDeferred(value, part);
        break;
      case "output_changes":
        if (isJson(value)) this.takeOutputs(value);
        break;
      case "checks":
        this.takeChecks(value);
        break;
      case "action_invocations":
        this.takeActions(value);
        break;
      case "format_version":
        this.formatVersion = this.acceptVersion(value, part.offset);
        break;
      case "terraform_version":
        if (typeof value === "string") this.terraformVersion = value.slice(0, 40);
        break;
      case "complete":
        this.complete = value !== false;
        break;
      case "errored":
        this.errored = value === true;
        break;
    }
  }

  finish(digest: string, keys: ReadonlySet<string>): { source: PlanSource; notices: Notice[] } {
    if (
      this.formatVersion === undefined ||
      !(keys.has("resource_changes") || keys.has("planned_values") || keys.has("resource_drift"))
    ) {
      const other = keys.has("values") || keys.has("serial") ? "a state" : "another document";
      throw this.file.fault(`is no plan but ${other}: it has no \`format_version\` with changes; ${SHOW}`);
    }
    if (this.errored) {
      this.notice(
        "deny",
        "planning failed: Terraform reported errors, so the plan lacks changes; plan again",
      );
    }
    const complete = this.complete ?? !this.errored;
    if (!complete && !this.errored) {
      this.notice(
        "approve",
        "the plan is incomplete: applying it leaves changes for a further plan (deferred, or targeted)",
      );
    }
    const source: PlanSource = {
      kind: "plan",
      file: this.file.path,
      digest,
      formatVersion: this.formatVersion,
      ...(this.terraformVersion === undefined ? {} : { terraformVersion: this.terraformVersion }),
      resources: this.resources,
      errored: this.errored,
      complete,
    };
    return { source, notices: this.notices };
  }

  private read(value: unknown, { key, index, bytes, offset }: Part): PlannedChange {
    try {
      return readChange(value);
    } catch (error) {
      if (!(error instanceof EntryError)) throw error;
      const path = key === "deferred_changes" ? ["resource_change", ...error.path] : error.path;
      const name = [`${key}${index === undefined ? "" : `[${index}]`}`, ...path].join(".");
      const message = `is no plan: ${name} ${error.message}; ${SHOW} anew`;
      throw this.file.fault(message, offset + offsetOf(bytes.toString("utf8"), path));
    }
  }

  private takeDeferred(value: unknown, part: Part): void {
    const change = isJson(value) ? own(value, "resource_change") : undefined;
    const reason = isJson(value) ? own(value, "reason") : undefined;
    if (change !== undefined) this.handlers.deferred(this.read(change, part), String(reason ?? "unknown"));
  }

  private takeOutputs(outputs: Record<string, unknown>): void {
    for (const [name, change] of Object.entries(outputs)) {
      const output = readOutput(name, change);
      if (output !== undefined && output.action !== "no-op") this.handlers.output(output);
    }
  }

  private takeChecks(checks: unknown): void {
    for (const check of Array.isArray(checks) ? checks : []) {
      const status = isJson(check) ? own(check, "status") : undefined;
      if (status !== "fail" && status !== "error") continue;
      const address = isJson(check) && isJson(check.address) ? own(check.address, "to_display") : undefined;
      const problems = listOf(check, "instances").flatMap((instance) => listOf(instance, "problems"));
      const said = problems.flatMap((problem) => (isJson(problem) ? (own(problem, "message") ?? []) : []));
      this.notice(
        status === "error" ? "deny" : "approve",
        `${safe(String(address ?? "a check without a name"), 200)} ${status === "fail" ? "failed" : "could not be evaluated"}${said.length === 0 ? "" : `: ${safe(several(said.map((message) => String(message).replace(/\s+/g, " "))), 300)}`}`,
      );
    }
  }

  /** Actions of Terraform 1.14: what a provider does besides changing resources. */
  private takeActions(actions: unknown): void {
    for (const action of Array.isArray(actions) ? actions : []) {
      const address = isJson(action) ? own(action, "address") : undefined;
      const trigger = isJson(action) ? own(action, "lifecycle_action_trigger") : undefined;
      const cause = isJson(trigger) ? own(trigger, "triggering_resource_address") : undefined;
      const when = cause === undefined ? "" : ` for ${safe(String(cause), 200)}`;
      this.notice(
        "approve",
        `${safe(String(address ?? "an action without a name"), 200)} is invoked${when}: what it does besides is not in the plan`,
      );
    }
  }

  private acceptVersion(value: unknown, offset: number): string {
    const [, major, minor] = typeof value === "string" ? (/^(\d{1,4})\.(\d{1,4})$/.exec(value) ?? []) : [];
    if (major !== "1") {
      throw this.file.fault(
        `has format_version ${safe(JSON.stringify(value) ?? "nothing", 40)}; allowed: 1.0 to 1.2 (Terraform 1.1 or later, OpenTofu); ${SHOW} of such a version`,
        offset,
      );
    }
    if (Number(minor) > 2) {
      this.notice(
        "approve",
        `format_version ${String(value)} is newer than 1.2: kinds of changes that it added are not judged`,
      );
    }
    return String(value);
  }

  private notice(severity: Notice["severity"], message: string): void {
    this.notices.push({ severity, message: `${this.file.path}: ${message}` });
  }
}
