import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FORMS, reportSchema, toForm } from "../../../lib/review/index.js";
import { planned, reviewChanges, said } from "../../support/review.js";

const schema = await reportSchema();

const metadata = (name: string) => [{ name, namespace: "app", labels: {}, annotations: {} }];
const gone = (type: string, before: object = { name: "x" }) => planned({ type, name: "x", before });

describe("resources of other providers", () => {
  it.each([
    "aws_db_instance",
    "aws_ebs_volume",
    "aws_s3_bucket",
    "aws_secretsmanager_secret",
    "azurerm_cosmosdb_sql_container",
    "azurerm_mssql_database",
    "azurerm_postgresql_flexible_server",
    "google_sql_database_instance",
    "google_storage_bucket",
    "openstack_blockstorage_volume_v3",
    "ovh_cloud_project_database",
    "scaleway_rdb_instance",
  ])("%s is told when its data goes", (type) => {
    expect(reviewChanges([gone(type)]).findings).toMatchObject([
      { rule: "stateful-resource-removed", severity: "deny" },
    ]);
  });

  it.each([
    "aws_eks_cluster",
    "google_container_cluster",
    "openstack_compute_instance_v2",
    "aws_route53_record",
  ])("%s is told when it serves nobody any more", (type) => {
    expect(reviewChanges([gone(type)]).findings).toMatchObject([
      { rule: "workload-deleted", severity: "approve" },
    ]);
  });

  it.each(["random_password", "tls_private_key", "aws_iam_access_key", "azuread_application_password"])(
    "%s is told when it is made anew: others hold the old one",
    (type) => {
      const anew = planned({
        ...{ type, name: "x", actions: ["delete", "create"], before: { length: 20 }, after: { length: 21 } },
        change: { replace_paths: [["length"]] },
      });
      expect(reviewChanges([anew]).findings).toMatchObject([
        {
          rule: "credential-replaced",
          severity: "approve",
          message: expect.stringContaining("because of length"),
        },
      ]);
    },
  );

  it.each(["random_password", "null_resource", "time_sleep", "aws_iam_policy_attachment"])(
    "%s is summed up without alarm",
    (type) => {
      const { findings, changes } = reviewChanges([gone(type)]);
      expect(findings).toEqual([]);
      expect(changes).toHaveLength(1);
    },
  );

  it("are told when their guards fall, wherever the attribute stands", () => {
    const database = (guarded: boolean) => ({
      allocated_storage: guarded ? 100 : 50,
      backup_retention_period: guarded ? 30 : 1,
      deletion_protection: guarded,
      skip_final_snapshot: !guarded,
      settings: [{ backup_configuration: [{ enabled: guarded }], delete_on_termination: !guarded }],
    });
    const report = reviewChanges([
      planned({ type: "aws_db_instance", name: "x", before: database(true), after: database(false) }),
    ]);
    const all = said(report).join("\n");
    expect(all).toContain("storage-shrunk: aws_db_instance.x shrinks: allocated_storage 100 → 50");
    expect(all).toContain("backup_retention_period 30 → 1");
    expect(all).toContain("skip_final_snapshot false → true");
    expect(all).toContain("settings.backup_configuration.enabled true → false");
    expect(all).toContain(
      "protection-removed: aws_db_instance.x is guarded less: deletion_protection true → false",
    );
    // Names that end like dates are no bookkeeping.
    expect(report.changes[0]?.differences.map(({ path }) => path)).toEqual([
      "allocated_storage",
      "backup_retention_period",
      "deletion_protection",
      "skip_final_snapshot",
      "settings[0].backup_configuration[0].enabled",
      "settings[0].delete_on_termination",
    ]);
    expect(
      said(
        reviewChanges([
          planned({ type: "aws_db_instance", name: "x", before: database(false), after: database(true) }),
        ]),
      ),
    ).toEqual([]);
  });

  it("are told when everybody, or every right, is granted", () => {
    const grant = (type: string, after: object) =>
      said(reviewChanges([planned({ type, name: "x", after })]))[0];
    expect(grant("google_project_iam_member", { role: "roles/viewer", member: "allUsers" })).toContain(
      "privilege-everyone",
    );
    expect(grant("azurerm_role_assignment", { role_definition_name: "Owner" })).toContain(
      "privilege-escalated",
    );
    expect(
      grant("aws_iam_role_policy_attachment", { policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess" }),
    ).toContain("privilege-escalated");
    expect(grant("azurerm_role_assignment", { role_definition_name: "Reader" })).toBeUndefined();
  });
});

describe("plans of other versions", () => {
  it("name kinds without their version", () => {
    const claim = { metadata: metadata("files"), spec: [{ resources: [{ requests: { storage: "20Gi" } }] }] };
    const rules = [gone("kubernetes_persistent_volume_claim", claim)];
    expect(said(reviewChanges(rules))[0]).toContain("PersistentVolumeClaim files (20Gi) is deleted");
    const ingress = {
      metadata: metadata("web"),
      spec: [
        {
          rule: [
            {
              host: "a.example.org",
              http: [{ path: [{ backend: [{ service_name: "web", service_port: "80" }] }] }],
            },
          ],
        },
      ],
    };
    expect(
      said(reviewChanges([planned({ type: "kubernetes_ingress", name: "x", after: ingress })]))[0],
    ).toContain("host-public");
  });

  it("have attributes that are not known yet, and what is known is judged, what is not is shown", () => {
    const role = (verbs: string[], novel: string) => ({
      metadata: metadata("r"),
      rule: [{ api_groups: ["*"], resources: ["*"], verbs }],
      novel_argument: novel,
    });
    const report = reviewChanges([
      planned({ type: "kubernetes_role_v1", name: "x", before: role(["get"], "a"), after: role(["*"], "b") }),
    ]);
    expect(said(report)[0]).toContain("privilege-escalated");
    expect(report.changes[0]?.differences.map(({ path }) => path)).toContain("novel_argument");
  });

  it("invoke actions and fail checks, which are told", () => {
    const { notices, verdict } = reviewChanges([], {
      action_invocations: [
        {
          address: "action.aws_lambda_invoke.x",
          lifecycle_action_trigger: { triggering_resource_address: "aws_instance.y" },
        },
      ],
      checks: [
        {
          ...{ address: { to_display: "check.health" }, status: "fail" },
          instances: [{ status: "fail", problems: [{ message: "size 2 is too\nlarge" }] }],
        },
      ],
    });
    expect(verdict.decision).toBe("needs-approval");
    expect(notices.map(({ message }) => message).join("\n")).toMatch(
      /action\.aws_lambda_invoke\.x is invoked for aws_instance\.y[\s\S]*check\.health failed: size 2 is too large$/,
    );
  });

  it("that are all deleted are not passed over, be each one harmless", () => {
    const [one, other] = [gone("null_resource"), gone("time_sleep")];
    const { notices, verdict } = reviewChanges([one, other]);
    expect(verdict.decision).toBe("needs-approval");
    expect(notices).toMatchObject([
      { message: expect.stringMatching(/all that it manages is deleted \(2 resources\)/) },
    ]);
    const stays = planned({ type: "null_resource", name: "z", before: { id: "1" }, after: { id: "1" } });
    expect(reviewChanges([one, other, stays]).notices).toEqual([]);
  });

  it("say from what they are imported", () => {
    const imported = planned({
      ...{ type: "aws_eip", name: "x", actions: ["no-op"], before: { id: "1" }, after: { id: "1" } },
      change: { importing: { id: "eipalloc-7" } },
    });
    const { changes } = reviewChanges([imported]);
    expect(changes[0]?.reason).toBe("imported from eipalloc-7");
  });
});

const TYPES = [
  "aws_db_instance",
  "helm_release",
  "kubectl_manifest",
  "kubernetes_manifest",
  "kubernetes_ingress",
];
const KEYS = [
  "metadata",
  "spec",
  "name",
  "namespace",
  "manifest",
  "object",
  "apiVersion",
  "kind",
  "rule",
  "verbs",
];
const leaf = fc.oneof(fc.constantFrom(null, true, 0, "", "siecle-lille", "Role", "v1", "*"), fc.string());
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS, "__proto__", "<script>"), tie("value"), { maxKeys: 5 }),
  ),
}));
const side = fc.oneof(
  fc.constant(null),
  fc.dictionary(fc.constantFrom(...KEYS), value),
  fc.record({ manifest: fc.record({ apiVersion: leaf, kind: leaf, metadata: value, rules: value }) }),
);
const change = fc.record({
  actions: fc.constantFrom(
    ["no-op"],
    ["create"],
    ["update"],
    ["delete"],
    ["delete", "create"],
    ["forget"],
    ["create", "forget"],
  ),
  before: side,
  after: side,
  after_unknown: value,
  before_sensitive: value,
  after_sensitive: value,
  replace_paths: value,
  importing: value,
});
const entry = fc.record({
  address: fc.string({ minLength: 1 }),
  mode: fc.constantFrom("managed", "data", "ephemeral"),
  type: fc.oneof(fc.constantFrom(...TYPES), fc.string({ minLength: 1 })),
  name: leaf,
  index: leaf,
  deposed: leaf,
  change,
  action_reason: leaf,
});

describe("any plan of the documented shape", () => {
  it("comes to a verdict, in every form", () => {
    const extra = fc.record({
      resource_drift: fc.array(entry, { maxLength: 2 }),
      deferred_changes: fc.array(fc.record({ reason: leaf, resource_change: entry }), { maxLength: 2 }),
      action_invocations: value,
      checks: value,
      output_changes: fc.oneof(value, fc.dictionary(fc.string(), change)),
      complete: leaf,
      errored: leaf,
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 4 }), extra, (changes, more) => {
        const report = reviewChanges(changes, more);
        expect(schema.parse(report)).toEqual(report);
        for (const form of FORMS) {
          const text = toForm(form, report, { colour: false, details: true });
          if (form === "html") expect(text).not.toContain("<script");
        }
      }),
      { numRuns: 150 },
    );
  });
});
