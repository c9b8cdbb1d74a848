/** The burst: what its template holds, how Terraform carries it, and how Kueue is joined to it. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Match, Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { LARGEST_TEMPLATE } from "../../constructs/burst/index.js";
import { addDays } from "../../lib/calendar/index.js";
import { renderStack } from "../../lib/kubernetes/index.js";
import { inLayers, type OperatorsPlan, type PlatformPlan, planStacks } from "../../lib/placement/index.js";
import { forbids, PolicyEngine, policiesOf } from "../../lib/policy/index.js";
import { burstEstate, burstPlan } from "../support/burst.js";
import { temporaryFolder } from "../support/estate.js";
import { type Arguments, misfits } from "../support/provider-arguments.js";
import { resourcesOf, synthesizePlan } from "../support/synthesis.js";
import { pluginFolders, readByTerraform } from "../support/terraform-reading.js";

interface Declared {
  kind: string;
  metadata: { name: string; namespace?: string };
  spec?: Record<string, unknown>;
  rules?: { verbs: string[] }[];
}

/** What Terraform itself takes, and a comment of CDKTF's. */
const META = ["//", "depends_on", "provider"];
/** Source: terraform-provider-aws 6, internal/service/cloudformation/stack.go. */
const STACK: Arguments = {
  name: "string",
  template_body: "string",
  capabilities: "strings",
  iam_role_arn: "string",
  policy_body: "string",
  timeout_in_minutes: "number",
  timeouts: { create: "string", update: "string", delete: "string" },
};
/** Source: terraform-provider-aws 6, website/docs/index.html.markdown. */
const PROVIDER: Arguments = {
  region: "string",
  allowed_account_ids: "strings",
  default_tags: [{ tags: "map" }],
};

const NAME = "production-sud-burst-2027-02-01";
const plan = burstPlan();
const { json, sources } = synthesizePlan(plan);
const resources = resourcesOf(json);
const carried = carriedBy(json);
const template = templateOf(json);
const all = Object.values(template.toJSON().Resources) as { Type: string; DependsOn?: string[] }[];
const manifests = Object.values(resources).flatMap(({ manifest }) => manifest ?? []) as {
  kind: string;
  metadata: { name: string; namespace?: string };
  spec: Record<string, unknown>;
}[];

/** What carries the template of a synthesized burst. */
function carriedBy(text: string): Record<string, string> {
  const found = Object.entries(resourcesOf(text)).find(([address]) =>
    address.startsWith("aws_cloudformation_stack."),
  );
  return found?.[1] as Record<string, string>;
}

function templateOf(text: string): Template {
  return Template.fromJSON(JSON.parse(carriedBy(text).template_body ?? "{}"));
}

/** Names that its DNS Firewall allows, as they are in the region of the plan. */
function allowedNames(of: Template): string[] {
  const known = of.findResources("AWS::Route53Resolver::FirewallDomainList").KnownNames;
  const values: Record<string, string> = {
    "AWS::Region": plan.burst.region,
    "AWS::URLSuffix": "amazonaws.com",
  };
  const text = (part: string | { Ref: string }) => (typeof part === "string" ? part : values[part.Ref]);
  const names: (string | { "Fn::Join": [string, (string | { Ref: string })[]] })[] =
    known?.Properties.Domains;
  return names
    .map((name) => (typeof name === "string" ? name : name["Fn::Join"][1].map(text).join("")))
    .toSorted();
}

describe("a burst", () => {
  it("is declared only while the estate switches it on", () => {
    const off = burstEstate((burst) => {
      burst.enabled = false;
    });
    expect(planStacks(off).some(({ kind }) => kind === "burst")).toBe(false);
    expect(plan.stack).toBe("production-sud-burst");
  });

  it("is equal from one synthesis to the next", () => {
    expect(synthesizePlan(plan).json).toBe(json);
  });

  it("says of every resource where in the estate it comes from", () => {
    expect(Object.keys(sources).toSorted()).toEqual(Object.keys(resources).toSorted());
    expect(new Set(Object.values(sources).map((pointer) => pointer.split("#")[0]))).toEqual(
      new Set(["ai/burst.yaml", "ai/projects/reconnaissance-copies.yaml"]),
    );
  });
});

describe("its template", () => {
  it("fits into a call of CloudFormation and needs nothing beforehand: no assets, no functions, no parameters", () => {
    expect(Buffer.byteLength(carried.template_body ?? "")).toBeLessThan(LARGEST_TEMPLATE);
    const { Parameters, Rules, Metadata } = template.toJSON();
    expect([Parameters, Rules, Metadata]).toEqual([undefined, undefined, undefined]);
    expect(all.filter(({ Type }) => /Lambda|CustomResource|^Custom::|CDK|S3::Bucket/.test(Type))).toEqual([]);
  });

  it("gives nodes no way to the internet, and the internet none to the API server", () => {
    for (const type of ["InternetGateway", "NatGateway", "EIP", "Route", "EgressOnlyInternetGateway"])
      template.resourceCountIs(`AWS::EC2::${type}`, 0);
    template.allResourcesProperties("AWS::EC2::Subnet", { MapPublicIpOnLaunch: false });
    expect(JSON.stringify(template.toJSON())).not.toMatch(/0\.0\.0\.0\/0|::\/0/);
    template.hasResourceProperties("AWS::EKS::Cluster", {
      ResourcesVpcConfig: { EndpointPrivateAccess: true, EndpointPublicAccess: false },
    });
  });

  it("encrypts secrets, disks and logs with one key, which outlives it with the logs", () => {
    const key = { "Fn::GetAtt": ["Key", "Arn"] };
    template.hasResource("AWS::KMS::Key", {
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
      Properties: { EnableKeyRotation: true },
    });
    template.allResources("AWS::Logs::LogGroup", {
      DeletionPolicy: "RetainExceptOnCreate",
      Properties: { KmsKeyId: key, RetentionInDays: 365 },
    });
    template.hasResourceProperties("AWS::EKS::Cluster", {
      EncryptionConfig: [{ Provider: { KeyArn: key }, Resources: ["secrets"] }],
    });
    template.allResourcesProperties("AWS::EC2::LaunchTemplate", {
      LaunchTemplateData: {
        BlockDeviceMappings: [{ Ebs: { Encrypted: true, VolumeType: "gp3", KmsKeyId: key } }],
        MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 1 },
      },
    });
  });

  it("lets in by access entries alone, and keeps all five logs of the control plane", () => {
    template.hasResourceProperties("AWS::EKS::Cluster", {
      AccessConfig: { AuthenticationMode: "API", BootstrapClusterCreatorAdminPermissions: false },
      Logging: {
        ClusterLogging: {
          EnabledTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"].map((Type) => ({
            Type,
          })),
        },
      },
    });
    template.resourceCountIs("AWS::EKS::AccessEntry", plan.burst.administrators.length);
  });

  it("has no GPU node until jobs wait, and lets only what tolerates the burst onto them", () => {
    const key = `${plan.labelPrefix}/burst`;
    template.hasResourceProperties("AWS::EKS::Nodegroup", {
      AmiType: "AL2023_x86_64_NVIDIA",
      ScalingConfig: { MinSize: 0, DesiredSize: 0, MaxSize: plan.burst.nodes.most },
      Labels: { [key]: "true" },
      Taints: [{ Key: key, Value: "true", Effect: "NO_SCHEDULE" }],
    });
  });

  it("ends by itself: nodes the day after the last one, then all of it until that has worked", () => {
    template.hasResourceProperties("AWS::Scheduler::Schedule", {
      ScheduleExpression: "at(2027-04-01T00:00:00)",
      ScheduleExpressionTimezone: "Europe/Paris",
      Target: {
        Arn: { "Fn::Join": ["", Match.arrayWith([":scheduler:::aws-sdk:eks:deleteNodegroup"])] },
      },
    });
    template.hasResourceProperties("AWS::Scheduler::Schedule", {
      StartDate: "2027-03-31T22:00:00Z",
      Target: {
        Arn: { "Fn::Join": ["", Match.arrayWith([":scheduler:::aws-sdk:cloudformation:deleteStack"])] },
      },
    });
  });

  it.each([
    ["Pacific/Tahiti", "2027-04-01T10:00:00Z"],
    ["Europe/Paris", "2027-03-31T22:00:00Z"],
    ["Pacific/Noumea", "2027-03-31T13:00:00Z"],
  ])("ends when the last day is over in its own time zone: %s", (timeZone, begin) => {
    const there = burstPlan((burst) => {
      burst.timeZone = timeZone;
    });
    templateOf(synthesizePlan(there).json).hasResourceProperties("AWS::Scheduler::Schedule", {
      StartDate: begin,
      ScheduleExpressionTimezone: timeZone,
    });
  });

  it("makes what costs after its end and its budget are sure", () => {
    const vpc = all.find(({ Type }) => Type === "AWS::EC2::VPC");
    expect(vpc?.DependsOn).toEqual(["Budget", "EndOfEverything", "EndOfNodes"]);
  });

  it("lets the end delete this stack and these nodes, and nothing else", () => {
    template.hasResourceProperties("AWS::IAM::ManagedPolicy", {
      Description: "Ends production-sud-burst-2027-02-01",
      PolicyDocument: {
        Statement: [
          { Action: "eks:DeleteNodegroup", Resource: Match.objectLike({ "Fn::Join": Match.anyValue() }) },
          { Action: "cloudformation:DeleteStack", Resource: { Ref: "AWS::StackId" } },
        ],
      },
    });
  });

  it("keeps rights in policies that can be seen by themselves, none of them in a role", () => {
    template.allResourcesProperties("AWS::IAM::Role", { Policies: Match.absent() });
  });

  it("lets nobody hand the key on but services of AWS, and the role that makes the cluster, whose grant EKS takes", () => {
    template.hasResourceProperties("AWS::KMS::Key", {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: "Deny",
            Principal: "*",
            Action: "kms:CreateGrant",
            Condition: {
              BoolIfExists: { "kms:GrantIsForAWSResource": "false", "aws:PrincipalIsAWSService": "false" },
              ArnNotEquals: { "aws:PrincipalArn": plan.burst.executionRole },
            },
          }),
        ]),
      },
    });
  });

  it("opens endpoints of the services that nodes call, for the named calls of this account", () => {
    const endpoints = Object.values(template.findResources("AWS::EC2::VPCEndpoint")).map(
      ({ Properties: { ServiceName, PolicyDocument, VpcEndpointType } }) => ({
        type: VpcEndpointType as string,
        service: (ServiceName["Fn::Join"][1] as string[]).at(-1)?.slice(1),
        statements: PolicyDocument.Statement as {
          Action: string | string[];
          Resource: object | string;
          Condition?: object;
        }[],
      }),
    );
    const interfaces = endpoints.filter(({ type }) => type === "Interface");
    expect(interfaces.map(({ service }) => service).toSorted()).toEqual([
      ...["autoscaling", "ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth"],
    ]);
    for (const statement of interfaces.flatMap(({ statements }) => statements)) {
      expect([statement.Action].flat().filter((action) => action.includes("*"))).toEqual([]);
      expect(statement.Condition).toEqual({
        StringEquals: { "aws:PrincipalAccount": { Ref: "AWS::AccountId" } },
      });
    }
    const ofRegistries = interfaces.filter(({ service }) => service?.startsWith("ecr."));
    for (const { statements } of ofRegistries) {
      expect(statements.map(({ Action }) => Action)).toEqual([
        "ecr:GetAuthorizationToken",
        expect.any(Array),
      ]);
      expect(JSON.stringify(statements[1]?.Resource)).toContain(":602401143452:repository/*");
    }
  });

  it("lets nobody to those endpoints but the cluster's nodes, which wait for that", () => {
    template.hasResourceProperties("AWS::EC2::SecurityGroupIngress", {
      FromPort: 443,
      SourceSecurityGroupId: { "Fn::GetAtt": ["Cluster", "ClusterSecurityGroupId"] },
    });
    template.allResources("AWS::EKS::Nodegroup", { DependsOn: Match.arrayWith(["EndpointsFromNodes"]) });
  });

  it("lets nodes look up AWS's endpoints, the API server and the platform's registry, and no other name", () => {
    expect(allowedNames(template)).toEqual([
      "*.eu-central-1.compute.internal",
      "*.eu-central-1.eks.amazonaws.com",
      "602401143452.dkr.ecr.eu-central-1.amazonaws.com",
      "api.ecr.eu-central-1.amazonaws.com",
      "autoscaling.eu-central-1.amazonaws.com",
      "ec2.eu-central-1.amazonaws.com",
      "eks-auth.eu-central-1.api.aws",
      "eks.eu-central-1.amazonaws.com",
      "prod-eu-central-1-starport-layer-bucket.s3.eu-central-1.amazonaws.com",
      "registry.education.example",
    ]);
    template.hasResourceProperties("AWS::Route53Resolver::FirewallDomainList", { Domains: ["*"] });
    template.resourceCountIs("AWS::Route53Resolver::FirewallDomainList", 2);
    template.hasResourceProperties("AWS::Route53Resolver::FirewallRuleGroup", {
      FirewallRules: [
        { Priority: 1, Action: "ALLOW", FirewallDomainListId: { Ref: "KnownNames" } },
        {
          ...{ Priority: 2, Action: "BLOCK", BlockResponse: "NXDOMAIN" },
          FirewallDomainListId: { Ref: "AllNames" },
        },
      ],
    });
    template.hasResourceProperties("AWS::Route53Resolver::FirewallRuleGroupAssociation", {
      VpcId: { Ref: "Vpc" },
      MutationProtection: "DISABLED",
    });
    template.allResources("AWS::EKS::Nodegroup", { DependsOn: Match.arrayWith(["NameRulesOfVpc"]) });
  });

  it("keeps what nodes look up, in a log that AWS may write", () => {
    template.hasResource("AWS::Route53Resolver::ResolverQueryLoggingConfig", {
      Properties: { DestinationArn: { "Fn::GetAtt": ["QueryLogs", "Arn"] } },
      DependsOn: ["LogDelivery"],
    });
    template.hasResourceProperties("AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation", {
      ResourceId: { Ref: "Vpc" },
    });
    const writers = JSON.stringify(template.findResources("AWS::Logs::ResourcePolicy"));
    for (const log of ["queries", "tunnel"]) expect(writers).toContain(`/${log}:log-stream:*`);
  });

  it("adds the names that the estate adds, and the registries of the operators on the burst's own cluster", () => {
    const estate = burstEstate((burst) => {
      burst.network.hosts = ["objects.education.example"];
      burst.worker = { name: NAME, context: "burst", operators: ["kueue"] };
    });
    const { kueue } = estate.operators;
    if (kueue) kueue.images = [`other.example:5000/kueue@sha256:${"0".repeat(64)}`];
    const hosts = planStacks(estate).flatMap((stack) => (stack.kind === "burst" ? stack.hosts : []));
    expect(hosts).toEqual(["objects.education.example", "other.example", "registry.education.example"]);
    const named = templateOf(synthesizePlan({ ...plan, hosts }).json);
    expect(allowedNames(named)).toEqual(expect.arrayContaining(hosts));
  });

  it("takes strong algorithms only for the tunnel", () => {
    template.hasResourceProperties("AWS::EC2::VPNConnection", {
      VpnTunnelOptionsSpecifications: [1, 2].map(() =>
        Match.objectLike({
          IKEVersions: [{ Value: "ikev2" }],
          Phase1EncryptionAlgorithms: [{ Value: "AES256-GCM-16" }],
          Phase2EncryptionAlgorithms: [{ Value: "AES256-GCM-16" }],
          Phase1DHGroupNumbers: [19, 20, 21].map((Value) => ({ Value })),
        }),
      ),
    });
  });

  it("tells people what is spent, and what will be", () => {
    template.hasResourceProperties("AWS::Budgets::Budget", {
      Budget: { BudgetLimit: { Amount: 8000, Unit: "USD" }, TimeUnit: "MONTHLY" },
      NotificationsWithSubscribers: [50, 80, 100, 100].map((Threshold, index) => ({
        Notification: { Threshold, NotificationType: index < 3 ? "ACTUAL" : "FORECASTED" },
      })),
    });
  });
});

describe("docs/burst.md", () => {
  const page = readFileSync("docs/burst.md", "utf8");
  const { Resources, Outputs } = template.toJSON();

  it("asks AWS for resources and outputs that the template has, and for the name that the sample makes", () => {
    const asked = [...page.matchAll(/--logical-resource-id (\w+)/g)].map(([, id]) => id);
    expect(asked).toEqual(["Vpn"]);
    expect(Object.keys(Resources)).toEqual(expect.arrayContaining(asked));
    const outputs = [...page.matchAll(/\$\(output (\w+)\)/g)].map(([, id]) => id);
    expect(outputs.toSorted()).toEqual(Object.keys(Outputs).toSorted());
    expect(page).toContain(`\`NAME\` stands for the name of all that is made: \`${NAME}\``);
  });

  it("names every log that outlives the burst, and the services that the execution role works with", () => {
    const logs = Object.values(template.findResources("AWS::Logs::LogGroup")).map(
      ({ Properties }) => Properties.LogGroupName as string,
    );
    const [first = "", ...rest] = logs.map((log) => log.replace(NAME, "NAME"));
    expect(page).toContain(`\`${first}\``);
    for (const log of rest) expect(page).toContain(`/${log.split("/").at(-1)}\``);
    const services = new Set(all.map(({ Type }) => Type.split("::")[1]?.toLowerCase() ?? ""));
    for (const service of services) expect(page).toContain(`\`${service}\``);
  });
});

describe("Terraform", () => {
  it("carries it to one account and one region, as the role that CloudFormation works with", () => {
    const { provider, terraform } = JSON.parse(json);
    expect(provider.aws).toMatchObject([{ region: "eu-central-1", allowed_account_ids: ["111122223333"] }]);
    expect(terraform.required_providers.aws).toEqual({ source: "hashicorp/aws", version: "~> 6.21" });
    expect(carried).toMatchObject({
      name: "production-sud-burst-2027-02-01",
      capabilities: ["CAPABILITY_IAM"],
      iam_role_arn: plan.burst.executionRole,
    });
  });

  it("gives the provider arguments that it knows, of the types that it knows", () => {
    const { provider } = JSON.parse(json);
    expect(Object.keys(resources).filter((address) => address.startsWith("aws_"))).toHaveLength(1);
    const given = Object.entries(carried).filter(([name]) => !META.includes(name));
    expect(misfits(Object.fromEntries(given), STACK)).toEqual([]);
    expect(misfits(provider.aws[0], PROVIDER)).toEqual([]);
    const wrong = {
      name: "burst",
      on_falure: "DELETE",
      timeout_in_minutes: "60",
      timeouts: { creat: "60m" },
    };
    expect(misfits(wrong, STACK)).toEqual([
      "on_falure is no argument",
      "timeout_in_minutes is no number",
      "timeouts.creat is no argument",
    ]);
  });

  it("reads nothing of the template as its own", () => {
    expect(carried.template_body).not.toMatch(/(?<!\$)\$\{|(?<!%)%\{/);
  });

  it("accepts it: by the providers' schemas where they are at hand, by its syntax else", ({ annotate }) => {
    const { by, refusal, missing } = readByTerraform(json);
    expect(refusal).toBe("");
    if (by === "validate") return;
    const said = `terraform validate was not run, only get: no mirror holds ${missing.join(" and ")}; name one in TF_CLI_CONFIG_FILE`;
    console.log(said);
    return annotate(said, "warning").then(() => {});
  });

  it("refuses what is no configuration, so that its silence says something", () => {
    const { refusal } = readByTerraform(json.replace('"template_body"', '"depends_on"'), []);
    expect(refusal).toContain("depends_on");
  });

  it("that is missing is a failure with the way out, never a pass", () => {
    expect(() => readByTerraform(json, [], "terraform-that-is-nowhere")).toThrow(
      /cannot be run \(ENOENT\): no stack was read by it\. Put Terraform .* on PATH/,
    );
  });

  it("validates as soon as a mirror that TF_CLI_CONFIG_FILE names has all providers", () => {
    const mirror = temporaryFolder();
    for (const name of ["aws", "kubernetes"])
      mkdirSync(join(mirror, "registry.terraform.io/hashicorp", name), { recursive: true });
    const file = join(mirror, "terraformrc");
    writeFileSync(file, `provider_installation {\n  filesystem_mirror { path = "${mirror}" }\n}\n`);
    const folders = pluginFolders({ TF_CLI_CONFIG_FILE: file, TF_PLUGIN_CACHE_DIR: "/cache" });
    expect(folders.slice(0, 2)).toEqual([mirror, "/cache"]);
    // The mirror is empty: `init` looks nowhere else, and what it lacks is a refusal.
    const { by, refusal } = readByTerraform(json, folders);
    expect([by, refusal]).toEqual(["validate", expect.stringContaining("hashicorp/aws")]);
  });
});

describe("Kueue", () => {
  const spec = (kind: string) => manifests.find((manifest) => manifest.kind === kind)?.spec;

  it("reaches the cluster in the cloud by a kubeconfig that only the secret store holds", () => {
    expect(spec("MultiKueueCluster")).toEqual({
      clusterSource: { kubeConfig: { locationType: "Secret", location: "burst-kubeconfig" } },
    });
    const secret = manifests.find(({ kind }) => kind === "ExternalSecret");
    expect(secret?.metadata).toMatchObject({ name: "burst-kubeconfig", namespace: plan.queueNamespace });
    expect(json).not.toMatch(/"kind":\s*"Secret"|kubernetes_secret/);
  });

  it("sends there what the burst's own queue admits, up to what its nodes hold", () => {
    expect(spec("AdmissionCheck")).toMatchObject({ controllerName: "kueue.x-k8s.io/multikueue" });
    const queue = spec("ClusterQueue") as {
      admissionChecksStrategy: object;
      resourceGroups: { flavors: { resources: { name: string; nominalQuota: string }[] }[] }[];
    };
    expect(queue.admissionChecksStrategy).toEqual({ admissionChecks: [{ name: "burst" }] });
    expect(queue.resourceGroups[0]?.flavors[0]?.resources).toContainEqual({
      name: "nvidia.com/gpu",
      nominalQuota: "16",
    });
    expect(queue).not.toHaveProperty("cohortName");
  });

  it("takes jobs from a namespace of each project that may burst, and from no other", () => {
    const queues = manifests.filter(({ kind }) => kind === "LocalQueue");
    expect(queues).toHaveLength(Object.keys(plan.projects).length);
    expect(spec("ClusterQueue")?.namespaceSelector).toEqual({
      matchLabels: { [`${plan.labelPrefix}/burst`]: "true" },
    });
  });

  it("takes none of a project that is over, and ends those that run", () => {
    const [project = ""] = Object.keys(plan.projects);
    const stopPolicies = (until: string) => {
      const of = burstEstate();
      const known = of.ai.projects[project];
      if (!known) throw new Error(`no project ${project}`);
      of.ai.projects[project] = { ...known, until };
      const burst = planStacks(of).find(({ kind }) => kind === "burst");
      if (!burst) throw new Error("no burst is planned");
      return renderStack(JSON.parse(synthesizePlan(burst).json))
        .objects.map(({ object }) => object as unknown as Declared)
        .filter(({ kind }) => kind === "LocalQueue")
        .map(({ spec }) => spec?.stopPolicy);
    };
    const { today } = burstEstate().platform;
    expect(stopPolicies(today)).toEqual(["None"]);
    expect(stopPolicies(addDays(today, -1))).toEqual(["HoldAndDrain"]);
  });
});

describe("the burst's own cluster", () => {
  const CONTEXT = "production-burst";
  const estate = burstEstate((burst) => {
    burst.worker = {
      name: NAME,
      context: CONTEXT,
      operators: ["kueue", "nvidia-device-plugin", "cluster-autoscaler"],
    };
  });
  const worker = planStacks(estate).find(({ kind }) => kind === "burst-worker");
  if (!worker) throw new Error("no worker is planned");
  const planNamed = (name: string) => {
    const found = planStacks(estate).find(({ stack }) => stack === name);
    if (!found) throw new Error(`no stack ${name}`);
    return found;
  };
  const synthesized = synthesizePlan(worker);
  const operators = planNamed("production-sud-burst-operators");
  const installed = JSON.parse(synthesizePlan(operators).json);
  const objectsOf = (text: string) =>
    renderStack(JSON.parse(text)).objects.map(({ object }) => object as unknown as Declared);
  const there = objectsOf(synthesized.json);
  const here = objectsOf(json);

  it("is declared once the estate says how it is reached, after the burst", () => {
    expect(planStacks(burstEstate()).some(({ kind }) => /^burst-/.test(kind))).toBe(false);
    expect(worker).toMatchObject({ stack: "production-sud-burst-worker", dependsOn: [operators.stack] });
    expect(operators).toMatchObject({ stack: "production-sud-burst-operators", dependsOn: [plan.stack] });
    expect(JSON.parse(synthesized.json).provider.kubernetes).toEqual([{ config_context: CONTEXT }]);
    const layers = inLayers(planStacks(estate, { environment: "production", cluster: "sud" }));
    const at = (name: string) => layers.findIndex((layer) => layer.some(({ stack }) => stack === name));
    expect(at(plan.stack)).toBeLessThan(at(worker.stack));
    expect(at(operators.stack)).toBeLessThan(at(worker.stack));
  });

  it("gets the operators that are named, by charts of the mirrored registry, and the platform's own get none of its", () => {
    expect(installed.provider.helm).toEqual([{ kubernetes: { config_context: CONTEXT } }]);
    expect(renderStack(installed).releases).toMatchObject(
      ["cluster-autoscaler", "kueue", "nvidia-device-plugin"].map((name) => ({
        chart: name,
        repository: estate.platform.charts,
        namespace: estate.operators[name]?.namespace,
      })),
    );
    const ours = planNamed("production-sud-operators") as OperatorsPlan;
    expect(Object.keys(ours.operators)).not.toContain("cluster-autoscaler");
    const policies = planNamed("production-sud-platform") as PlatformPlan;
    expect(JSON.stringify(policies.admission)).not.toContain("cluster-autoscaler");
  });

  it("has an autoscaler that takes the role made for it, and scales the GPU nodes of this burst", () => {
    const { namespace, values } = (operators as OperatorsPlan).operators["cluster-autoscaler"] ?? {};
    expect(values).toMatchObject({
      awsRegion: plan.burst.region,
      autoDiscovery: {
        clusterName: carried.name,
        tags: [`eks:cluster-name=${carried.name}`, "eks:nodegroup-name=gpu"],
      },
      rbac: { serviceAccount: { name: "cluster-autoscaler" } },
    });
    template.hasResourceProperties("AWS::EKS::PodIdentityAssociation", {
      Namespace: namespace,
      ServiceAccount: "cluster-autoscaler",
    });
  });

  it("has an autoscaler that waits for a node's GPUs before it adds another, and takes none away that computes", () => {
    const { values } = (operators as OperatorsPlan).operators["cluster-autoscaler"] ?? {};
    template.hasResourceProperties("AWS::EKS::Nodegroup", {
      Labels: { "k8s.amazonaws.com/accelerator": plan.burst.nodes.gpu },
    });
    const { extraArgs } = values as { extraArgs: Record<string, number> };
    expect(extraArgs["scale-down-gpu-utilization-threshold"]).toBeLessThan(1 / plan.burst.nodes.gpus);
    expect(extraArgs["scale-down-gpu-utilization-threshold"]).toBeGreaterThan(0);
  });

  it("has a device plugin on the nodes of the burst, past their taint", () => {
    const { values } = (operators as OperatorsPlan).operators["nvidia-device-plugin"] ?? {};
    const key = `${plan.labelPrefix}/burst`;
    expect(values).toMatchObject({
      nodeSelector: { [key]: "true" },
      tolerations: [{ key, operator: "Exists", effect: "NoSchedule" }],
    });
    template.hasResourceProperties("AWS::EKS::Nodegroup", {
      Labels: { [key]: "true", "nvidia.com/gpu.present": "true" },
    });
  });

  it("has what MultiKueue looks for by the names of the platform's cluster, and no way on to a further one", () => {
    for (const kind of ["ResourceFlavor", "Namespace", "LocalQueue", "ResourceQuota", "NetworkPolicy"]) {
      const of = (objects: Declared[]) => objects.filter((object) => object.kind === kind);
      expect(of(there).length).toBeGreaterThan(0);
      expect(of(there)).toEqual(of(here));
    }
    const shared = objectsOf(synthesizePlan(planNamed("production-sud-ai")).json);
    for (const kind of ["PriorityClass", "WorkloadPriorityClass"]) {
      const of = (objects: Declared[]) => objects.filter((object) => object.kind === kind);
      expect(of(there)).toEqual(of(shared));
    }
    const queue = (objects: Declared[]) => objects.find(({ kind }) => kind === "ClusterQueue")?.spec;
    const { admissionChecksStrategy: _, ...alike } = queue(here) ?? {};
    expect(queue(there)).toEqual(alike);
    expect(there.filter(({ kind }) => /^MultiKueue|AdmissionCheck|ExternalSecret/.test(kind))).toEqual([]);
  });

  it("lets the platform's Kueue bring Jobs to the projects' namespaces, watch elsewhere, and nobody else do anything", () => {
    const account = { kind: "ServiceAccount", name: "multikueue-manager", namespace: plan.queueNamespace };
    const bindings = there.filter(({ kind }) => /RoleBinding$/.test(kind));
    expect(bindings).toMatchObject([
      { kind: "ClusterRoleBinding", roleRef: { name: "multikueue-manager" }, subjects: [account] },
      {
        ...{ kind: "RoleBinding", metadata: { namespace: "burst-reconnaissance-copies" } },
        ...{ roleRef: { name: "multikueue-writer" }, subjects: [account] },
      },
    ]);
    const verbs = (name: string) =>
      new Set(
        there
          .filter((object) => object.kind === "ClusterRole" && object.metadata.name === name)
          .flatMap(({ rules = [] }) => rules.flatMap((rule) => rule.verbs)),
      );
    expect([...verbs("multikueue-manager")].toSorted()).toEqual(["get", "list", "watch"]);
    expect(verbs("multikueue-writer")).toContain("create");
  });

  it("passes the platform's policies", () => {
    const engine = new PolicyEngine(policiesOf(estate));
    const denied = there.flatMap((object) => engine.judgeObject(object as never)).filter(forbids);
    expect(denied).toEqual([]);
    expect(
      objectsOf(JSON.stringify(installed))
        .flatMap((object) => engine.judgeObject(object as never))
        .filter(forbids)
        .map(({ policy, subject }) => `${policy}: ${subject}`),
    ).toEqual(["namespace-pod-security: v1 Namespace gpu-operator"]);
  });

  it.each(["burst", "burst-worker"])("passes those of stacks: %s", (suffix) => {
    const { stack: name, environment, cluster } = planNamed(`production-sud-${suffix}`);
    const rendered = renderStack(JSON.parse(synthesizePlan(planNamed(name)).json));
    const engine = new PolicyEngine(policiesOf(estate));
    const judged = engine.judgeStack({ name, environment, cluster, ...rendered }, estate);
    expect(judged.filter(forbids)).toEqual([]);
  });
});
