/**
 * Who may do what, said by the API server's own authorizer: every academy's group and every team's, on one application
 * of each tenancy of the sample estate.
 *
 * Classes: two actions (resource and verb) are of one class where the same rules of the same roles speak of them. One
 * action of each class is reviewed for every group in every namespace, and a seeded sample of all actions besides.
 */
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { today } from "../../lib/calendar/index.js";
import { eachOf } from "../../lib/lab/apply/pool.js";
import type { DeclaredStack } from "../../lib/lab/index.js";
import { planStacks } from "../../lib/placement/index.js";
import { declareStack } from "../../scripts/support/declared.js";
import { openEstate } from "../../scripts/support/estate.js";
import { DEFAULT_ESTATE } from "../../scripts/support/options.js";
import { TestLab } from "../support/applied-lab.js";
import { synthesizePlan } from "../support/synthesis.js";

const CLUSTER = { environment: "production", cluster: "sud" };
const MOST_REVIEWS = 100_000;

const { estate } = openEstate({ estate: DEFAULT_ESTATE, today: today() });
const academies = Object.keys(estate.academies);
const { groups } = estate.platform;

const [dedicated, pooled, unified] = (["dedicated", "pooled", "unified"] as const).map((tenancy) => {
  const found = Object.entries(estate.applications).find(
    ([, one]) => one.tenancy === tenancy && one.installed === "per-academy" && one.academies === "all",
  );
  if (!found) throw new Error(`the sample estate has no ${tenancy} application`);
  return found[0];
}) as [string, string, string];

/** An action on resources, by the words of the authorizer. */
interface Action {
  group: string;
  /** With its subresource: `pods/log`. */
  resource: string;
  verb: string;
}

const VERBS = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];
const READ = ["get", "list", "watch"];

/** What the platform promises that groups may read in their own namespaces. Secrets are not among it. */
const READABLE: Record<string, string[]> = {
  "": ["configmaps", "events", "pods", "pods/log", "resourcequotas", "services"],
  apps: ["deployments", "replicasets"],
  autoscaling: ["horizontalpodautoscalers"],
  batch: ["cronjobs", "jobs"],
  "discovery.k8s.io": ["endpointslices"],
  "gateway.networking.k8s.io": ["httproutes"],
  "networking.k8s.io": ["networkpolicies"],
  policy: ["poddisruptionbudgets"],
  "postgresql.cnpg.io": ["backups", "clusters", "databases", "poolers"],
};

const mayRead = ({ group, resource, verb }: Action) =>
  READ.includes(verb) && (READABLE[group]?.includes(resource) ?? false);

const isFirstAid = ({ group, resource, verb }: Action) =>
  (group === "" && resource === "pods" && verb === "delete") ||
  (group === "postgresql.cnpg.io" && resource === "backups" && verb === "create");

interface Place {
  namespace: string;
  application: string;
  /** Of a dedicated namespace. */
  academy?: string;
}

const places: Place[] = [
  ...academies.map((academy) => ({ namespace: `${dedicated}-${academy}`, application: dedicated, academy })),
  { namespace: pooled, application: pooled },
  { namespace: unified, application: unified },
];

interface Subject {
  name: string;
  may(action: Action, place: Place): boolean;
}

const subjects: Subject[] = [
  ...academies.map((academy) => ({
    name: groups.academy.replace("{academy}", academy),
    may: (action: Action, place: Place) => place.academy === academy && mayRead(action),
  })),
  ...Object.keys(estate.teams).map((team) => ({
    name: groups.team.replace("{team}", team),
    may: (action: Action, { application }: Place) =>
      estate.applications[application]?.owner === team && (mayRead(action) || isFirstAid(action)),
  })),
];

let lab: TestLab;
let actions: Action[];
let reviews = 0;

beforeAll(async () => {
  lab = await TestLab.start(estate, CLUSTER);
  const only = ["operators", "platform", dedicated, pooled, unified];
  const stacks = planStacks(estate, { ...CLUSTER, only }).map(
    (plan): DeclaredStack => declareStack(plan, synthesizePlan(plan).json),
  );
  expect((await lab.apply(estate, stacks)).failed).toEqual([]);
  actions = await servedActions();
}, 300_000);

/** Every action on every namespaced resource that the cluster serves. */
async function servedActions(): Promise<Action[]> {
  const { groups: served } = await lab.ask<{
    groups: { name: string; preferredVersion: { groupVersion: string } }[];
  }>("GET", "/apis");
  const roots = [
    { group: "", path: "/api/v1" },
    ...served.map(({ name, preferredVersion }) => ({
      group: name,
      path: `/apis/${preferredVersion.groupVersion}`,
    })),
  ];
  const lists = await Promise.all(
    roots.map(async ({ group, path }) => {
      const { resources } = await lab.ask<{ resources: { name: string; namespaced: boolean }[] }>(
        "GET",
        path,
      );
      return resources.filter(({ namespaced }) => namespaced).map(({ name }) => ({ group, resource: name }));
    }),
  );
  return lists.flat().flatMap((resource) => VERBS.map((verb) => ({ ...resource, verb })));
}

interface Rule {
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
  verbs: string[];
}

/** One action of each class. */
async function representatives(): Promise<Action[]> {
  const { items } = await lab.ask<{ items: { metadata: { name: string }; rules: Rule[] | null }[] }>(
    "GET",
    "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  );
  const bound = items.filter(({ metadata }) =>
    ["academy-reader", "application-operator"].includes(metadata.name),
  );
  expect(bound).toHaveLength(2);
  const matches = (rule: Rule, { group, resource, verb }: Action) =>
    [rule.apiGroups, rule.resources, rule.verbs].every((list, index) =>
      [[group, resource, verb][index], "*"].some((word) => list.includes(`${word}`)),
    );
  const classes = new Map<string, Action>();
  for (const action of actions) {
    const key = bound
      .flatMap(({ metadata, rules }) =>
        (rules ?? []).flatMap((rule, index) => (matches(rule, action) ? [`${metadata.name} ${index}`] : [])),
      )
      .join();
    if (!classes.has(key)) classes.set(key, action);
  }
  return [...classes.values()];
}

async function isAllowed(
  subject: string,
  { group, resource, verb }: Action,
  namespace: string,
  name?: string,
) {
  reviews += 1;
  const [kind, subresource] = resource.split("/");
  const { status } = await lab.ask<{ status: { allowed: boolean } }>(
    "POST",
    "/apis/authorization.k8s.io/v1/subjectaccessreviews",
    {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SubjectAccessReview",
      spec: {
        user: "somebody",
        groups: [subject, "system:authenticated"],
        resourceAttributes: {
          namespace,
          group,
          resource: kind,
          subresource,
          verb,
          ...(name ? { name } : {}),
        },
      },
    },
  );
  return status.allowed;
}

interface Question {
  subject: Subject;
  action: Action;
  place: Place;
  name?: string;
  expected: boolean;
}

/** Those whose answer is not what is promised. */
async function wrong(questions: Iterable<Question>): Promise<string[]> {
  const found: string[] = [];
  await eachOf(questions, 16, async ({ subject, action, place, name, expected }) => {
    if ((await isAllowed(subject.name, action, place.namespace, name)) !== expected) {
      found.push(
        `${subject.name} ${expected ? "may not" : "may"} ${Object.values(action).join(" ")} in ${place.namespace}/${name ?? ""}`,
      );
    }
  });
  return found;
}

it("allows every group its own, and no other's, one action of each class", async () => {
  const chosen = await representatives();
  expect(chosen.length).toBeGreaterThan(5);
  const questions = chosen.flatMap((action) =>
    subjects.flatMap((subject) =>
      places.map((place) => ({ subject, action, place, expected: subject.may(action, place) })),
    ),
  );
  expect(questions.some(({ expected }) => expected)).toBe(true);
  expect(await wrong(questions)).toEqual([]);
}, 300_000);

it("says the same of the other actions of a class", async () => {
  const sample = fc.sample(
    fc.record({
      subject: fc.constantFrom(...subjects),
      action: fc.constantFrom(...actions),
      place: fc.constantFrom(...places),
    }),
    { numRuns: 3_000, seed: 2026 },
  );
  // Chance rarely meets a group in its own namespace: every action there, too.
  const [lille] = places.filter(({ academy }) => academy === "lille") as [Place];
  const own = subjects.filter(({ name }) =>
    [groups.academy.replace("{academy}", "lille"), ownerGroup(dedicated)].includes(name),
  );
  const atHome = own.flatMap((subject) => actions.map((action) => ({ subject, action, place: lille })));
  const questions = [...sample, ...atHome].map((one) => ({
    ...one,
    expected: one.subject.may(one.action, one.place),
  }));
  expect(await wrong(questions)).toEqual([]);
}, 300_000);

it("shows an academy its own objects by name where a namespace is shared, for every pair", async () => {
  const named: [Action, (academy: string) => string][] = [
    [{ group: "gateway.networking.k8s.io", resource: "httproutes", verb: "get" }, (academy) => academy],
    [{ group: "", resource: "configmaps", verb: "watch" }, (academy) => `settings-${academy}`],
    [{ group: "postgresql.cnpg.io", resource: "databases", verb: "get" }, (academy) => academy],
    [{ group: "gateway.networking.k8s.io", resource: "httproutes", verb: "delete" }, (academy) => academy],
  ];
  const shared = places.filter(({ academy }) => academy === undefined);
  const questions = academies.flatMap((reader) =>
    academies.flatMap((owner) =>
      shared.flatMap((place) =>
        named.map(([action, nameOf]) => ({
          subject: { name: groups.academy.replace("{academy}", reader), may: () => false },
          action,
          place,
          name: nameOf(owner),
          expected: reader === owner && READ.includes(action.verb),
        })),
      ),
    ),
  );
  expect(await wrong(questions)).toEqual([]);
  expect(reviews).toBeLessThan(MOST_REVIEWS);
}, 300_000);

function ownerGroup(application: string): string {
  return groups.team.replace("{team}", estate.applications[application]?.owner ?? "");
}
