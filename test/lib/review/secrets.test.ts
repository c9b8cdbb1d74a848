import { describe, expect, it } from "vitest";
import { FORMS, toForm } from "../../../lib/review/index.js";
import { manifest, planned, reviewChanges } from "../../support/review.js";

const SECRET = "hunter2-planted";
const BASE64 = Buffer.from(SECRET).toString("base64");

/** Every form of a report on these changes, as one text. */
function everything(changes: object[], extra: object = {}): string {
  const report = reviewChanges(changes, extra);
  return FORMS.map((form) => toForm(form, report, { colour: false, details: true })).join("\n");
}

const metadata = [{ name: "app", namespace: "siecle-lille" }];

describe("no form of the report shows", () => {
  const update = (type: string, before: object, after: object, change: object = {}) =>
    planned({ type, name: "x", before, after, change });
  it.each<[string, object[], object?]>([
    [
      "what Terraform masks",
      [
        update(
          "a_b",
          { text: SECRET },
          { text: `${SECRET}2` },
          { before_sensitive: { text: true }, after_sensitive: { text: true } },
        ),
      ],
    ],
    [
      "what only one side masks",
      [update("a_b", { text: SECRET }, { text: SECRET, y: 1 }, { after_sensitive: { text: true } })],
    ],
    [
      "what is masked, inside another text",
      [
        update(
          "a_b",
          { a: SECRET, url: `see ${SECRET} there` },
          { a: SECRET, url: `and ${SECRET} here` },
          { before_sensitive: { a: true }, after_sensitive: { a: true } },
        ),
      ],
    ],
    [
      "what is masked in a list",
      [
        update(
          "a_b",
          { list: [1, SECRET] },
          { list: [2, SECRET] },
          { before_sensitive: { list: [false, true] }, after_sensitive: { list: [false, true] } },
        ),
      ],
    ],
    [
      "everything where the whole resource is masked",
      [update("a_b", { text: SECRET }, { text: "x" }, { before_sensitive: true, after_sensitive: true })],
    ],
    [
      "data of Secrets without a mask",
      [
        update(
          "kubernetes_secret_v1",
          { metadata, data: { a: SECRET } },
          { metadata, data: { a: "other", [SECRET]: "b" } },
        ),
      ],
    ],
    [
      "data of Secrets as manifests",
      [
        update(
          "kubernetes_manifest",
          manifest({ apiVersion: "v1", kind: "Secret", metadata: { name: "a" }, stringData: { a: SECRET } }),
          manifest({ apiVersion: "v1", kind: "Secret", metadata: { name: "a" }, data: { a: BASE64 } }),
        ),
      ],
    ],
    [
      "data of Secrets in YAML",
      [
        update(
          "kubectl_manifest",
          { yaml_body: `apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { a: ${SECRET} }` },
          { yaml_body: `apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { a: b }` },
        ),
      ],
    ],
    [
      "what is called a password",
      [update("aws_db_instance", { password: SECRET, engine: "a" }, { password: `${SECRET}3`, engine: "b" })],
    ],
    [
      "what is called so in camel case",
      [
        update(
          "helm_release",
          { set: [{ name: "adminPassword", value: SECRET }] },
          { set: [{ name: "adminPassword", value: `${SECRET}4` }] },
        ),
      ],
    ],
    [
      "passwords in addresses",
      [update("a_b", { url: `postgres://user:${SECRET}@db/x` }, { url: `postgres://user:${SECRET}@db/y` })],
    ],
    [
      "passwords inside texts",
      [
        update(
          "kubernetes_config_map_v1",
          { metadata, data: { conf: `a=1\npassword: ${SECRET}\n` } },
          { metadata, data: { conf: `a=2\npassword: ${SECRET}5\n` } },
        ),
      ],
    ],
    [
      "masked drift",
      [],
      {
        resource_drift: [
          update(
            "a_b",
            { text: SECRET },
            { text: `${SECRET}6` },
            { before_sensitive: { text: true }, after_sensitive: { text: true } },
          ),
        ],
      },
    ],
    [
      "sensitive outputs",
      [],
      {
        output_changes: {
          a: {
            actions: ["update"],
            before: SECRET,
            after: `${SECRET}7`,
            after_unknown: false,
            before_sensitive: true,
            after_sensitive: true,
          },
        },
      },
    ],
    [
      "variables, state and configuration",
      [planned({ type: "a_b", name: "c", after: {} })],
      {
        variables: { a: { value: SECRET } },
        prior_state: { values: SECRET },
        configuration: { a: SECRET },
        planned_values: { a: SECRET },
      },
    ],
  ])("%s", (_, changes, extra = {}) => {
    const text = everything(changes, extra);
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(BASE64);
    expect(text.length).toBeGreaterThan(500);
  });

  it("but it says that a secret changed", () => {
    const { changes } = reviewChanges([
      update("kubernetes_secret_v1", { metadata, data: { a: SECRET } }, { metadata, data: { a: "other" } }),
    ]);
    expect(changes[0]?.differences).toEqual([
      { path: "data", before: "(sensitive)", after: "(sensitive, changed)" },
    ]);
  });
});
