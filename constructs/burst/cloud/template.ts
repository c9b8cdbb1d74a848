/** Template: everything of the cloud as one CloudFormation template, synthesized by the AWS CDK. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App, IStackSynthesizer } from "aws-cdk-lib/core";
import type { BurstPlan } from "../../../lib/placement/index.js";
import { declareAutoscaler } from "./autoscaler.js";
import { aws, type CloudStack } from "./aws.js";
import { declareBudget } from "./budget.js";
import { declareCluster, declareNetworkAddons } from "./cluster.js";
import { declareEnding } from "./ending.js";
import { admitNodes } from "./endpoints.js";
import { declareNameService } from "./name-service.js";
import { cloudNames } from "./names.js";
import { declareNetwork } from "./network.js";
import { declareNodes } from "./nodes.js";
import { declareRecords } from "./records.js";

/** Bytes that a template may have where it is not in a bucket. Source: AWS, «CloudFormation quotas». */
export const LARGEST_TEMPLATE = 51_200;

/** Declares the stack in an app; the order in which things are made and go is part of it. */
export function declareCloud(app: App, plan: BurstPlan): CloudStack {
  const names = cloudNames(plan);
  const stack = new aws.core.Stack(app, names.burst, {
    description: `${plan.burst.title}: ${names.burst}, until ${plan.burst.until}`,
    // Neither buckets nor roles are needed beforehand, and assets are refused.
    synthesizer: new aws.core.BootstraplessSynthesizer() as IStackSynthesizer,
  });
  const { burst } = plan;
  const ending = declareEnding(stack, names, burst);
  const budget = declareBudget(stack, names, burst);
  const records = declareRecords(stack, names, burst);
  const network = declareNetwork(stack, names, burst, records);
  for (const condition of [...ending, budget]) network.vpc.addResourceDependency(condition);
  const nameService = declareNameService(stack, network.vpc, plan, records);
  const cluster = declareCluster(stack, names, burst, network, records);
  declareNetworkAddons(stack, cluster, names);
  const admitted = admitNodes(stack, network.endpoints, cluster);
  const { gpu, system } = declareNodes(stack, names, plan, cluster, network, records);
  for (const group of [gpu, system])
    for (const condition of [admitted, nameService]) group.addResourceDependency(condition);
  declareAutoscaler(stack, cluster, names);
  new aws.eks.CfnAddon(stack, "NameServiceAddon", {
    clusterName: cluster.ref,
    addonName: "coredns",
  }).addResourceDependency(system);
  new aws.core.CfnOutput(stack, "ApiServer", { value: cluster.attrEndpoint });
  new aws.core.CfnOutput(stack, "CertificateAuthority", { value: cluster.attrCertificateAuthorityData });
  return stack;
}

/** The template as JSON without spaces. Throws where it is larger than CloudFormation takes. */
export function cloudTemplate(plan: BurstPlan): string {
  const outdir = mkdtempSync(join(tmpdir(), "transhumance-burst-"));
  try {
    const app = new aws.core.App({
      ...{ outdir, analyticsReporting: false, treeMetadata: false },
      // Linting is for tests: it takes half a minute of every synthesis.
      builtinCloudFormationValidation: false,
    });
    const { artifactId } = declareCloud(app, plan);
    const template = JSON.stringify(app.synth().getStackArtifact(artifactId).template);
    if (Buffer.byteLength(template) >= LARGEST_TEMPLATE)
      throw new Error(
        `the burst's template has ${Buffer.byteLength(template)} bytes, CloudFormation takes ${LARGEST_TEMPLATE}`,
      );
    return template;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
