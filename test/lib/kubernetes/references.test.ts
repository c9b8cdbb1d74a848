// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform's templates are plain text here
import { describe, expect, it } from "vitest";
import { renderStack } from "../../../lib/kubernetes/index.js";
import { problemsOf, renderOne } from "./fixtures.js";

/** What the label `it` becomes, of a ConfigMap in a stack with something of everything. */
function resolve(template: string): unknown {
  const stack = {
    locals: { team: "dsi", loop: "${local.back}", back: "${local.loop}", ports: [80, 443], flag: "${true}" },
    variable: { academy: { default: "corse" }, secret: {}, literal: { default: "${untouched}" } },
    resource: {
      kubernetes_namespace_v1: {
        "corse-namespace": { metadata: { name: "siecle-${var.academy}", labels: { "a/b": "c" } } },
        made: { metadata: [{ generate_name: "x-" }] },
      },
      kubernetes_service_v1: {
        web: {
          metadata: [
            { name: "web", namespace: "${kubernetes_namespace_v1.corse-namespace.metadata[0].name}" },
          ],
          spec: [{ port: [{ port: 80, name: "http" }] }],
        },
        bare: { metadata: { name: "bare" } },
      },
      kubernetes_manifest: {
        queue: { manifest: { apiVersion: "x/v1", kind: "Queue", metadata: { name: "q-${local.team}" } } },
      },
      helm_release: { kueue: { name: "kueue", chart: "kueue" } },
      random_password: { it: { length: 20 } },
      kubernetes_config_map_v1: { it: { metadata: { name: "it" }, data: { it: template } } },
    },
  };
  const found = renderStack(stack).objects.find(({ address }) => address === "kubernetes_config_map_v1.it");
  return (found?.object.data as Record<string, unknown> | undefined)?.it;
}

describe("a reference becomes what it will be", () => {
  it.each([
    ["${kubernetes_namespace_v1.corse-namespace.metadata[0].name}", "siecle-corse"],
    ["${kubernetes_namespace_v1.corse-namespace.metadata.0.name}", "siecle-corse"],
    ["${resource.kubernetes_namespace_v1.corse-namespace.metadata[0].name}", "siecle-corse"],
    [
      "http://web.${kubernetes_service_v1.web.metadata[0].namespace}.svc:${kubernetes_service_v1.web.spec[0].port[0].port}",
      "http://web.siecle-corse.svc:80",
    ],
    ['${kubernetes_namespace_v1.corse-namespace.metadata[0].labels["a/b"]}', "c"],
    ["${kubernetes_namespace_v1.corse-namespace.id}", "siecle-corse"],
    ["${kubernetes_service_v1.web.id}", "siecle-corse/web"],
    ["${kubernetes_service_v1.bare.id}", "default/bare"],
    ["${kubernetes_service_v1.bare.metadata[0].namespace}", "default"],
    ["${kubernetes_manifest.queue.manifest.metadata.name}", "q-dsi"],
    ["${kubernetes_manifest.queue.object.metadata.name}", "q-dsi"],
    ["${helm_release.kueue.id}", "kueue"],
    ["${random_password.it.length}", "20"],
    ["${local.team}-${var.academy}", "dsi-corse"],
    ["${local.ports[1]}", "443"],
    ["${var.literal}", "${untouched}"],
    ["${local.flag}", "true"],
  ])("%s", (template, expected) => {
    expect(resolve(template)).toBe(expected);
  });
});

describe("an expression becomes its value", () => {
  it.each([
    ['${upper("é")}', "É"],
    ['${join("-", ["a", local.team, 1])}', "a-dsi-1"],
    [
      '${jsonencode({ "b" = [1, true, null], a = "<x>&" })}',
      '{"a":"\\u003cx\\u003e\\u0026","b":[1,true,null]}',
    ],
    ['${base64encode("siècle")}', "c2nDqGNsZQ=="],
    ['${base64decode("c2nDqGNsZQ==")}', "siècle"],
    ["${element(tolist(local.ports), 3)}", "443"],
    ['${length(merge({ a = 1 }, { "b" : 2 }))}', "2"],
    ['${local.team == "dsi" ? "yes" : "no"}', "yes"],
    ["${1 + 2 * 3 - -1}", "8"],
    ["${(1 + 2) * 3 >= 9 && !false}", "true"],
    ['${"a\\u00e9\\n${local.team}"}', "aé\ndsi"],
    ["${[1, 2][1]}", "2"],
    ['${{ a = { b = "c" } }.a.b}', "c"],
    ['${sha256("")}', "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["${1e3}", "1000"],
    ["${10000000000000000000000}", "10000000000000000000000"],
  ])("%s", (template, expected) => {
    expect(resolve(template)).toBe(expected);
  });

  it("yamlencode writes as Terraform does", () => {
    const template =
      '${yamlencode({a="b", c=[1, "x", {q=[], r={}}], d={}, e=null, f=true, g="l1\\nl2\\n", h="l1\\nl2", l=[[1,2],[3]], m={n={o=1}}})}';
    expect(resolve(template)).toBe(
      [
        '"a": "b"',
        '"c":',
        "- 1",
        '- "x"',
        '- "q": []',
        '  "r": {}',
        '"d": {}',
        '"e": null',
        '"f": true',
        '"g": |',
        "  l1",
        "  l2",
        '"h": |-',
        "  l1",
        "  l2",
        '"l":',
        "- - 1",
        "  - 2",
        "- - 3",
        '"m":',
        '  "n":',
        '    "o": 1',
        "",
      ].join("\n"),
    );
  });
});

describe("what is no reference stays text", () => {
  it.each([
    ["$${HOME} and %%{ if }", "${HOME} and %{ if }"],
    ["100 % $ { } $HOME $", "100 % $ { } $HOME $"],
    ["$$${HOME}", "$${HOME}"],
    ['${"$${quoted}"}', "${quoted}"],
  ])("%s", (template, expected) => {
    expect(resolve(template)).toBe(expected);
  });

  it("in a plan's values, where Terraform has resolved everything", () => {
    expect(resolve("$${a}")).toBe("${a}");
  });
});

describe("a reference that cannot be followed is an error of its resource", () => {
  it.each([
    [
      "${kubernetes_namespace_v1.corse-namespac.metadata[0].name}",
      'did you mean "kubernetes_namespace_v1.corse-namespace"?',
    ],
    ["${kubernetes_namespace_v1.made.metadata[0].name}", "known only when it exists"],
    ["${kubernetes_namespace_v1.made.id}", "known only when it exists"],
    ["${kubernetes_service_v1.web.metadata[0].uid}", "kubernetes_service_v1.web sets no metadata.0.uid"],
    ["${kubernetes_service_v1.web}", "is a whole resource"],
    ["${kubernetes_manifest.queue.id}", "known only when"],
    ["${random_password.it.result}", "known only when it exists"],
    ["${data.kubernetes_namespace_v1.x.metadata[0].name}", "is read by Terraform when it plans"],
    ["${var.secret}", "var.secret has no default"],
    ["${var.academie}", 'did you mean "academy"?'],
    ["${local.nothing}", "this stack has no local.nothing"],
    ["${local.loop}", "refers back to itself"],
    ["${each.value}", "known to Terraform only"],
    ["${count.index}", "known to Terraform only"],
    ["${path.module}", "depends on where Terraform runs"],
    ["${module.x.y}", "modules are not rendered"],
    ['${file("x")}', "the function file is not rendered; allowed: base64decode"],
    ["${timestamp()}", "the function timestamp is not rendered"],
    ["${constructor}", "this stack has no constructor"],
    ["${local.__proto__}", "this stack has no local.__proto__"],
    ["${kubernetes_service_v1.web[*].id}", "a splat [*] at character"],
    ["%{ if true }x%{ endif }", "a %{ } template directive at character 1"],
    ["${local.team", 'the end, where "}" is allowed'],
    ["${1 +}", "cannot read"],
    ["${1 / 0}", "divides by zero"],
    ["${local.ports}x", "is none"],
    [`\${${"(".repeat(5000)}1`, "nested deeper than 60"],
    [`\${${"-".repeat(5000)}1}`, "nested deeper than 60"],
  ])("%s", (template, message) => {
    expect(problemsOf(() => resolve(template))).toEqual([
      { address: "kubernetes_config_map_v1.it", path: "data.it", message: expect.stringContaining(message) },
    ]);
  });

  it("and all errors of a stack come together", () => {
    const resource = {
      kubernetes_namespace_v1: {
        a: { metadata: { name: "${local.x}", labels: { l: "${local.y}" } } },
        b: { metadata: { name: "b", labls: {} }, speck: { a: 1 } },
        c: { count: 2, metadata: { name: "c" } },
        d: { for_each: "${toset([])}", metadata: { name: "${each.key}" } },
      },
      kubernetes_deploymnt_v1: { e: {} },
    };
    const problems = problemsOf(() => renderStack({ resource, module: { m: { source: "./m" } } }));
    expect(problems.map(({ address, path }) => `${address} ${path}`)).toEqual([
      "module.m ",
      "kubernetes_namespace_v1.a metadata.name",
      "kubernetes_namespace_v1.b speck",
      "kubernetes_namespace_v1.c count",
      "kubernetes_namespace_v1.d for_each",
      "kubernetes_deploymnt_v1.e ",
    ]);
    expect(problems.at(-1)?.message).toContain('did you mean "kubernetes_deployment_v1"?');
  });
});

describe("a stack made to grow without end is an error, soon", () => {
  const doubling = (template: (previous: string) => unknown) =>
    Object.fromEntries(
      Array.from({ length: 64 }, (_, index) => [`l${index + 1}`, template(`\${local.l${index}}`)]),
    );

  it.each([
    [
      "text",
      { l0: "0123456789", ...doubling((previous) => previous + previous) },
      "more than 2000000 characters",
    ],
    ["lists", { l0: ["0"], ...doubling((previous) => [previous, previous]) }, "more than 100000 parts"],
    [
      "maps",
      { l0: "0", ...doubling((previous) => ({ a: previous, b: previous })) },
      "more than 100000 parts",
    ],
    [
      "chains",
      Object.fromEntries(
        Array.from({ length: 5000 }, (_, index) => [
          `l${index}`,
          index === 4999 ? "x" : `\${local.l${index + 1}}`,
        ]),
      ),
      "more than 100 references",
    ],
  ])("%s", (_, locals, message) => {
    const last = Object.hasOwn(locals, "l64") && !Object.hasOwn(locals, "l65") ? "l64" : "l0";
    const values = { metadata: { name: "it" }, data: { it: `\${local.${last}}` } };
    const problems = problemsOf(() => renderOne("kubernetes_config_map_v1", values, { locals }));
    expect(problems[0]?.message).toContain(message);
  });
});
