/** Where a lab is: a folder of its own with its data, keys and logs, and ports of its own. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";

/** What listens in a lab, each on a port of the loopback interface. */
const LISTENERS = [
  "etcd",
  "etcdPeer",
  "apiServer",
  "controllerManager",
  "scheduler",
  "kwok",
  "kueueWebhook",
  "kueueHealth",
] as const;
export type Ports = Record<(typeof LISTENERS)[number], number>;

/** Below the ports that Linux and macOS give to outgoing connections, of which an apply makes many. */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;

/** One lab's files. */
export class Place {
  constructor(readonly folder: string) {}

  at(...path: string[]): string {
    return join(this.folder, ...path);
  }

  /** A certificate's or key's file, e.g. `pki("admin.crt")`. */
  pki(file: string): string {
    return this.at("pki", file);
  }

  log(process: string): string {
    return this.at("logs", `${process}.log`);
  }

  /** The admin's kubeconfig. */
  get kubeconfig(): string {
    return this.at("kubeconfig");
  }

  /** The kubeconfig of a person. */
  kubeconfigOf(person: string): string {
    return this.at("people", `${person}.kubeconfig`);
  }

  get exists(): boolean {
    return existsSync(this.at("ports.json"));
  }

  /** Makes the folders; keys are for their owner only. */
  create(): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    for (const name of ["logs", "pki", "people"]) mkdirSync(this.at(name), { recursive: true, mode: 0o700 });
  }

  /** Writes beside the target, then renames; readable by its owner only. */
  write(file: string, text: string): void {
    const path = this.at(file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.tmp`, text, { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  }

  /** The ports this lab has, `undefined` before its first start. */
  get ports(): Ports | undefined {
    return this.exists ? (JSON.parse(readFileSync(this.at("ports.json"), "utf8")) as Ports) : undefined;
  }

  /** Keeps the ports of the last start where they are free, so that kubeconfigs stay true; takes others otherwise. */
  async takePorts(): Promise<Ports> {
    const before = this.ports;
    const ports = before && (await allFree(Object.values(before))) ? before : await freePorts();
    this.write("ports.json", JSON.stringify(ports));
    return ports;
  }
}

async function freePorts(): Promise<Ports> {
  const taken = new Set<number>();
  while (taken.size < LISTENERS.length) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    if (await isFree(port)) taken.add(port);
  }
  const ports = [...taken];
  return Object.fromEntries(LISTENERS.map((name, index) => [name, ports[index]])) as Ports;
}

async function allFree(ports: number[]): Promise<boolean> {
  return (await Promise.all(ports.map(isFree))).every(Boolean);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}
