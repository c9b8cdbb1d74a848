import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  compareTemplates,
  emptySet,
  judgingBy,
  Places,
  type ReviewReport,
  review,
} from "../../../lib/review/index.js";
import { temporaryFolder } from "../../support/estate.js";
import { said } from "../../support/review.js";

async function reviewTemplates(before: string, after: string): Promise<ReviewReport> {
  const folder = temporaryFolder();
  const paths = [before, after].map((text, index) => {
    const path = join(folder, `${index}.yaml`);
    writeFileSync(path, text);
    return path;
  }) as [string, string];
  const set = emptySet();
  await compareTemplates(...paths, set);
  return review({ set, places: new Places() }, judgingBy());
}

const template = (engine: string, rest = "") => `Resources:
  Main:
    Type: AWS::RDS::DBInstance
    Properties: { Engine: ${engine}, DBInstanceClass: db.t3.micro, MasterUserPassword: hunter2-${engine}, VPCSecurityGroups: [!GetAtt Group.GroupId] }
${rest}`;

describe("CloudFormation templates", () => {
  it("are compared by AWS's rules of what replaces what, without secrets", async () => {
    const report = await reviewTemplates(
      template("mysql"),
      template("postgres", "Outputs: { Endpoint: { Value: !Ref Main } }\n"),
    );
    expect(said(report)[0]).toContain(
      "stateful-resource-removed: Main is deleted and made anew because of Engine",
    );
    expect(report.outputs.map(({ name }) => name)).toEqual(["Endpoint"]);
    expect(JSON.stringify(report)).not.toContain("hunter2");
  });

  it("that are none are refused", async () => {
    await expect(reviewTemplates("a: 1", "b: 2")).rejects.toThrow("it has no `Resources`");
    await expect(reviewTemplates("{", "{")).rejects.toThrow("cannot be read");
    const bomb = Array.from(
      { length: 12 },
      (_, i) =>
        `a${i}: &a${i} [${Array(9)
          .fill(i === 0 ? "x" : `*a${i - 1}`)
          .join(",")}]`,
    ).join("\n");
    await expect(reviewTemplates(bomb, bomb)).rejects.toThrow("beyond all measure");
  });
});
