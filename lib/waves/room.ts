/** Room on the platform that installations take, for good, once they begin. */
import type { Academy, Application } from "../../config/index.js";
import { replicas, volumeSize } from "../sizing/index.js";

export type Room = Record<"cpu" | "memory" | "storage", number>;

const MEBIBYTE = 1024 ** 2;
const GIBIBYTE = 1024 ** 3;

const add = (...rooms: Room[]): Room => ({
  cpu: rooms.reduce((sum, { cpu }) => sum + cpu, 0),
  memory: rooms.reduce((sum, { memory }) => sum + memory, 0),
  storage: rooms.reduce((sum, { storage }) => sum + storage, 0),
});

function ofWeb({ web }: Application, pods: number): Room {
  return { cpu: pods * web.requests.cpu, memory: pods * web.requests.memory, storage: 0 };
}

function ofDatabase(application: Application, academy: Academy | undefined): Room {
  const { database } = application;
  if (!database) return { cpu: 0, memory: 0, storage: 0 };
  const { instances, requests } = database;
  return {
    cpu: instances * requests.cpu,
    memory: instances * requests.memory,
    storage: instances * volumeSize(application, academy, 100),
  };
}

/** What a release that serves all academies takes from the start: its least replicas and its one database. */
function ofShared(application: Application): Room {
  if (application.tenancy === "dedicated") return { cpu: 0, memory: 0, storage: 0 };
  return add(ofWeb(application, application.web.replicas.max), ofDatabase(application, undefined));
}

/** What one more academy takes: its own release, or the replicas that its establishments add to the common one. */
function ofInstallation(application: Application, academy: Academy): Room {
  if (application.tenancy === "dedicated") {
    const pods = replicas(application, academy.establishments, 100).max;
    return add(ofWeb(application, pods), ofDatabase(application, academy));
  }
  return ofWeb(
    application,
    (application.web.replicas.perHundredEstablishments * academy.establishments) / 100,
  );
}

/** Amounts in whole units that sums of a whole estate stay small in: millicores, MiB, GiB; needs are rounded up. */
const UNITS: Room = { cpu: 1, memory: MEBIBYTE, storage: GIBIBYTE };
const rounded = ({ cpu, memory, storage }: Room): Room => ({
  cpu: Math.ceil(cpu / UNITS.cpu),
  memory: Math.ceil(memory / UNITS.memory),
  storage: Math.ceil(storage / UNITS.storage),
});

export const roomUsed = {
  shared: (application: Application): Room => rounded(ofShared(application)),
  installation: (application: Application, academy: Academy): Room =>
    rounded(ofInstallation(application, academy)),
  /** What is delivered, in the same units, rounded down. */
  count: (part: keyof Room, amount: number): number => Math.floor(amount / UNITS[part]),
};
