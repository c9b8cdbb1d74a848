// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform's templates are plain text here
import { describe, expect, it } from "vitest";
import { type HelmRelease, renderStack } from "../../../lib/kubernetes/index.js";
import { problemsOf } from "./fixtures.js";

function release(values: object): HelmRelease {
  const stack = {
    locals: { replicas: 3 },
    resource: { helm_release: { it: { name: "kueue", chart: "kueue", ...values } } },
  };
  return renderStack(stack).releases[0] as HelmRelease;
}

describe("a Helm release", () => {
  it("says what is installed, where", () => {
    expect(
      release({
        version: "0.15.0",
        namespace: "kueue-system",
        repository: "oci://registry.example.invalid/charts",
        create_namespace: true,
        timeout: 300,
        lifecycle: { prevent_destroy: true },
      }),
    ).toEqual({
      address: "helm_release.it",
      name: "kueue",
      namespace: "kueue-system",
      chart: "kueue",
      version: "0.15.0",
      repository: "oci://registry.example.invalid/charts",
      values: {},
    });
  });

  it("is in the namespace default, of no version, where the stack says none", () => {
    expect(release({})).toEqual({
      address: "helm_release.it",
      name: "kueue",
      namespace: "default",
      chart: "kueue",
      version: "",
      values: {},
    });
  });

  it("merges values as Helm does: maps deeply, the rest replaced", () => {
    const values = [
      "a: {b: 1, c: [1, 2]}\nd: x",
      "a: {c: [3], e: yes}\nf: 2026-01-01",
      "${yamlencode({ replicas = local.replicas })}",
      "",
    ];
    expect(release({ values }).values).toEqual({
      a: { b: 1, c: [3], e: true },
      d: "x",
      f: "2026-01-01",
      replicas: 3,
    });
  });

  it("applies set, set_list and set_sensitive, and shows no sensitive value", () => {
    const { values } = release({
      values: ["a: {b: 1}\nlist: [x]"],
      set: [
        { name: "a.c", value: "12" },
        { name: "a.d\\.e", value: "true" },
        { name: "s", value: "012", type: "string" },
        { name: "list[1].n", value: "null" },
      ],
      set_list: { name: "a.l", value: ["1", "2"] },
      set_sensitive: [{ name: "db.password", value: "hunter2" }],
    });
    expect(values).toEqual({
      a: { b: 1, c: 12, "d.e": true, l: ["1", "2"] },
      s: "012",
      list: ["x", { n: null }],
      db: { password: "(sensitive)" },
    });
  });

  it.each([
    [{ values: ["a: ["] }, "values[0]", "is no YAML"],
    [{ values: ["- a"] }, "values[0]", "where a map is allowed"],
    [{ values: ["[".repeat(100_000)] }, "values[0]", "is n"],
    [{ values: "x" }, "values", "where a list is allowed"],
    [{ set: [{ name: "a[", value: "1" }] }, "set[0].name", "cannot be read as a name"],
    [{ set: [{ name: "", value: "1" }] }, "set[0].name", "names no value"],
    [{ set: ["x"] }, "set[0]", "where a block is allowed"],
    [{ name: null }, "name", "is not set"],
    [{ chart: "" }, "chart", "is not set"],
  ])("%j is refused", (values, path, message) => {
    expect(problemsOf(() => release(values))).toEqual([
      { address: "helm_release.it", path, message: expect.stringContaining(message) },
    ]);
  });
});
