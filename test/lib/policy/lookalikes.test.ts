import { describe, expect, it } from "vitest";
import { PolicyEngine } from "../../../lib/policy/index.js";
import { configMap, deployment, policies } from "./rules.js";

const engine = new PolicyEngine(policies);
const found = (object: unknown) =>
  [...new Set(engine.judgeObject(object).map(({ policy }) => policy))].toSorted();

/** The good Deployment with something else in its pod or its container. */
const withPod = (parts: object) => {
  const object = deployment();
  Object.assign(object.spec.template.spec, parts);
  return object;
};
const withContainer = (parts: object) => {
  const object = deployment();
  Object.assign(object.spec.template.spec.containers[0] ?? {}, parts);
  return object;
};
const withEnv = (name: string, value: string) => withContainer({ env: [{ name, value }] });

describe("what looks like a violation and is none", () => {
  it("the good Deployment itself", () => expect(found(deployment())).toEqual([]));

  it.each([
    ["PASSWORD_FILE", "/run/secrets/password"],
    ["DB_PASSWORD", "$(FROM_A_SECRET)"],
    ["TOKEN_URL", "https://connexion.education.example/token"],
    ["SECRET_NAME", "database-app"],
    ["KEYBOARD", "azerty"],
    ["MONKEY", "see"],
    ["PUBLIC_KEY", "MFkwEwYHKoZIzj0CAQYIKoZI"],
    ["EMPTY_TOKEN", ""],
    ["USE_TOKEN", "true"],
    ["SORT_KEY", "name"],
    ["PWD", "/srv"],
    ["MAX_TOKENS", "4096"],
    ["JDBC_URL", "jdbc:postgresql://database:5432/app?user=app"],
    ["CALLBACK", "https://siecle.example/a:b@c"],
  ])("%s=%s", (name, value) => expect(found(withEnv(name, value))).toEqual([]));

  it("settings that speak of passwords", () => {
    const settings = `auth.password-policy=strong\npassword.min-length=12\nspring.password=\${FROM_A_SECRET}\n`;
    expect(found(configMap({ "app.properties": settings, "password-help": "Ask your school." }))).toEqual([]);
  });

  it("an address of a registry that contains another's name, in a label", () => {
    const object = deployment();
    object.metadata.labels["app.kubernetes.io/name"] = "docker.io";
    expect(found(object)).toEqual([]);
  });

  it("an empty list where something dangerous could stand", () => {
    expect(found(withPod({ hostNetwork: false, hostPID: false, initContainers: [], volumes: [] }))).toEqual(
      [],
    );
    expect(found(withContainer({ ports: [{ containerPort: 1, hostPort: 0 }] }))).toEqual([]);
  });

  it("a number of the container's own user above 0", () => {
    expect(found(withContainer({ securityContext: { ...good(), runAsUser: 26 } }))).toEqual([]);
  });
});

describe("violations in disguise", () => {
  it.each([
    ["PGPASSWORD", "chat"],
    ["apiToken", "abcdef"],
    ["DB_PWD", "chat"],
    ["SIGNING_KEY", "abcdef"],
    ["ANY", "-----BEGIN RSA PRIVATE KEY-----\nMIIE"],
    ["ANY", "amqp://app:chat@queue:5672"],
  ])("%s=%s is a secret", (name, value) => expect(found(withEnv(name, value))).toEqual(["inline-secret"]));

  it("an image whose registry begins like ours", () => {
    const image = `registry.education.example.evil.example/a@sha256:${"9f".repeat(32)}`;
    expect(found(withContainer({ image }))).toEqual(["image-registry"]);
  });

  it("a digest that is followed by something", () => {
    expect(
      found(withContainer({ image: `registry.education.example/a@sha256:${"9f".repeat(32)}:latest` })),
    ).toEqual(["image-digest"]);
  });

  it("a container that takes back what the pod promised", () => {
    expect(found(withContainer({ securityContext: { ...good(), runAsNonRoot: false } }))).toEqual([
      "root-containers",
    ]);
    expect(found(withContainer({ securityContext: { ...good(), runAsUser: 0 } }))).toEqual([
      "root-containers",
    ]);
  });

  it("an init container and a debugger, judged like the others", () => {
    const debugger_ = { name: "debug", image: "busybox", securityContext: good() };
    expect(found(withPod({ ephemeralContainers: [debugger_] }))).toEqual(["image-digest", "image-registry"]);
    expect(found(withPod({ initContainers: [debugger_] }))).toEqual([
      "container-resources",
      "image-digest",
      "image-registry",
      "node-disk",
    ]);
  });
});

const good = () => ({
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
});
