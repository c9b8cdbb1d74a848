/** Nodes: two small ones that keep the cluster going, and GPU nodes that are there while jobs wait. */
import type { CfnCluster, CfnNodegroup } from "aws-cdk-lib/aws-eks";
import { burstLabel } from "../../../lib/gpu/index.js";
import type { BurstPlan } from "../../../lib/placement/index.js";
import { aws, type CloudStack, managedPolicy, policyDocument } from "./aws.js";
import type { CloudNames } from "./names.js";
import type { Network } from "./network.js";
import type { Records } from "./records.js";

const GIBIBYTE = 1024 ** 3;
const SYSTEM_DISK = 50 * GIBIBYTE;
/** Source: AWS::EKS::Nodegroup, `AmiType`: drivers and the container toolkit are in the image. */
const IMAGES = { gpu: "AL2023_x86_64_NVIDIA", system: "AL2023_x86_64_STANDARD" } as const;
/**
 * What the device plugin's chart looks for, and the autoscaler: without its own it takes a node whose plugin is not up yet
 * for one without GPUs, and adds another. Source: Kubernetes, cluster-autoscaler, cloudprovider/aws, `GPULabel`.
 */
const hasGpus = (gpu: string) => ({
  "nvidia.com/gpu.present": "true",
  "k8s.amazonaws.com/accelerator": gpu,
});
const CAPACITY = { "on-demand": "ON_DEMAND", spot: "SPOT" } as const;

export interface NodeGroups {
  readonly gpu: CfnNodegroup;
  readonly system: CfnNodegroup;
}

export function declareNodes(
  stack: CloudStack,
  names: CloudNames,
  { burst, labelPrefix }: BurstPlan,
  cluster: CfnCluster,
  { subnets }: Network,
  { key }: Records,
): NodeGroups {
  const role = declareNodeRole(stack, names);
  const common = (group: keyof typeof IMAGES, disk: number) => ({
    clusterName: cluster.ref,
    nodegroupName: group === "gpu" ? names.gpuNodes : names.systemNodes,
    nodeRole: role,
    subnets: subnets.map(({ ref }) => ref),
    amiType: IMAGES[group],
    launchTemplate: declareTemplate(stack, names, group, disk, key.attrArn),
    updateConfig: { maxUnavailable: 1 },
    nodeRepairConfig: { enabled: true },
  });
  const { nodes, system } = burst;
  return {
    gpu: new aws.eks.CfnNodegroup(stack, "GpuNodes", {
      ...common("gpu", nodes.disk),
      instanceTypes: nodes.instanceTypes,
      capacityType: CAPACITY[nodes.capacity],
      scalingConfig: { minSize: 0, desiredSize: 0, maxSize: nodes.most },
      labels: { [burstLabel(labelPrefix)]: "true", ...hasGpus(nodes.gpu) },
      taints: [{ key: burstLabel(labelPrefix), value: "true", effect: "NO_SCHEDULE" }],
    }),
    system: new aws.eks.CfnNodegroup(stack, "SystemNodes", {
      ...common("system", SYSTEM_DISK),
      instanceTypes: [system.instanceType],
      capacityType: CAPACITY["on-demand"],
      scalingConfig: { minSize: system.nodes, desiredSize: system.nodes, maxSize: system.nodes + 1 },
    }),
  };
}

function declareNodeRole(stack: CloudStack, names: CloudNames): string {
  const role = new aws.iam.CfnRole(stack, "NodeRole", {
    description: `Nodes of ${names.burst}`,
    // No `aws:SourceAccount` here: EC2 does not send it when an instance takes its role.
    assumeRolePolicyDocument: policyDocument({
      Effect: "Allow",
      Principal: { Service: "ec2.amazonaws.com" },
      Action: "sts:AssumeRole",
    }),
    managedPolicyArns: ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"].map(managedPolicy),
  });
  return role.attrArn;
}

/** Pods cannot ask for the node's identity: tokens are required, and they do not travel past the node. */
function declareTemplate(
  stack: CloudStack,
  names: CloudNames,
  group: keyof typeof IMAGES,
  disk: number,
  kmsKeyId: string,
) {
  const tags = [{ key: "Name", value: `${names.burst}-${group}` }];
  const template = new aws.ec2.CfnLaunchTemplate(stack, `${group === "gpu" ? "Gpu" : "System"}Template`, {
    launchTemplateData: {
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: "disabled",
      },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: Math.ceil(disk / GIBIBYTE),
            encrypted: true,
            kmsKeyId,
            deleteOnTermination: true,
          },
        },
      ],
      monitoring: { enabled: true },
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
        resourceType,
        tags,
      })),
    },
  });
  return { id: template.ref, version: template.attrLatestVersionNumber };
}
