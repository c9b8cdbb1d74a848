/** Lab: one control plane of its own, brought up, looked at and taken down. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster, Estate } from "../../../config/index.js";
import { type BuildOptions, prepareManifests, prepareTools } from "../build/index.js";
import { LabFailure } from "../failure.js";
import { writeCredentials } from "./certificates.js";
import { LabClient } from "./client.js";
import { Contents } from "./contents.js";
import type { WebhookServer } from "./definitions.js";
import { kueueSettingsOf } from "./kueue.js";
import { people } from "./people.js";
import { Place, type Ports } from "./place.js";
import { type PartName, processes } from "./processes.js";
import { Supervisor } from "./supervisor.js";

/** Which cluster a lab stands for. */
export interface LabName {
  environment: string;
  cluster: string;
}

export interface LabOptions extends BuildOptions {
  /** Where labs are kept, a folder each. */
  root?: string;
  /** How long a Pod of a Job runs, in seconds. */
  jobDuration?: number;
  /** The lab ends with this process, however that ends. */
  attached?: boolean;
}

/** What is known of a lab; `parts` is empty where it never ran. */
export interface LabStatus extends LabName {
  running: boolean;
  /** Every part answers. */
  ready: boolean;
  folder: string;
  kubeconfig: string;
  server: string;
  parts: PartStatus[];
}

export interface PartStatus {
  name: PartName;
  pid: number;
  ready: boolean;
  starts: number;
  lastExit?: string;
}

export const LABS = join("out", "lab");
const JOB_DURATION = 5;
/** A cold machine with other work takes long to start everything; in milliseconds. */
const READY_WITHIN = 180_000;
const LOOK_EVERY = 100;

const PARTS = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "kueue",
] as const;
/** What must run before anything can be asked of the API server. */
const FIRST_PARTS: readonly PartName[] = ["etcd", "kube-apiserver"];

export class Lab {
  readonly place: Place;

  constructor(
    readonly name: LabName,
    private readonly options: LabOptions = {},
  ) {
    this.place = new Place(resolve(options.root ?? LABS, `${name.environment}-${name.cluster}`));
  }

  /** Brings the lab up, or what is missing of it. Resolves when every part is ready and all nodes are there. */
  async up(estate: Estate): Promise<LabStatus> {
    const { report = () => {}, jobDuration = JOB_DURATION, attached = false } = this.options;
    const cluster = clusterOf(estate, this.name);
    const programs = await prepareTools([...PARTS, "supervise", "certify"], this.options);
    const manifests = await prepareManifests(this.options);
    this.place.create();
    const supervisor = new Supervisor(this.place, programs.supervise);
    const ports = (supervisor.isRunning && this.place.ports) || (await this.place.takePorts());
    const server = serverOf(ports);
    writeCredentials(this.place, {
      certify: programs.certify,
      server,
      context: cluster.context,
      people: people(estate),
    });
    const list = processes({
      place: this.place,
      ports,
      programs,
      manifests,
      jobDuration,
      kueueSettings: kueueSettingsOf(estate),
    });
    const client = new LabClient(this.place, server);
    try {
      report("Starting the API server");
      const first = list.filter(({ name }) => FIRST_PARTS.includes(name));
      if (!supervisor.isRunning) await supervisor.run(first, { attached });
      await this.untilReady(supervisor, client, FIRST_PARTS);
      await supervisor.run(list.filter(({ name }) => name !== "kueue"));
      report("Installing the custom resource definitions");
      const contents = new Contents(client, manifests, this.webhookServer(ports));
      for (const [operator, names] of contents.missing(estate)) {
        report(`The lab has no definitions of ${operator}: ${names.join(", ")}`);
      }
      const installed = await contents.areInstalled();
      if (!installed) await contents.installQueues();
      await supervisor.run(list);
      await Promise.all([
        contents.makeNodes(cluster, estate.platform.labelPrefix),
        ...(installed ? [] : [contents.installOthers()]),
      ]);
      report("Waiting for every part");
      await this.untilReady(supervisor, client, PARTS);
      return await this.statusOf(supervisor, client);
    } finally {
      client.close();
    }
  }

  /** Ends every process of the lab. Its data stays, unless it is to be wiped. */
  async down({ wipe = false } = {}): Promise<{ wasRunning: boolean }> {
    const supervisor = await this.supervisor();
    const wasRunning = supervisor?.isRunning ?? false;
    supervisor?.stop();
    if (wipe) rmSync(this.place.folder, { recursive: true, force: true });
    return { wasRunning };
  }

  async status(): Promise<LabStatus> {
    const supervisor = await this.supervisor();
    if (supervisor === undefined) return this.describe("", false, []);
    const client = new LabClient(this.place, serverOf(this.place.ports as Ports));
    try {
      return await this.statusOf(supervisor, client);
    } finally {
      client.close();
    }
  }

  /** The log of a part; fails where there is none. */
  log(part: string): string {
    const path = this.place.log(part);
    if (!existsSync(path)) {
      throw new LabFailure(
        `there is no log of "${part}" in ${this.place.folder}; allowed: ${PARTS.join(", ")}`,
      );
    }
    return path;
  }

  /** The admin's kubeconfig, or that of somebody who is in one group of the estate only. */
  kubeconfig(estate: Estate, group?: string): string {
    if (!this.place.exists) throw new LabFailure("the lab was never up: run `transhumance lab up`");
    if (group === undefined) return this.place.kubeconfig;
    const everybody = people(estate);
    const person = everybody.find((one) => one.group === group);
    if (person) return this.place.kubeconfigOf(person.name);
    const allowed = everybody.map((one) => one.group).join(", ");
    throw new LabFailure(`"${group}" is no group of the estate; allowed: ${allowed}`);
  }

  private async supervisor(): Promise<Supervisor | undefined> {
    if (!this.place.exists) return undefined;
    const { supervise } = await prepareTools(["supervise"], this.options);
    return new Supervisor(this.place, supervise);
  }

  private webhookServer(ports: Ports): WebhookServer {
    return {
      url: `https://127.0.0.1:${ports.kueueWebhook}`,
      authority: readFileSync(this.place.pki("ca.crt"), "utf8"),
    };
  }

  private async untilReady(
    supervisor: Supervisor,
    client: LabClient,
    parts: readonly PartName[],
  ): Promise<void> {
    const health = healthOf(this.place.ports as Ports);
    const deadline = Date.now() + READY_WITHIN;
    for (let waiting = [...parts]; ; await sleep(LOOK_EVERY)) {
      const well = await Promise.all(waiting.map((part) => client.isWell(health[part])));
      waiting = waiting.filter((_, index) => !well[index]);
      if (waiting.length === 0) return;
      if (supervisor.isRunning && Date.now() < deadline) continue;
      throw new LabFailure(`${waiting.join(", ")}: not ready.\n${supervisor.explain()}`);
    }
  }

  private async statusOf(supervisor: Supervisor, client: LabClient): Promise<LabStatus> {
    const ports = this.place.ports as Ports;
    const health = healthOf(ports);
    const { pid, processes: states } = supervisor.status();
    const parts = await Promise.all(
      states.map(async ({ name, pid: part, starts, lastExit }) => ({
        name,
        pid: pid === 0 ? 0 : part,
        ready: pid !== 0 && (await client.isWell(health[name])),
        starts,
        ...(lastExit === undefined ? {} : { lastExit }),
      })),
    );
    return this.describe(serverOf(ports), pid !== 0, parts);
  }

  private describe(server: string, running: boolean, parts: PartStatus[]): LabStatus {
    const ready = running && parts.length === PARTS.length && parts.every((part) => part.ready);
    const { folder, kubeconfig } = this.place;
    return { ...this.name, running, ready, folder, kubeconfig, server, parts };
  }
}

function clusterOf(estate: Estate, { environment, cluster }: LabName): Cluster {
  const found = estate.environments[environment]?.clusters[cluster];
  if (found === undefined) throw new LabFailure(`the estate has no cluster ${cluster} in ${environment}`);
  return found;
}

const serverOf = (ports: Ports) => `https://127.0.0.1:${ports.apiServer}`;

/** Where each part says that it is well. KWOK and Kueue say it without TLS; they say nothing else there. */
const healthOf = (ports: Ports): Record<PartName, string> => ({
  etcd: `https://127.0.0.1:${ports.etcd}/health`,
  "kube-apiserver": `${serverOf(ports)}/readyz`,
  "kube-controller-manager": `https://127.0.0.1:${ports.controllerManager}/healthz`,
  "kube-scheduler": `https://127.0.0.1:${ports.scheduler}/readyz`,
  kwok: `http://127.0.0.1:${ports.kwok}/healthz`,
  kueue: `http://127.0.0.1:${ports.kueueHealth}/readyz`,
});
