/** Clouds: what resources of other providers open to everybody, told by attributes that most of them share. */
import type { Text } from "../../../config/index.js";
import { isJson } from "../../kubernetes/index.js";
import type { Change } from "../change/model.js";
import { at, listAt, textAt } from "../change/read.js";
import { phrase, some } from "../phrases/phrase.js";
import type { RuleId } from "../rules/index.js";
import { rangeOf, reachOf } from "./address-ranges.js";
import { type Hit, type Meaning, subjectOf } from "./hit.js";

/** Changes that can open something: not what goes, and not what is only read. */
const OPENING = ["create", "update", "replace"];

export const cloud: Meaning = ({ set }) =>
  set.changes
    .filter(({ values, action }) => values !== undefined && OPENING.includes(action))
    .flatMap((change) => [...rights(change), ...roles(change), ...openings(change)]);

const hit = (rule: RuleId, change: Change, message: Text): Hit => ({
  rule,
  message,
  subjects: [subjectOf(change)],
  evidence: change.differences.slice(0, 10),
});

/** Statements of policies that allow every action, or that allow everybody, and did not before. */
function rights(change: Change): Hit[] {
  const { address } = change;
  const known = new Set(statementsIn(change.values?.before).map((statement) => JSON.stringify(statement)));
  return statementsIn(change.values?.after)
    .filter((statement) => !known.has(JSON.stringify(statement)) && textAt(statement, "Effect") === "Allow")
    .flatMap((statement): Hit[] => {
      const actions = wordsAt(statement, "Action");
      const everybody = [
        ...wordsAt(statement, "Principal"),
        ...wordsAt(statement, "Principal", "AWS"),
      ].includes("*");
      if (everybody && at(statement, "Condition") === undefined)
        return [
          hit(
            "privilege-everyone",
            change,
            phrase("{address} allows everybody (*) to {actions}", { address, actions: some(actions, 3) }),
          ),
        ];
      const wide = actions.filter((action) => action === "*" || action.endsWith(":*"));
      if (wide.length === 0) return [];
      const rule = wide.some((action) => action.startsWith("*"))
        ? "privilege-escalated"
        : "privilege-sensitive";
      return [
        hit(
          rule,
          change,
          phrase("{address} allows {actions} on {resources}", {
            address,
            actions: some(wide, 3),
            resources: some(wordsAt(statement, "Resource"), 2),
          }),
        ),
      ];
    });
}

/** Roles that hold every right, and members that are everybody. Source: documentation of Google Cloud IAM, Azure RBAC and AWS managed policies. */
const EVERY_RIGHT =
  /^(?:roles\/(?:owner|resourcemanager\.organizationAdmin|iam\.securityAdmin)|Owner|User Access Administrator|Role Based Access Control Administrator|arn:aws\S*:iam::aws:policy\/(?:AdministratorAccess|IAMFullAccess))$/;
const EVERYBODY = /^(?:allUsers|allAuthenticatedUsers)$/;

/** Grants of a role to a member, as resources of their own write them. */
function roles(change: Change): Hit[] {
  const [before, after] = [change.values?.before, change.values?.after].map((values) => ({
    roles: ["role", "role_definition_name", "policy_arn"].flatMap((key) => wordsAt(values, key)),
    members: ["member", "members", "principal_id", "role_name", "user", "group"].flatMap((key) =>
      wordsAt(values, key),
    ),
  }));
  if (after === undefined || JSON.stringify(before) === JSON.stringify(after) || after.roles.length === 0)
    return [];
  const granted = { address: change.address, roles: after.roles };
  const everybody = after.members.filter((member) => EVERYBODY.test(member));
  if (everybody.length > 0) {
    const message = phrase("{address} grants {roles} to {everybody}", { ...granted, everybody });
    return [hit("privilege-everyone", change, message)];
  }
  return after.roles.some((role) => EVERY_RIGHT.test(role))
    ? [hit("privilege-escalated", change, phrase("{address} grants {roles}", granted))]
    : [];
}

/** One word or a list of them, as policies are written. */
const wordsAt = (value: unknown, ...path: string[]): string[] => {
  const found = at(value, ...path);
  return typeof found === "string"
    ? [found]
    : listAt(value, ...path).filter((word): word is string => typeof word === "string");
};

/** Statements of every policy in the first level of attributes. Source: AWS, «IAM JSON policy elements», «Prevent updates to stack resources». */
function statementsIn(values: unknown): unknown[] {
  return Object.entries(isJson(values) ? values : {}).flatMap(([key, value]) => {
    // A stack policy says what updates may touch; its principal is always everybody.
    if (key === "policy_body") return [];
    if (typeof value !== "string" || !value.includes('"Statement"')) return [];
    try {
      const statements = at(JSON.parse(value), "Statement");
      return Array.isArray(statements) ? statements : [statements];
    } catch {
      return [];
    }
  });
}

/** Attributes by which networks and storage are opened, in the words of several providers. */
const INCOMING =
  /^(?:cidr_blocks|ipv6_cidr_blocks|cidr_ipv[46]|source_ranges|source_address_prefix(?:es)?|remote_ip_prefix|authorized_networks|ip_range)$/;
const PUBLIC: Record<string, readonly unknown[]> = {
  publicly_accessible: [true],
  public_network_access_enabled: [true],
  allow_blob_public_access: [true],
  allow_nested_items_to_be_public: [true],
  acl: ["public-read", "public-read-write"],
  block_public_acls: [false],
  block_public_policy: [false],
  ignore_public_acls: [false],
  restrict_public_buckets: [false],
  container_access_type: ["blob", "container"],
};

function openings(change: Change): Hit[] {
  const { type, address } = change;
  const outgoing =
    /egress/.test(type) ||
    ["egress", "EGRESS", "Outbound", "outbound"].includes(
      String(at(change.values?.after, "type") ?? at(change.values?.after, "direction") ?? ""),
    );
  const [before, after] = [change.values?.before, change.values?.after].map((values) =>
    leaves(values, outgoing),
  );
  const gained = [...(after ?? [])].filter((leaf) => !before?.has(leaf));
  const ranges = gained.filter((leaf) => leaf.startsWith("in ")).map((leaf) => leaf.slice(3));
  const flags = gained.filter((leaf) => leaf.startsWith("public ")).map((leaf) => leaf.slice(7));
  return [
    ...(ranges.length === 0
      ? []
      : [
          hit(
            "open-to-internet",
            change,
            phrase("{address} lets in any address of the internet ({ranges})", { address, ranges }),
          ),
        ]),
    ...(flags.length === 0
      ? []
      : [hit("open-to-internet", change, phrase("{address} becomes public: {flags}", { address, flags }))]),
  ];
}

/** Openings anywhere in the values; outgoing blocks aside. */
function leaves(values: unknown, outgoing: boolean): Set<string> {
  const found = new Set<string>();
  const walk = (value: unknown, key: string): void => {
    if (key === "egress") return;
    if (typeof value === "string" && !outgoing && INCOMING.test(key) && isInternet(value))
      found.add(`in ${value}`);
    if (Object.hasOwn(PUBLIC, key) && PUBLIC[key]?.includes(value))
      found.add(`public ${key} = ${String(value)}`);
    if (typeof value === "object" && value !== null) {
      for (const [name, element] of Object.entries(value)) walk(element, Array.isArray(value) ? key : name);
    }
  };
  walk(values, "");
  return found;
}

const isInternet = (text: string): boolean =>
  text === "*" || text === "Internet" || (rangeOf(text) !== undefined && reachOf(text) === "internet");
