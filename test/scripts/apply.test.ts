import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { beforeAll, describe, expect, it } from "vitest";
import { interrupted, transhumance } from "../support/command.js";
import { minimalEstate, temporaryFolder } from "../support/estate.js";
import { allowedSigners, sshKey, TerraformStandIn } from "../support/terraform.js";

const estate = minimalEstate();
const [reviewer, team, stranger] = ["reviewer", "team", "stranger"].map(sshKey) as [string, string, string];
const signers = allowedSigners({ review: reviewer, plateforme: team });

/** A folder in which the command line works on recette, with a Terraform of its own. */
class Workplace {
  readonly cwd = temporaryFolder();
  readonly terraform = new TerraformStandIn();

  run(command: string, ...args: string[]) {
    return this.runWith({}, command, ...args);
  }

  runWith(environment: Record<string, string>, command: string, ...args: string[]) {
    return transhumance(this.cwd, this.arguments(command, ...args), { ...this.environment, ...environment });
  }

  arguments(command: string, ...args: string[]): string[] {
    return [command, "--estate", estate.path, "--environment", "recette", ...args];
  }

  get environment() {
    return { ...this.terraform.environment, TRANSHUMANCE_ALLOWED_SIGNERS: signers };
  }

  file(stack: string, name: string): string {
    return join(this.cwd, "cdktf.out/stacks", stack, name);
  }

  /** Plans and reviews; approves too. */
  prepare(...selection: string[]): void {
    expect(this.run("plan", ...selection).stderr).toContain("done");
    expect(this.run("review", ...selection, "--saved", "--key", reviewer).status).toBe(2);
    expect(this.run("approve", ...selection, "--key", team).status).toBe(0);
  }

  apply(...selection: string[]) {
    return this.run("apply", ...selection, "--yes");
  }

  /** Puts a workplace in the state of another. */
  static like(other: Workplace): Workplace {
    const copy = new Workplace();
    cpSync(other.cwd, copy.cwd, { recursive: true });
    if (existsSync(other.terraform.environment.STAND_IN_STATE)) {
      cpSync(other.terraform.environment.STAND_IN_STATE, copy.terraform.environment.STAND_IN_STATE, {
        recursive: true,
      });
    }
    return copy;
  }
}

const ready = new Workplace();
beforeAll(() => ready.prepare());

describe("apply", () => {
  it("refuses plans that nobody reviewed, all of them at once", () => {
    const place = Workplace.like(ready);
    place.run("plan", "--only", "portail", "annuaire");
    rmSync(place.file("recette-sud-eleves", "plan.tfplan"));
    const { status, stderr } = place.apply("--only", "portail", "annuaire", "eleves");
    expect(status).toBe(1);
    expect(stderr).toContain(
      "recette-sud-portail: its plan was not reviewed; see transhumance review --saved",
    );
    expect(stderr).toContain("recette-sud-annuaire: its plan was not reviewed");
    expect(stderr).toContain("recette-sud-eleves: no plan is saved");
    expect(stderr).toContain("Nothing was applied.");
    expect(place.terraform.calls("apply")).toEqual([]);
  });

  it("refuses to begin where nobody is named who may sign", () => {
    const { status, stderr } = ready.runWith({ TRANSHUMANCE_ALLOWED_SIGNERS: "" }, "apply", "--yes");
    expect(status).toBe(1);
    expect(stderr).toContain("--signers");
  });

  it("refuses a plan until those approved whom the review asks", () => {
    const place = Workplace.like(ready);
    place.run("plan", "--only", "portail");
    place.run("review", "--only", "portail", "--saved", "--key", reviewer);
    expect(place.apply("--only", "portail").stderr).toContain("of plateforme is missing");
    place.run("approve", "--only", "portail", "--key", stranger);
    expect(place.apply("--only", "portail").stderr).toContain("of plateforme is missing");
    place.run("approve", "--only", "portail", "--key", team);
    expect(place.apply("--only", "portail").status).toBe(0);
    expect(place.terraform.calls("apply")).toEqual([
      "began apply recette-sud-portail",
      "ended apply recette-sud-portail",
    ]);
  });

  it.each<[string, (place: Workplace) => void, string]>([
    [
      "a plan that was changed",
      (place) => appendFileSync(place.file("recette-sud-portail", "plan.tfplan"), " "),
      "the plan is not the one that was reviewed",
    ],
    [
      "a plan of another stack",
      (place) =>
        cpSync(
          place.file("recette-sud-annuaire", "plan.attestation.json"),
          place.file("recette-sud-portail", "plan.attestation.json"),
        ),
      "the attestation is of recette-sud-annuaire",
    ],
    [
      "an attestation that was altered",
      (place) => {
        const file = place.file("recette-sud-portail", "plan.attestation.json");
        const envelope = JSON.parse(readFileSync(file, "utf8"));
        const statement = JSON.parse(Buffer.from(envelope.payload, "base64").toString());
        statement.predicate.verdict = { decision: "pass", approvals: [], findings: [] };
        envelope.payload = Buffer.from(JSON.stringify(statement)).toString("base64");
        writeFileSync(file, JSON.stringify(envelope));
      },
      "the attestation is forged or altered",
    ],
    [
      "an attestation that is none",
      (place) => writeFileSync(place.file("recette-sud-portail", "plan.attestation.json"), "{}"),
      "recette-sud-portail: attestation: it is wrong at payloadType",
    ],
    [
      "a lock file that changed",
      (place) => appendFileSync(place.file("recette-sud-portail", ".terraform.lock.hcl"), "# other"),
      ".terraform.lock.hcl changed since the plan was reviewed",
    ],
    [
      "a plan whose state moved",
      (place) => {
        const file = place.terraform.stateFile("recette-sud-portail");
        mkdirSync(join(file, ".."), { recursive: true });
        writeFileSync(file, JSON.stringify({ version: 4, lineage: "other", serial: 3, resources: {} }));
      },
      "the state moved since the plan was reviewed (serial 0 then, 3 now, and another lineage)",
    ],
  ])("refuses %s, and applies nothing of the others either", (_, spoil, said) => {
    const place = Workplace.like(ready);
    spoil(place);
    const { status, stderr } = place.apply();
    expect(status).toBe(1);
    expect(stderr).toContain(said);
    expect(place.terraform.calls("apply")).toEqual([]);
  });

  it("refuses a plan whose stack was synthesized anew since", () => {
    const place = Workplace.like(ready);
    const changed = minimalEstate({
      "applications/portail.yaml": (text) => text.replace("cpu: 250m", "cpu: 300m"),
    });
    const { status, stderr } = transhumance(
      place.cwd,
      ["apply", "--estate", changed.path, "--environment", "recette", "--yes"],
      place.environment,
    );
    expect(status).toBe(1);
    expect(stderr).toContain("recette-sud-portail: cdk.tf.json changed since the plan was reviewed");
    expect(place.terraform.calls("apply")).toEqual([]);
  });

  it("applies layer after layer, several stacks of a layer at once, and nothing twice", () => {
    const place = Workplace.like(ready);
    const { status } = place.runWith({ STAND_IN_SLOW: "1500" }, "apply", "--yes", "--parallelism", "3");
    expect(status).toBe(0);
    const calls = place.terraform.calls("apply");
    expect(calls.slice(0, 4)).toEqual([
      "began apply recette-sud-operators",
      "ended apply recette-sud-operators",
      "began apply recette-sud-platform",
      "ended apply recette-sud-platform",
    ]);
    const atOnce = calls.slice(4).reduce(
      ({ now, most }, call) => {
        const then = now + (call.startsWith("began") ? 1 : -1);
        return { now: then, most: Math.max(most, then) };
      },
      { now: 0, most: 0 },
    );
    expect(atOnce).toEqual({ now: 0, most: 3 });
    expect(place.run("apply", "--yes", "--json").stdout).toContain('"applied": "before"');
    expect(place.terraform.calls("apply")).toEqual(calls);
    expect(place.run("plan", "--only", "portail", "--json").stdout).toContain('"add": 0');
  });

  it("says of what failed half-way that it needs another plan: its state moved", () => {
    const place = Workplace.like(ready);
    place.terraform.setReachable("recette-sud-portail", false);
    const { status, stderr } = place.run("apply", "--yes", "--parallelism", "1");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /The cluster cannot be reached\nrecette-sud-portail: the state moved since the plan was reviewed .*; plan and review again/,
    );
  });

  it("goes on where it was stopped", async () => {
    const place = Workplace.like(ready);
    const environment = { ...place.environment, STAND_IN_SLOW: "1500" };
    await interrupted(place.cwd, place.arguments("apply", "--yes", "--parallelism", "1"), "SIGINT", {
      environment,
      when: () => place.terraform.calls("apply").filter((call) => call.startsWith("began")).length === 3,
    });
    const before = place.terraform.calls("apply");
    expect(before.filter((call) => call.startsWith("ended")).length).toBeGreaterThanOrEqual(2);
    expect(before.filter((call) => call.startsWith("began")).length).toBeLessThan(6);
    expect(place.apply().status).toBe(0);
    const ended = place.terraform.calls("apply").filter((call) => call.startsWith("ended"));
    expect(ended.length).toBe(6);
    expect(new Set(ended).size).toBe(6);
  });
});

describe("what the review denies", () => {
  it("is not applied: a claim that would be lost", () => {
    const place = Workplace.like(ready);
    expect(place.apply().status).toBe(0);
    const state = place.terraform.stateFile("recette-sud-portail");
    const kept = JSON.parse(readFileSync(state, "utf8"));
    const claim = {
      type: "kubernetes_persistent_volume_claim_v1",
      name: "files",
      values: { metadata: [{ name: "files", namespace: "portail" }], spec: [{ storage_class_name: "fast" }] },
    };
    kept.resources[`${claim.type}.${claim.name}`] = claim;
    writeFileSync(state, JSON.stringify(kept));
    place.run("plan", "--only", "portail");
    const review = place.run("review", "--only", "portail", "--saved", "--key", reviewer);
    expect(review.status).toBe(3);
    const { status, stderr } = place.apply("--only", "portail");
    expect(status).toBe(1);
    expect(stderr).toContain("the review denies it");
    expect(JSON.parse(readFileSync(state, "utf8"))).toEqual(kept);
  });
});

describe("a plan that travels", () => {
  it("is sealed for its recipients, and applied from what the attestation names", async () => {
    const identity = await generateX25519Identity();
    const file = join(temporaryFolder(), "identity.txt");
    writeFileSync(file, `# made for this test\n${identity}\n`);
    const place = Workplace.like(ready);
    const recipient = await identityToRecipient(identity);
    expect(place.run("plan", "--only", "portail", "--recipient", recipient).status).toBe(0);
    const sealed = readFileSync(place.file("recette-sud-portail", "plan.tfplan.age"));
    expect(sealed.toString("latin1")).toMatch(/^age-encryption\.org\/v1\n/);
    expect(sealed.toString("latin1")).not.toContain("kubernetes_deployment");
    const arrive = () => rmSync(place.file("recette-sud-portail", "plan.tfplan"));
    arrive();
    const closed = place.run("review", "--only", "portail", "--saved", "--key", reviewer);
    expect(closed.status).toBe(1);
    expect(closed.stderr).toContain("is sealed: name the file of an age identity with --identity");
    const opened = { TRANSHUMANCE_PLAN_IDENTITY: file };
    expect(place.runWith(opened, "review", "--only", "portail", "--saved", "--key", reviewer).status).toBe(2);
    place.run("approve", "--only", "portail", "--key", team);
    arrive();
    expect(place.runWith(opened, "apply", "--only", "portail", "--yes").status).toBe(0);
  });

  it("is not made for a recipient that is none", () => {
    const { status, stderr } = Workplace.like(ready).run(
      "plan",
      "--only",
      "portail",
      "--recipient",
      "age1nobody",
    );
    expect(status).toBe(1);
    expect(stderr).toContain('"age1nobody" is no recipient of age');
  });
});
