/** Who may speak with whom in a lab: certificates of its own authority on every side, no way around them. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { Agent, get } from "node:https";
import { join } from "node:path";
import { AuthenticationV1Api } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { transhumance } from "../support/command.js";
import { SMALL_ESTATE, temporaryFolder } from "../support/estate.js";
import { clientOf, configOf, type LabForTests, processesOf, RECETTE, startLab } from "../support/lab.js";

let running: LabForTests;
const folder = temporaryFolder();
beforeAll(async () => {
  running = await startLab({ root: join(folder, "out/lab") });
});
afterAll(() => running?.lab.down({ wipe: true }));

const pki = (file: string) => readFileSync(running.lab.place.pki(file));

/** The status of an answer, or the reason why there is none. */
function ask(url: string, credentials: object): Promise<number | string> {
  return new Promise((resolve) => {
    get(url, { agent: new Agent(credentials) }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

describe("the API server", () => {
  const server = () => running.lab.status().then((status) => status.server);

  it("is trusted by nobody who does not know the lab's authority", async () => {
    expect(await ask(`${await server()}/readyz`, {})).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED/);
  });

  it("answers nobody who shows no certificate of the lab's authority", async () => {
    expect(await ask(`${await server()}/readyz`, { ca: pki("ca.crt") })).toBe(401);
  });

  it("answers its admin", async () => {
    const admin = { ca: pki("ca.crt"), cert: pki("admin.crt"), key: pki("admin.key") };
    expect(await ask(`${await server()}/readyz`, admin)).toBe(200);
  });
});

it("etcd speaks with nobody who shows no certificate", async () => {
  const url = `https://127.0.0.1:${running.lab.place.ports?.etcd}/health`;
  expect(await ask(url, { ca: pki("ca.crt") })).not.toBe(200);
  const certified = { ca: pki("ca.crt"), cert: pki("kube-apiserver.crt"), key: pki("kube-apiserver.key") };
  expect(await ask(url, certified)).toBe(200);
});

it("nothing is told not to verify", () => {
  const lines = processesOf(running.lab.place.folder);
  expect(lines.length).toBeGreaterThan(6);
  expect(lines.filter((line) => /insecure|skip-tls/i.test(line))).toEqual([]);
  const kubeconfigs = readdirSync(running.lab.place.folder).filter((name) => name.endsWith("kubeconfig"));
  expect(kubeconfigs.length).toBe(5);
  for (const name of kubeconfigs) {
    expect(readFileSync(running.lab.place.at(name), "utf8")).not.toMatch(/insecure/);
  }
});

it("keys and kubeconfigs are their owner's only", () => {
  const { place } = running.lab;
  for (const path of [place.pki("ca.key"), place.kubeconfig, place.kubeconfigOf("academy-lille")]) {
    expect(statSync(path).mode & 0o077).toBe(0);
  }
});

describe("somebody of one group", () => {
  const kubeconfig = (group: string) =>
    transhumance(folder, [
      ...["lab", "kubeconfig", "--estate", SMALL_ESTATE, "--environment", RECETTE.environment],
      ...["--as", group, "--json"],
    ]);
  const pathOf = (group: string) =>
    (JSON.parse(kubeconfig(group).stdout) as { kubeconfig: string }).kubeconfig;

  it.each([
    ["academie:lille", "academy-lille"],
    ["equipe:plateforme", "team-plateforme"],
  ])("%s has a certificate of that group and of no other", async (group, name) => {
    const review = await configOf(pathOf(group))
      .makeApiClient(AuthenticationV1Api)
      .createSelfSubjectReview({ body: {} });
    expect(review.status?.userInfo).toMatchObject({
      username: name,
      groups: [group, "system:authenticated"],
    });
  });

  it("may do nothing that no role allows", async () => {
    const objects = clientOf(pathOf("academie:lille"));
    await expect(objects.list("v1", "Secret", "default")).rejects.toThrow(/cannot list resource/);
  });

  it("must be a group of the estate", () => {
    expect(kubeconfig("academie:lile").stdout).toContain("is no group of the estate; allowed: academie:");
  });
});
