/** Review of a burst: who must agree that data leaves the platform, and what changes inside its stack. */
import { describe, expect, it } from "vitest";
import { type Burst, type Estate, loadEstate } from "../../../config/index.js";
import { planStacks } from "../../../lib/placement/index.js";
import {
  collectPlans,
  compareStack,
  emptySet,
  judgingBy,
  openTemplates,
  Places,
  type ReviewReport,
  review,
} from "../../../lib/review/index.js";
import { DEFAULT_ESTATE } from "../../../scripts/support/options.js";
import { burstEstate } from "../../support/burst.js";
import { planned, writePlan } from "../../support/review.js";
import { synthesizePlan } from "../../support/synthesis.js";

const { locate } = loadEstate(DEFAULT_ESTATE);
const STACK = "production-sud-burst";

/** What the command compares: both syntheses of the burst, and both estates. */
async function reviewBoth(before: Estate, after: Estate): Promise<ReviewReport> {
  const side = (estate: Estate) => {
    const plan = planStacks(estate).find(({ kind }) => kind === "burst");
    if (plan === undefined) return undefined;
    const { json, sources } = synthesizePlan(plan);
    const provenance = Object.fromEntries(
      Object.entries(sources).map(([address, pointer]) => [address, locate(pointer as never)]),
    );
    return { terraform: JSON.parse(json), provenance };
  };
  const [then, now] = [side(before), side(after)];
  const set = emptySet();
  compareStack(
    {
      stack: STACK,
      cluster: "production/sud",
      ...(then === undefined ? {} : { before: then }),
      ...(now === undefined ? {} : { after: now }),
    },
    set,
  );
  await openTemplates(set);
  return review(
    { set, places: new Places(after), before: { estate: before, locate }, after: { estate: after, locate } },
    judgingBy(after),
  );
}

const off = (burst: Burst) => {
  burst.enabled = false;
};
const ofBurst = ({ findings }: ReviewReport) => findings.filter(({ rule }) => rule === "burst-changed");
const SCOPE = "public and synthetic data of reconnaissance-copies in eu-central-1";

describe("a burst that is switched on", () => {
  it("needs security to agree, with projects, classes and region, each from its line", async () => {
    const report = await reviewBoth(burstEstate(off), burstEstate());
    const found = ofBurst(report);
    expect(found.map(({ message }) => message)).toEqual([
      `the burst is switched on: ${SCOPE}`,
      `the stack of the burst is made: ${SCOPE}`,
    ]);
    for (const { severity, risk, subjects } of found) {
      expect([severity, risk]).toEqual(["approve", "sovereignty"]);
      expect(subjects.map(({ source }) => source?.file.endsWith("ai/burst.yaml"))).not.toContain(false);
      expect(new Set(subjects.map(({ source }) => source?.line)).size).toBeGreaterThan(2);
    }
    expect(found[0]?.evidence).toEqual([{ path: "enabled", before: "false", after: "true" }]);
    expect(report.findings.filter(({ severity }) => severity === "deny")).toEqual([]);
    expect(report.verdict.decision).toBe("needs-approval");
  });

  it("shows what its template makes, resource by resource", async () => {
    const { changes } = await reviewBoth(burstEstate(off), burstEstate());
    const kinds = changes.filter(({ action }) => action === "create").map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["AWS::EKS::Cluster", "AWS::Scheduler::Schedule"]));
    expect(JSON.stringify(changes)).not.toContain("template_body");
  });

  it("is only told when it is switched off, but the loss of what is inside is not hidden", async () => {
    const report = await reviewBoth(burstEstate(), burstEstate(off));
    expect(ofBurst(report)).toMatchObject([{ severity: "note", message: "the burst is switched off" }]);
    const key = report.changes.find(({ kind }) => kind === "AWS::KMS::Key");
    expect(key?.action).toBe("forget");
  });
});

describe("a burst that stays", () => {
  it("is denied a class of data that is neither public nor synthetic", async () => {
    const personal = burstEstate((burst) => {
      burst.dataClasses = ["public", "personal"];
    });
    expect(ofBurst(await reviewBoth(burstEstate(), personal))).toMatchObject([
      {
        severity: "deny",
        message:
          "dataClasses of the burst: public and synthetic → public and personal: public and personal data of reconnaissance-copies in eu-central-1",
      },
    ]);
  });

  it("is denied a project whose own data may not leave, and needs approval for any other", async () => {
    const withProject = (name: string) =>
      burstEstate((burst) => {
        off(burst);
        burst.projects = [...burst.projects, name];
      });
    const severities = async (name: string) =>
      ofBurst(await reviewBoth(burstEstate(off), withProject(name))).map(({ severity }) => severity);
    expect(await severities("detection-decrochage")).toEqual(["deny"]);
    expect(await severities("evaluation-modeles")).toEqual(["approve"]);
  });

  it("needs approval for another region, even while it is switched off", async () => {
    const moved = (enabled: boolean) =>
      burstEstate((burst) => {
        burst.enabled = enabled;
        burst.region = "eu-west-3";
        burst.zones = ["eu-west-3a", "eu-west-3b"];
      });
    const message =
      "region of the burst: eu-central-1 → eu-west-3: public and synthetic data of reconnaissance-copies in eu-west-3";
    expect(ofBurst(await reviewBoth(burstEstate(off), moved(false)))).toMatchObject([
      { severity: "approve", message, evidence: [{ before: "eu-central-1", after: "eu-west-3" }] },
    ]);
    const report = await reviewBoth(burstEstate(), moved(true));
    expect(ofBurst(report).map((finding) => finding.message)).toContain(message);
    const subnets = report.changes.filter(({ kind }) => kind === "AWS::EC2::Subnet");
    expect(subnets.map(({ action }) => action)).toContain("replace");
    expect(JSON.stringify(subnets)).toContain("AvailabilityZone");
  });

  it("says nothing where nothing of it changes", async () => {
    expect((await reviewBoth(burstEstate(), burstEstate())).findings).toEqual([]);
  });

  it("is another stack from another first day on: all inside is deleted and made anew", async () => {
    const later = burstEstate((burst) => {
      burst.from = "2027-02-02";
    });
    const { changes } = await reviewBoth(burstEstate(), later);
    const actions = changes.filter(({ kind }) => kind === "AWS::EKS::Cluster").map(({ action }) => action);
    expect(actions.toSorted()).toEqual(["create", "delete"]);
  });
});

describe("a plan with a stack of CloudFormation", () => {
  async function reviewOf(before: object | null, after: object | null, estate?: Estate, extra: object = {}) {
    const places = new Places(estate);
    const path = writePlan([
      planned({ type: "aws_cloudformation_stack", name: "stack", before, after, ...extra }),
    ]);
    const { set, close } = collectPlans([{ path, stack: STACK, cluster: "production/sud" }], places);
    await openTemplates(set);
    close();
    const sides = estate === undefined ? {} : { after: { estate, locate } };
    return review({ set, places, ...sides }, judgingBy(estate));
  }
  const body = (engine: string) =>
    JSON.stringify({
      Resources: {
        Main: {
          Type: "AWS::RDS::DBInstance",
          Properties: { Engine: engine, MasterUserPassword: `hunter2-${engine}` },
        },
      },
    });
  const stack = (template_body: unknown, more: object = {}) => ({ name: "s", template_body, ...more });

  it("of a burst names its scope, in the region that the plan says", async () => {
    const after = stack(body("mysql"), { region: "eu-west-1" });
    expect(ofBurst(await reviewOf(null, after, burstEstate()))).toMatchObject([
      {
        severity: "approve",
        message: `the stack of the burst is made: ${SCOPE.replace("eu-central-1", "eu-west-1")}`,
      },
    ]);
  });

  it("of a burst needs approval without an estate too, and one of others does not", async () => {
    const tagged = stack(body("mysql"), { region: "eu-west-1", tags_all: { burst: "x" } });
    expect(ofBurst(await reviewOf(null, tagged))).toMatchObject([
      {
        severity: "approve",
        message: "the stack of the burst is made: in eu-west-1; no estate says whose data goes there",
      },
    ]);
    expect(ofBurst(await reviewOf(null, stack(body("mysql"))))).toEqual([]);
  });

  it("compares the template inside by AWS's rules, without its secrets", async () => {
    const report = await reviewOf(stack(body("mysql")), stack(body("postgres")));
    expect(report.findings).toMatchObject([
      {
        rule: "stateful-resource-removed",
        message: "aws_cloudformation_stack.stack/Main is deleted and made anew because of Engine",
      },
    ]);
    expect(JSON.stringify(report)).not.toMatch(/hunter2|template_body/);
  });

  it("asks for approval where the template cannot be read", async () => {
    const notices = async (...sides: Parameters<typeof reviewOf>) =>
      (await reviewOf(...sides)).notices.map(({ severity }) => severity);
    expect(await notices(null, stack(undefined, { template_url: "https://x.example/t" }))).toEqual([
      "approve",
    ]);
    expect(await notices(stack(body("mysql")), stack("no template"))).toEqual(["approve"]);
    const masked = { change: { after_sensitive: { template_body: true } } };
    const hidden = await reviewOf(stack(body("mysql")), stack(body("postgres")), undefined, masked);
    expect(hidden.notices).toMatchObject([{ severity: "approve" }]);
    expect(JSON.stringify(hidden)).not.toContain("hunter2");
  });
});
