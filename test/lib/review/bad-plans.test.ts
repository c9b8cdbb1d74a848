import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlanError } from "../../../lib/review/index.js";
import { temporaryFolder } from "../../support/estate.js";
import { planned, reviewChanges, reviewPlan, writePlan } from "../../support/review.js";

function refusal(content: string | Buffer): string {
  const path = join(temporaryFolder(), "plan.json");
  writeFileSync(path, content);
  try {
    reviewPlan(path);
  } catch (error) {
    expect(error).toBeInstanceOf(PlanError);
    const { message } = error as Error;
    expect(message.split("\n")).toHaveLength(1);
    return message.replace(path, "plan.json");
  }
  throw new Error("the plan was taken");
}

const whole = JSON.stringify({
  format_version: "1.2",
  resource_changes: [planned({ type: "a_b", name: "c", after: { x: "y".repeat(50) } })],
});

describe("what is no plan is refused with one message that says the way out", () => {
  it.each([
    ["nothing", "", "is empty"],
    ["text", "Terraform will perform", "is no plan"],
    ["a list", "[]", "is no plan"],
    ["another document", '{"hello":"world"}', "is no plan but another document"],
    [
      "a state",
      '{"format_version":"1.0","terraform_version":"1.9.0","values":{"root_module":{}}}',
      "but a state",
    ],
    [
      "the log of plan -json",
      '{"@level":"info","type":"version"}\n{"@level":"info"}\n',
      "is the log of `plan -json`",
    ],
    [
      "an older format",
      '{"format_version":"0.2","resource_changes":[]}',
      'plan.json:1:19: has format_version "0.2"; allowed: 1.0 to 1.2',
    ],
    ["a later format", '{"format_version":"2.0","resource_changes":[]}', 'format_version "2.0"'],
    ["a version that is no text", '{"format_version":{"a":1},"resource_changes":[]}', "format_version"],
    ["a binary plan", Buffer.from("PK\u0003\u0004rest"), "is a binary plan"],
    ["a compressed one", Buffer.from([0x1f, 0x8b, 8, 0]), "is compressed"],
    ["one in UTF-16", Buffer.from(`\ufeff${whole}`, "utf16le"), "is UTF-16"],
    [
      "one that is cut off",
      whole.slice(0, -40),
      `plan.json:1:${whole.length - 39}: is truncated: it ends in \`resource_changes\``,
    ],
    ["one that goes on", `${whole}\n{}`, "plan.json:2:1: is no plan: the JSON object goes on after its end"],
    [
      "a value of several lines",
      '{\n  "format_version": "1.2",\n  "resource_changes": [\n    {\n      "address": "é",\n      "type": 7\n    }\n  ]\n}',
      "plan.json:6:15: is no plan: resource_changes[0].type is the number 7, where a text is allowed",
    ],
    [
      "changes that are no list",
      '{"format_version":"1.2","resource_changes":{"a":1}}',
      "plan.json:1:44: is no plan: resource_changes",
    ],
    [
      "a change without a type",
      '{"format_version":"1.2","resource_changes":[{"address":"a.b"}]}',
      "plan.json:1:45: is no plan: resource_changes[0].type is nothing, where a text is allowed",
    ],
    [
      "an unknown action",
      '{"format_version":"1.2","resource_changes":[{"address":"a.b","type":"a","change":{"actions":["explode"]}}]}',
      'plan.json:1:93: is no plan: resource_changes[0].change.actions is ["explode"]; allowed: ["no-op"]',
    ],
    [
      "broken JSON inside",
      '{"format_version":"1.2","resource_changes":[{"address":nul}]}',
      'plan.json:1:56: is no plan: the JSON object is not well-formed: invalid symbol at "n"',
    ],
    [
      "too deep a nesting",
      `{"format_version":"1.2","resource_changes":[${"[".repeat(100_000)}`,
      "plan.json:1:543: is no plan: the JSON object is nested deeper than 500",
    ],
  ])("%s", (_, content, message) => {
    const said = refusal(content);
    expect(said).toContain(message);
    expect(said.length).toBeLessThan(400);
  });

  it("cut off anywhere", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: whole.length - 1 }), (length) => {
        expect(refusal(whole.slice(0, length))).toMatch(/truncated|no plan/);
      }),
      { numRuns: 40 },
    );
  });

  it("a folder, and a file that is not there", () => {
    expect(() => reviewPlan(temporaryFolder())).toThrow("is a folder");
    expect(() => reviewPlan("/nowhere/plan.json")).toThrow("cannot be read");
  });
});

describe("what is odd but sound is read", () => {
  it("with a byte order mark, and with objects that stay", () => {
    const path = writePlan([]);
    writeFileSync(path, `\ufeff${whole}`);
    expect(reviewPlan(path).counts.create).toBe(1);
  });

  it("with keys of prototypes as what they are: keys", () => {
    const hostile = JSON.parse(
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"x":1}',
    ) as object;
    const report = reviewChanges(
      [planned({ type: "a_b", name: "__proto__", before: hostile, after: { ...hostile, x: 2 } })],
      JSON.parse('{"__proto__":{"a":1},"toString":1}') as object,
    );
    expect(report.changes[0]?.differences).toEqual([{ path: "x", before: "1", after: "2" }]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("from every version of the format", () => {
    for (const version of ["1.0", "1.1", "1.2"])
      expect(reviewChanges([], { format_version: version }).verdict.decision).toBe("pass");
    expect(reviewChanges([], { format_version: "1.9" }).verdict.decision).toBe("needs-approval");
  });
});

describe("what the reviewer must know of the plan itself", () => {
  const change = planned({ type: "a_b", name: "c", after: {} });
  it("errors deny, what is left for later needs approval", () => {
    expect(reviewChanges([change], { errored: true }).verdict.decision).toBe("deny");
    expect(reviewChanges([change], { complete: false }).verdict.decision).toBe("needs-approval");
    const deferred = reviewChanges([], {
      deferred_changes: [{ reason: "resource_config_unknown", resource_change: change }],
      complete: false,
    });
    expect(deferred.notices.map(({ message }) => message).join("\n")).toContain("a_b.c: create is deferred");
  });

  it("imports, moves, forgotten and deposed things are told", () => {
    const { changes, findings } = reviewChanges([
      planned({
        type: "a_b",
        name: "moved",
        actions: ["no-op"],
        before: { x: 1 },
        after: { x: 1 },
        previous_address: "a_b.old",
      }),
      planned({
        type: "a_b",
        name: "imported",
        actions: ["no-op"],
        before: {},
        after: {},
        change: { importing: { id: "i-1" } },
      }),
      planned({ type: "a_b", name: "forgotten", actions: ["forget"], before: { x: 1 } }),
      planned({ type: "a_b", name: "left", before: { x: 1 }, deposed: "1234abcd" }),
    ]);
    const reasons = changes.map(({ name, reason }) => `${name} ${reason ?? ""}`);
    expect(reasons).toContain("a_b.moved moved from a_b.old");
    expect(reasons).toContain("a_b.imported imported from i-1");
    expect(reasons).toContain("a_b.left (deposed 1234abcd) left over from an interrupted replacement");
    expect(findings.map(({ rule }) => rule)).toContain("state-forgotten");
  });
});
