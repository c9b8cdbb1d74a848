import { describe, expect, it } from "vitest";
import { emptySet, judgingBy, Places, review } from "../../../lib/review/index.js";
import { aiEstate } from "../../support/ai-estate.js";
import { type Edit, loadedSide, type SmallEstate } from "../../support/estate.js";
import { said } from "../../support/review.js";

const POLICY = `scope: object
title: { fr: Images par empreinte, en: Images by digest }
severity: deny
rationale: A tag can be moved.
mitigation: Write the digest.
owner: plateforme
match: [{ group: apps, resources: [deployments] }]
validations: [{ expression: "object.metadata.name != 'x'", message: name }]
examples:
  accepts: [{ apiVersion: apps/v1, kind: Deployment, metadata: { name: y } }]
  refuses: [{ apiVersion: apps/v1, kind: Deployment, metadata: { name: x } }]
`;
const WAIVER = `policy: image-digest
subjects: ["recette-*"]
owner: plateforme
reason: It is tried out.
expires: 2027-03-31
`;
const REVIEW =
  "review: { approvers: { security: scolarite }, severities: { quota-raised: approve }, costThreshold: 100 }\n";

const guarded = (): SmallEstate =>
  aiEstate({
    "policies/image-digest.yaml": () => POLICY,
    "waivers/trial.yaml": () => WAIVER,
    "platform.yaml": (text) => text + REVIEW,
  });

/** What the review says of an edit of the estate, no resource of which is looked at. */
function saidOf(edits: Record<string, Edit>): string[] {
  const [before, after] = [guarded(), guarded()];
  for (const [file, edit] of Object.entries(edits)) after.edit(file, edit);
  const report = review(
    { set: emptySet(), places: new Places(), before: loadedSide(before), after: loadedSide(after) },
    judgingBy(before.estate),
  );
  for (const { subjects, french } of report.findings) {
    expect(subjects.every(({ source }) => source !== undefined && source.line > 0)).toBe(true);
    expect(french.title).not.toBe("");
  }
  return said(report);
}

const replace =
  (from: string | RegExp, to: string): Edit =>
  (text) =>
    text.replace(from, to);
const PRODUCTION = "environments/production.yaml";

describe("an edit that no object shows is told all the same", () => {
  it.each<[string, Record<string, Edit>, string[]]>([
    ["nothing", {}, []],
    [
      "a policy that only warns",
      { "policies/image-digest.yaml": replace("severity: deny", "severity: warn") },
      ["policy-weakened: the policy image-digest only warns now: what it refused is admitted"],
    ],
    [
      "a policy that goes, with its waiver",
      { "policies/image-digest.yaml": () => undefined, "waivers/trial.yaml": () => undefined },
      [
        "policy-weakened: the policy image-digest is gone: nothing refuses any more what it refused",
        "declared-only: waivers/trial.yaml is gone",
      ],
    ],
    [
      "a policy that judges otherwise",
      { "policies/image-digest.yaml": replace("!= 'x'", "!= 'z'") },
      ["policy-changed: the policy image-digest judges otherwise: validations"],
    ],
    [
      "a policy's other words",
      { "policies/image-digest.yaml": replace("A tag can be moved.", "Tags move.") },
      ["declared-only: policies/image-digest.yaml: rationale A tag can be moved. → Tags move."],
    ],
    [
      "a waiver for more",
      { "waivers/trial.yaml": replace("recette-*", "*") },
      ["waiver-granted: image-digest is now waived for * until 2027-03-31"],
    ],
    [
      "a waiver for longer",
      { "waivers/trial.yaml": replace("2027-03-31", "2027-12-31") },
      ["waiver-granted: image-digest stays waived for recette-* until 2027-12-31, not 2027-03-31"],
    ],
    [
      "a waiver for less long",
      { "waivers/trial.yaml": replace("2027-03-31", "2027-01-31") },
      ["declared-only: waivers/trial.yaml: expires 2027-03-31 → 2027-01-31"],
    ],
    [
      "a review that asks for less",
      {
        "platform.yaml": replace(
          REVIEW,
          "review: { severities: { quota-raised: note, data-deleted: note }, costThreshold: 900 }\n",
        ),
      },
      [
        "review-weakened: costs need approval above 900 € a month, not 100 €",
        "review-weakened: data-deleted counts as note, not deny",
        "review-weakened: plateforme approves for security, no longer scolarite",
        "review-weakened: quota-raised counts as note, not approve",
      ],
    ],
    [
      "teams weighed otherwise",
      { "ai/sharing.yaml": replace("scolarite: 2", "scolarite: 3") },
      [
        "shares-changed: where all teams compete for GPUs, each gets: plateforme 33 % → 25 %, scolarite 67 % → 75 %",
      ],
    ],
    [
      "a weight that only says what holds anyway",
      { "ai/sharing.yaml": replace("scolarite: 2", "scolarite: 2, plateforme: 1") },
      ["declared-only: ai/sharing.yaml: weights.plateforme ∅ → 1"],
    ],
    [
      "a service and a project in another cluster",
      {
        "ai/services/tuteur-revisions.yaml": replace("[sud-inference]", "[nord-inference]"),
        "ai/projects/reconnaissance-copies.yaml": replace("[sud-inference]", "[sud-slices, nord-inference]"),
      },
      [
        "service-moved: tuteur-revisions moves from production/sud to production/nord",
        "project-moved: reconnaissance-copies runs in production/nord too",
      ],
    ],
    [
      "a pool that moves, with those who are on it",
      { "ai/pools/nord-inference.yaml": replace("cluster: nord", "cluster: sud") },
      [
        "service-moved: assistant-enseignants leaves production/nord, and goes on in production/sud",
        "declared-only: ai/pools/nord-inference.yaml: cluster nord → sud",
      ],
    ],
    [
      "an environment for more sensitive data",
      {
        "environments/recette.yaml": replace(
          /dataClasses: \[.*\]/,
          "dataClasses: [synthetic, public, internal, personal]",
        ),
      },
      ["class-admitted: recette now admits internal and personal data"],
    ],
    [
      "a cluster beside the other",
      { [PRODUCTION]: replace("location: garonne", "location: escaut") },
      [
        "location-changed: production/sud moves from garonne to escaut; production/nord stands there too: one disaster takes both",
      ],
    ],
    [
      "a cluster reached otherwise, state and secrets kept elsewhere",
      {
        [PRODUCTION]: (text) =>
          text
            .replace("context: production-nord", "context: production-sud")
            .replace(
              "state: { backend: local }",
              "state: { backend: kubernetes, namespace: states, context: production-sud }",
            )
            .replace("path: production }", "path: recette }"),
      },
      [
        "target-changed: production/nord is reached by the context production-sud, no longer by production-nord",
        'state-moved: the state of production moves: {"backend":"local"} → {"backend":"kubernetes","namespace":"states","context":"production-sud"}',
        "secrets-moved: the secrets of production come from https://vault.production.example recette, no longer from https://vault.production.example production",
      ],
    ],
    [
      "another primary cluster",
      { [PRODUCTION]: replace("primary: sud", "primary: nord") },
      ["location-changed: the writable databases and the traffic of production move from sud to nord"],
    ],
    [
      "fewer zones",
      { [PRODUCTION]: replace("garonne-b, garonne-c]", "garonne-b]") },
      ["zones-reduced: production/sud gives up garonne-c: 2 zones left"],
    ],
    [
      "fewer nodes",
      { [PRODUCTION]: replace("general: { nodesPerZone: 2", "general: { nodesPerZone: 1") },
      ["nodes-reduced: general of production/sud goes from 2 to 1 nodes a zone"],
    ],
    [
      "an operator without one of its definitions",
      { "operators/cloudnative-pg.yaml": replace("  - poolers.postgresql.cnpg.io\n", "") },
      [
        "definition-deleted: cloudnative-pg no longer brings poolers.postgresql.cnpg.io, and with them goes every resource of their kind",
      ],
    ],
    [
      "another owner, a secret less, looser objectives",
      {
        "applications/eleves.yaml": (text) =>
          text
            .replace("owner: scolarite", "owner: plateforme")
            .replace("secrets: [signature]\n", "")
            .replace("recoveryTime: 4h", "recoveryTime: 72h"),
      },
      [
        "secret-withdrawn: no longer gets the secret signature",
        "owner-changed: belongs to plateforme, no longer to scolarite",
        "objectives-lowered: may be away for 72 h and lose 0.25 h of writes, not 4 and 0.25",
      ],
    ],
    [
      "a calendar",
      { "calendars/annee-2026.yaml": replace("ends: 2027-07-02", "ends: 2027-07-03") },
      ["declared-only: calendars/annee-2026.yaml: ends 2027-07-02 → 2027-07-03"],
    ],
  ])("%s", (_, edits, findings) => expect(saidOf(edits)).toEqual(findings));
});
