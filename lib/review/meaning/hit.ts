/** Hit: what one look at the changes found; alike ones become one finding. */
import type { Estate, EstatePointer, LoadedEstate, Problem, Text } from "../../../config/index.js";
import type { PolicyEngine } from "../../policy/index.js";
import type { Change, ChangeSet } from "../change/model.js";
import type { Places } from "../change/place.js";
import type { World } from "../change/world.js";
import type { Difference, Place, Subject } from "../report-model.js";
import type { ReviewSeverity } from "../report-terms.js";
import type { RuleId } from "../rules/index.js";

export interface Hit {
  rule: RuleId;
  /** One sentence about the subject; names of academies and namespaces in it become `*` where many are alike. */
  message: Text;
  /** What is said of many that differ in their values only; each by itself says its message. */
  general?: Text;
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

/** A hit on a value of the estate. */
export function estateHit(
  { locate }: EstateSide,
  rule: RuleId,
  message: Text,
  pointer: EstatePointer,
  place: Place = {},
): Hit {
  const { file, line, column } = locate(pointer);
  return { rule, message, subjects: [{ name: pointer, place, source: { file, line, column } }] };
}

/** Things of one noun that both estates have: name, before, after. */
export const inBoth = <Thing>(
  before: Estate,
  after: EstateSide,
  noun: (estate: Estate) => Readonly<Record<string, Thing>>,
): [string, Thing, Thing][] =>
  Object.entries(noun(after.estate)).flatMap(([name, now]): [string, Thing, Thing][] => {
    const then = noun(before)[name];
    return then === undefined ? [] : [[name, then, now]];
  });
