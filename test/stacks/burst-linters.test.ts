/** Linters of CloudFormation find nothing in the burst's template but what is waived. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App, Validations } from "aws-cdk-lib/core";
import {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  NIST80053R4Checks,
  NIST80053R5Checks,
  PCIDSS321Checks,
} from "cdk-nag";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { declareCloud } from "../../constructs/burst/index.js";
import { findPython, type PythonPackage } from "../../scripts/support/python.js";
import { burstEstate, burstPlan } from "../support/burst.js";
import { temporaryFolder } from "../support/estate.js";

const CFN_LINT: PythonPackage = {
  requirement: "cfn-lint==1.58.0",
  module: "cfnlint",
  size: "40 MB",
  variable: "CFN_LINT_PYTHON",
  without: "the burst's template cannot be linted by cfn-lint",
};

/** All packs of cdk-nag but that for functions and queues, of which there are none; by the names that they report. */
const PACKS = {
  AwsSolutions: AwsSolutionsChecks,
  "HIPAA.Security": HIPAASecurityChecks,
  "NIST.800.53.R4": NIST80053R4Checks,
  "NIST.800.53.R5": NIST80053R5Checks,
  "PCI.DSS.321": PCIDSS321Checks,
};

interface Waiver {
  linter: string;
  rule: string;
  where: string[];
  owner: string;
  reason: string;
  until: string;
}

/** What the CDK writes once a template is synthesized: its own linter, and cdk-nag's. */
interface Report {
  pluginReports: {
    pluginName: string;
    violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[];
  }[];
}

const waivers = parse(readFileSync(".cloudformation-linters.yaml", "utf8")) as Waiver[];
const waived = (linter: string) =>
  waivers
    .filter((waiver) => waiver.linter === linter)
    .flatMap(({ rule, where }) => where.map((name) => `${rule} ${name}`))
    .toSorted();

let report: Report;
let template: string;

beforeAll(() => {
  const folder = temporaryFolder();
  const app = new App({ outdir: folder, analyticsReporting: false });
  Validations.of(app).addPlugins(...Object.values(PACKS).map((Checks) => new Checks(app)));
  const { templateFile } = declareCloud(app, burstPlan());
  try {
    app.synth();
  } catch {
    // What is found is thrown, once all of it is written.
  }
  template = join(folder, templateFile);
  report = JSON.parse(readFileSync(join(folder, "validation-report.json"), "utf8"));
});

/** `rule name`, without the details that cdk-nag appends to a rule. */
function saidBy(linter: string): string[] {
  const violations = report.pluginReports
    .filter(({ pluginName }) => pluginName === linter)
    .flatMap((plugin) => plugin.violations);
  const found = violations.flatMap(({ ruleName, violatingConstructs }) =>
    violatingConstructs.map(
      ({ constructPath }) => `${ruleName.split("[")[0]} ${constructPath.split("/").at(-1)}`,
    ),
  );
  return [...new Set(found)].toSorted();
}

describe("the burst's template", () => {
  it.each([...Object.keys(PACKS), "CloudFormation Validate"])(
    "gives %s no cause but what is waived",
    (linter) => {
      expect(saidBy(linter)).toEqual(waived(linter));
    },
  );

  it("gives cfn-lint no cause but what is waived", () => {
    const told: string[] = [];
    const python = findPython(CFN_LINT, (line) => {
      told.push(line);
      console.log(line);
    });
    if (python === undefined) throw new Error(told.join("\n"));
    const { region } = burstPlan().burst;
    const { stdout, stderr } = spawnSync(
      python,
      [
        "-c",
        "import cfnlint.runner; cfnlint.runner.main()",
        template,
        "--regions",
        region,
        "--format",
        "json",
      ],
      { encoding: "utf8" },
    );
    expect(stderr).toBe("");
    const matches = JSON.parse(stdout) as { Rule: { Id: string }; Location: { Path: string[] } }[];
    const found = matches.map(({ Rule, Location }) => `${Rule.Id} ${Location.Path[1]}`);
    expect(found.toSorted()).toEqual(waived("cfn-lint"));
  });
});

describe("a waiver of a linter", () => {
  it("has an owner among the teams, a reason, and has not run out on the estate's day", () => {
    const { teams, platform } = burstEstate();
    for (const { owner, reason, until } of waivers) {
      expect(Object.keys(teams)).toContain(owner);
      expect(reason).not.toBe("");
      expect(until >= platform.today, `${reason} (${until})`).toBe(true);
    }
  });
});
