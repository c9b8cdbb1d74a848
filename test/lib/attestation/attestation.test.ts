import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  AttestationError,
  addSignature,
  attest,
  type Judged,
  type Judgement,
  judgementOf,
  makeStatement,
  type PlanFacts,
  readAttestation,
  refusalsOf,
  sshSigner,
  sshVerifier,
  verdictOf,
} from "../../../lib/attestation/index.js";
import { allowedSigners, sshKey } from "../../support/terraform.js";

const digest = (sign: string) => sign.repeat(64);

const FACTS: PlanFacts = {
  stack: "production-sud-siecle",
  plan: digest("a"),
  inputs: { "cdk.tf.json": digest("b"), ".terraform.lock.hcl": digest("c") },
  state: { lineage: "5d6c", serial: 7 },
};

const PASS: Judgement = { decision: "pass", approvals: [], findings: [] };

const [reviewer, teamKey, stranger] = ["reviewer", "team", "stranger"].map(sshKey) as [
  string,
  string,
  string,
];
const signers = allowedSigners({ review: reviewer, plateforme: teamKey, "bases-de-donnees": teamKey });
const verify = sshVerifier(signers);

const statement = (verdict = PASS, facts = FACTS) =>
  makeStatement(facts, verdict, { commit: "0123", modified: false }, new Date("2026-11-24T12:00:00Z"));
const attested = (verdict = PASS, key = reviewer) => attest(statement(verdict), sshSigner(key));
const refusals = (text: string, facts = FACTS) => refusalsOf(readAttestation(text), facts, verify);

describe("an attestation", () => {
  it("lets the very plan pass that was reviewed", () => {
    expect(refusals(attested())).toEqual([]);
  });

  it("is an in-toto statement in a DSSE envelope", () => {
    const { payloadType, payload } = JSON.parse(attested());
    expect(payloadType).toBe("application/vnd.in-toto+json");
    expect(JSON.parse(Buffer.from(payload, "base64").toString())).toMatchObject({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: "plan.tfplan", digest: { sha256: FACTS.plan } }],
      predicate: { state: FACTS.state, estate: { commit: "0123" }, verdict: PASS },
    });
  });

  it.each<[string, Partial<PlanFacts>, string]>([
    ["another plan", { plan: digest("d") }, "the plan is not the one that was reviewed"],
    ["another stack", { stack: "production-sud-agendas" }, "the attestation is of production-sud-siecle"],
    ["a state that moved", { state: { lineage: "5d6c", serial: 8 } }, "serial 7 then, 8 now)"],
    ["another state", { state: { lineage: "77", serial: 7 } }, "and another lineage"],
    ["a lock file that is gone", { inputs: { "cdk.tf.json": digest("b") } }, ".terraform.lock.hcl changed"],
    [
      "another synthesized stack",
      { inputs: { ...FACTS.inputs, "cdk.tf.json": digest("e") } },
      "cdk.tf.json changed",
    ],
  ])("refuses %s", (_, change, said) => {
    const [refusal, ...others] = refusals(attested(), { ...FACTS, ...change });
    expect(refusal).toContain(said);
    expect(others).toEqual([]);
  });

  it("refuses a key that may not sign, and believes nothing that it says", () => {
    expect(refusals(attested(PASS, stranger), { ...FACTS, plan: digest("d") })).toEqual([
      expect.stringContaining("forged or altered"),
    ]);
  });

  it("refuses a reviewer's signature of another statement", () => {
    const denied = JSON.parse(attested({ ...PASS, decision: "deny" }));
    const passed = JSON.parse(attested());
    const forged = JSON.stringify({ ...denied, payload: passed.payload });
    expect(refusals(forged)).toEqual([expect.stringContaining("forged or altered")]);
  });

  it("refuses a plan that the review denied, whoever signs", () => {
    const text = addSignature(attested({ ...PASS, decision: "deny", findings: ["f1"] }), sshSigner(teamKey));
    expect(refusals(text)).toEqual([expect.stringContaining("the review denies it (f1)")]);
  });

  it("is refused wherever one byte of it is changed", () => {
    const text = attested();
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom("A", "0", "}", '"'), (at, sign) => {
        const altered = text.slice(0, at) + sign + text.slice(at + 1);
        if (altered === text) return true;
        const meaning = (envelope: string) => {
          const { payload, signatures } = JSON.parse(envelope);
          return [
            payload,
            signatures.map(({ sig }: { sig: string }) => Buffer.from(sig, "base64").toString("hex")),
          ];
        };
        try {
          // Space between the values of JSON, and the armour's line ends, mean nothing.
          return (
            refusals(altered).length > 0 || JSON.stringify(meaning(altered)) === JSON.stringify(meaning(text))
          );
        } catch (error) {
          return error instanceof AttestationError;
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ["", "it is not JSON"],
    ["[]", "it is wrong at its top"],
    ['{"payloadType":"text/plain","payload":"","signatures":[]}', "payloadType"],
    ['{"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[]}', "signatures"],
    [
      '{"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[{"sig":""}]}',
      "its payload is wrong at _type",
    ],
  ])("is not %j", (text, said) => {
    expect(() => readAttestation(text)).toThrow(said);
  });

  it("needs a key that can sign, and a file that says who may", () => {
    expect(() => attest(statement(), sshSigner("/nowhere/key"))).toThrow("/nowhere/key cannot sign");
    expect(() => sshVerifier("/nowhere/signers")).toThrow("/nowhere/signers is not there");
  });

  it("holds no more of a key than its public half", () => {
    const secret = readFileSync(reviewer, "utf8").split("\n").slice(1, -2);
    for (const line of secret.slice(2)) expect(attested()).not.toContain(line);
  });
});

describe("approvals", () => {
  const ASKED: Judgement = {
    decision: "needs-approval",
    approvals: [
      { role: "security", team: "plateforme" },
      { role: "owner", team: "scolarite" },
    ],
    findings: ["f1", "f2"],
  };

  it("are each missing until its team signs the same statement", () => {
    const text = attested(ASKED);
    expect(verdictOf(readAttestation(text), verify)).toEqual({
      decision: ASKED.decision,
      approvals: ASKED.approvals,
    });
    expect(refusals(text)).toEqual([
      expect.stringContaining("approval as security of plateforme is missing"),
      expect.stringContaining("approval as owner of scolarite is missing"),
    ]);
    expect(refusals(addSignature(text, sshSigner(teamKey)))).toEqual([
      expect.stringContaining("approval as owner of scolarite is missing"),
    ]);
  });

  it("of a stranger count nothing", () => {
    expect(refusals(addSignature(attested(ASKED), sshSigner(stranger)))).toHaveLength(2);
  });

  it("are never given to what is no review", () => {
    expect(() => verdictOf(readAttestation(attested(ASKED, stranger)), verify)).toThrow("forged or altered");
  });
});

describe("what a review says of one stack", () => {
  const PLATFORM = { role: "platform", team: "plateforme" };
  const finding = (id: string, severity: "deny" | "approve" | "note", ...stacks: (string | undefined)[]) => ({
    ...{ id, severity, approver: { role: "security", team: "securite" } },
    subjects: stacks.map((stack) => (stack === undefined ? {} : { stack })),
  });
  const judged = (findings: Judged["findings"], notices: Judged["notices"] = []) =>
    judgementOf({ findings, notices }, "a", PLATFORM);

  it("is what its gravest finding says", () => {
    expect(judged([finding("1", "note", "a")])).toEqual(PASS);
    expect(judged([finding("1", "approve", "a", "b"), finding("2", "approve", "a")])).toEqual({
      decision: "needs-approval",
      approvals: [{ role: "security", team: "securite" }],
      findings: ["1", "2"],
    });
    expect(judged([finding("1", "approve", "a"), finding("2", "deny", "a")]).decision).toBe("deny");
  });

  it("leaves out what is said of others, and holds what is said of none in particular", () => {
    expect(judged([finding("1", "deny", "b")])).toEqual(PASS);
    expect(judged([finding("1", "deny", undefined)]).decision).toBe("deny");
  });

  it("asks the platform about what nobody in particular must approve", () => {
    expect(judged([], [{ severity: "approve", message: "the plan is incomplete" }])).toEqual({
      decision: "needs-approval",
      approvals: [PLATFORM],
      findings: [],
    });
  });
});
