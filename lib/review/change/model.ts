/** A change: one resource before and after, from a plan or from two syntheses, in one shape. */
import type { Position } from "../../../config/index.js";
import type { KubernetesObject } from "../../kubernetes/index.js";
import type { Difference, Notice, OutputChange, Place, Source } from "../report-model.js";
import type { Action } from "../report-terms.js";
import type { Carried } from "./carried.js";

export interface Change {
  action: Action;
  address: string;
  /** Terraform type, or type of a CloudFormation resource. */
  type: string;
  /** Stack of the estate, or the file. */
  stack: string;
  /** What shares names and networks: `production/sud`, or the file where the cluster is unknown. */
  cluster: string;
  /** Kind of the object, or the resource's type. */
  kind: string;
  /** `siecle-corse/files`, or the address. */
  name: string;
  /** The objects before and after; absent where there is none, or none that could be rendered. */
  before?: KubernetesObject;
  after?: KubernetesObject;
  /** Values of a resource that is no object of Kubernetes, without secrets. */
  values?: { before: unknown; after: unknown };
  /** Templates that the resource carries; never a part of a report. */
  carried?: Carried;
  differences: Difference[];
  place: Place;
  source?: Position;
  /** Why, in words. */
  reason?: string;
  /** Attributes that force a replacement, as paths of the object. */
  causes: string[];
  createFirst: boolean;
  imported?: string;
  movedFrom?: string;
  /** Key of `count` or `for_each`. */
  index?: string;
  /** `prevent_destroy` was taken off. */
  unprotected?: true;
  /** It is an update that will come back; how to end that. */
  cure?: string;
}

/** An object that stays as it is, kept where it is needed to understand a change. */
export interface Unchanged {
  cluster: string;
  stack: string;
  address: string;
  kind: string;
  /** Its own namespace is among these, empty for none. */
  namespaces: string[];
  /** Renders it; undefined where that fails. */
  load(): KubernetesObject | undefined;
  /** The plan's JSON of it, where a quick look may spare rendering it. */
  text?(): string;
}

/** What drifted: a change that was made outside of Terraform. */
export interface DriftEntry {
  change: Change;
  kind: "real" | "controller";
}

/** All that the sources of a review hold. */
export interface ChangeSet {
  sources: Source[];
  /** Everything but what stays as it is. */
  changes: Change[];
  unchanged: Unchanged[];
  /** Resources that stay as they are. */
  untouched: number;
  drift: DriftEntry[];
  /** Entries of drift that say nothing. */
  noise: number;
  outputs: OutputChange[];
  notices: Notice[];
}
