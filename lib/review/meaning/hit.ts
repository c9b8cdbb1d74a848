/** Hit: what one look at the changes found; alike ones become one finding. */
import type { Estate, LoadedEstate, Problem } from "../../../config/index.js";
import type { PolicyEngine } from "../../policy/index.js";
import type { Change, ChangeSet } from "../change/model.js";
import type { Places } from "../change/place.js";
import type { World } from "../change/world.js";
import type { Difference, Subject } from "../report-model.js";
import type { ReviewSeverity } from "../report-terms.js";
import type { RuleId } from "../rules.js";

export interface Hit {
  rule: RuleId;
  /** One sentence about the subject; names of academies and namespaces in it become `*` where many are alike. */
  message: string;
  /** The gravest first: the first one names the finding. */
  subjects: Subject[];
  evidence?: Difference[];
  /** Other than the rule's own. */
  severity?: ReviewSeverity;
}

/** One side of an estate, with the places of its values. */
export interface EstateSide {
  estate: Estate;
  locate: LoadedEstate["locate"];
}

export interface ReviewContext {
  set: ChangeSet;
  world: World;
  places: Places;
  /** The estate of the head, or the one that plans are judged by; none for plans of others. */
  after?: EstateSide;
  /** The estate of the base, where two are compared. */
  before?: EstateSide;
  policies?: PolicyEngine;
  /** What the checks refuse in the head and not in the base. */
  problems?: Problem[];
}

export type Meaning = (context: ReviewContext) => Hit[];

export function subjectOf(change: Change): Subject {
  const { address, stack, place, source, kind, name } = change;
  const object = change.after ?? change.before;
  return {
    name: object === undefined ? address : `${object.apiVersion} ${kind} ${name}`,
    address,
    stack,
    place,
    ...(source === undefined ? {} : { source }),
  };
}

export const isRemoved = ({ action }: Change): boolean => action === "delete" || action === "replace";
