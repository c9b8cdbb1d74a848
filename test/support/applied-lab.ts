/** A lab for the tests of one file: a real control plane that ends with them. */
import { afterAll } from "vitest";
import type { Estate } from "../../config/index.js";
import { visitLive } from "../../lib/lab/apply/live.js";
import { Resources } from "../../lib/lab/apply/resources.js";
import { FIELD_MANAGER, identityOf, type LiveObject, referenceTo } from "../../lib/lab/apply/types.js";
import {
  ApiServer,
  type ApplyResult,
  applyStacks,
  type ClusterName,
  type DeclaredStack,
  Lab,
  ledgerRule,
} from "../../lib/lab/index.js";
import { planStacks } from "../../lib/placement/index.js";
import { declareStack } from "../../scripts/support/declared.js";
import { temporaryFolder } from "./estate.js";
import { synthesizePlan } from "./synthesis.js";

/** What is declared for a cluster, without any files. */
export const declared = (estate: Estate, name: ClusterName): DeclaredStack[] =>
  planStacks(estate, name).map((plan) => declareStack(plan, synthesizePlan(plan).json));

export class TestLab {
  readonly root = temporaryFolder();
  private readonly lab: Lab;
  private connection: ApiServer | undefined;

  private constructor(
    private readonly estate: Estate,
    readonly name: ClusterName,
  ) {
    this.lab = new Lab(name, { root: this.root, attached: true });
  }

  /** Brings a lab up; it ends after the tests of the file. */
  static async start(estate: Estate, name: ClusterName): Promise<TestLab> {
    const lab = new TestLab(estate, name);
    afterAll(() => lab.stop());
    await lab.up();
    return lab;
  }

  get server(): ApiServer {
    if (!this.connection) throw new Error("the lab is not up");
    return this.connection;
  }

  get kubeconfig(): string {
    return this.lab.kubeconfig(this.estate);
  }

  async up(): Promise<void> {
    await this.lab.up(this.estate);
    this.connection ??= await ApiServer.connect(this.kubeconfig);
  }

  /** The process of a part. */
  async processOf(part: string): Promise<number> {
    const { parts } = await this.lab.status();
    const pid = parts.find(({ name }) => name === part)?.pid;
    if (!pid) throw new Error(`${part} does not run`);
    return pid;
  }

  /** Applies an estate, or stacks of a test's own. */
  apply(estate: Estate, stacks = declared(estate, this.name)): Promise<ApplyResult> {
    return applyStacks(this.server, this.name, stacks, { mayLose: ledgerRule(estate) });
  }

  /** One request; its body where it succeeded. */
  async ask<Body = LiveObject>(
    method: "DELETE" | "GET" | "PATCH" | "POST" | "PUT",
    path: string,
    body?: object,
    contentType?: string,
  ): Promise<Body> {
    const answer = await this.attempt<Body>(method, path, body, contentType);
    if (answer.status < 300) return answer.body;
    throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  }

  /** One request, whatever comes of it. */
  attempt<Body = { message?: string }>(
    method: "DELETE" | "GET" | "PATCH" | "POST" | "PUT",
    pathAndQuery: string,
    body?: object,
    contentType?: string,
  ): Promise<{ status: number; body: Body; warnings?: string[] }> {
    const [path = "", search] = pathAndQuery.split("?");
    const query = Object.fromEntries(new URLSearchParams(search));
    return this.server.ask<Body>({ method, path, query, body, ...(contentType ? { contentType } : {}) });
  }

  /** What the cluster holds of the kinds that stacks declare, by identity; what the lab itself brought is left out. */
  async live(stacks: readonly DeclaredStack[]): Promise<Map<string, LiveObject>> {
    const found = new Map<string, LiveObject>();
    const kinds = stacks.flatMap(({ objects }) => objects.map(({ object }) => object));
    await visitLive(this.server, await Resources.discoverAll(this.server, kinds), kinds, (object) => {
      const ours = object.metadata.managedFields?.some(({ manager }) => manager === FIELD_MANAGER);
      if (ours) found.set(identityOf(referenceTo(object)), object);
    });
    return found;
  }

  private async stop(): Promise<void> {
    this.connection?.close();
    await this.lab.down({ wipe: true });
  }
}

/** Versions of objects: whoever changes one gives it another. */
export const versionsOf = (objects: ReadonlyMap<string, LiveObject>): Map<string, string> =>
  new Map(
    [...objects].map(([identity, { metadata }]) => [identity, metadata.resourceVersion]).toSorted() as [
      string,
      string,
    ][],
  );

/** Tries until something is there that takes a moment: a controller's work, a cache. */
export async function eventually<Value>(
  look: () => Promise<Value | undefined>,
  within = 30_000,
  every = 100,
): Promise<Value> {
  const end = Date.now() + within;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (Date.now() > end) throw new Error(`not there within ${within / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
