/** Stacks that left the estate, as commands find them in a repository. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { type Estate, loadEstate } from "../../../config/index.js";
import { planStacks } from "../../../lib/placement/index.js";
import { selectStacks } from "../../../scripts/support/estate.js";
import { DEFAULT_ESTATE } from "../../../scripts/support/options.js";
import { emptyRemoved, findRemoved, removedStacks } from "../../../scripts/support/removed-stacks.js";
import { burstEstate } from "../../support/burst.js";
import { temporaryFolder } from "../../support/estate.js";
import { gitIn } from "../../support/git.js";
import { resourcesOf, synthesizePlan } from "../../support/synthesis.js";

const NAME = "production-sud-burst-2027-02-01";
const WORKER = `worker: { name: ${NAME}, context: burst, operators: [kueue] }`;
let folder: string;
let commit: string;

const git = (...args: string[]) => gitIn(folder, ...args);
const load = (): Estate => loadEstate(join(folder, "estate")).estate as Estate;
const options = () => ({ estate: join(folder, "estate"), removedSince: [commit] });

/** A repository whose first commit has a burst with its own cluster, and whose second has switched it off. */
beforeAll(() => {
  folder = temporaryFolder();
  cpSync(DEFAULT_ESTATE, join(folder, "estate"), { recursive: true });
  const file = join(folder, "estate/ai/burst.yaml");
  const off = readFileSync(file, "utf8");
  writeFileSync(file, `${off.replace("enabled: false", "enabled: true")}${WORKER}\n`);
  git("init", "--quiet", "--initial-branch", "main");
  git("add", ".");
  git("commit", "--quiet", "--message", "A burst");
  commit = git("rev-parse", "HEAD");
  writeFileSync(file, off);
});

it("a burst that is switched off is found, from the commit that declares it, and can be named", () => {
  const found = findRemoved(load(), options());
  expect(found.map(({ plan, declaredAt }) => [plan.stack, declaredAt])).toEqual([
    ["production-sud-burst", commit],
  ]);
  const selected = selectStacks(load(), { only: ["burst"] }, removedStacks(load(), options()));
  expect(selected.map(({ stack }) => stack)).toEqual(["production-sud-burst"]);
});

it("it is emptied: nothing is left but its backend, its providers and the region that Terraform deletes it in", () => {
  const [plan] = removedStacks(load(), options());
  if (plan === undefined) throw new Error("nothing was found");
  const { json } = synthesizePlan(plan);
  expect(resourcesOf(json)).toEqual({});
  expect(JSON.parse(json).provider).toMatchObject({
    aws: [{ region: "eu-central-1", allowed_account_ids: ["111122223333"] }],
    kubernetes: [{ config_context: "production-sud" }],
  });
  expect(JSON.parse(json).terraform.required_providers).toHaveProperty("aws");
});

it("what was on its own cluster is not emptied, since that may be gone", () => {
  const withWorker = burstEstate((burst) => {
    burst.worker = { name: NAME, context: "burst", operators: ["kueue"] };
  });
  const before = planStacks(withWorker).filter(({ kind }) => kind.startsWith("burst"));
  expect(before.map(({ kind }) => kind)).toEqual(["burst", "burst-operators", "burst-worker"]);
  const emptied = emptyRemoved(before, planStacks(loadEstate(DEFAULT_ESTATE).estate as Estate));
  expect(emptied.map(({ kind }) => kind)).toEqual(["burst"]);
});

it("it is not found while it stays", () => {
  const file = join(folder, "estate/ai/burst.yaml");
  const off = readFileSync(file, "utf8");
  writeFileSync(file, off.replace("enabled: false", "enabled: true"));
  expect(findRemoved(load(), options())).toEqual([]);
  writeFileSync(file, off);
});
