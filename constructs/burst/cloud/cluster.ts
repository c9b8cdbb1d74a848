/** Cluster: a control plane that only the platform reaches, its add-ons, and who may administer it. */
import type { CfnCluster } from "aws-cdk-lib/aws-eks";
import type { BurstPlan } from "../../../lib/placement/index.js";
import { arn, aws, type CloudStack, managedPolicy, policyDocument, trust } from "./aws.js";
import type { CloudNames } from "./names.js";
import type { Network } from "./network.js";
import type { Records } from "./records.js";

const LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/** Where the autoscaler runs; its chart's default. */
const AUTOSCALER = { namespace: "kube-system", serviceAccount: "cluster-autoscaler" };

export function declareCluster(
  stack: CloudStack,
  names: CloudNames,
  { kubernetes, administrators }: BurstPlan["burst"],
  { subnets, controlPlane }: Network,
  records: Records,
): CfnCluster {
  const { eks, iam } = aws;
  const clusterArn = arn("eks", `cluster/${names.burst}`);
  const role = new iam.CfnRole(stack, "ClusterRole", {
    description: `Control plane of ${names.burst}`,
    assumeRolePolicyDocument: trust("eks.amazonaws.com", clusterArn),
    managedPolicyArns: [managedPolicy("AmazonEKSClusterPolicy")],
  });
  const cluster = new eks.CfnCluster(stack, "Cluster", {
    name: names.burst,
    version: kubernetes,
    roleArn: role.attrArn,
    resourcesVpcConfig: {
      subnetIds: subnets.map(({ ref }) => ref),
      securityGroupIds: [controlPlane],
      endpointPrivateAccess: true,
      endpointPublicAccess: false,
    },
    encryptionConfig: [{ resources: ["secrets"], provider: { keyArn: records.key.attrArn } }],
    logging: { clusterLogging: { enabledTypes: LOGS.map((type) => ({ type })) } },
    accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
    bootstrapSelfManagedAddons: false,
    upgradePolicy: { supportType: "STANDARD" },
  });
  cluster.addResourceDependency(records.controlPlane);
  for (const [index, principalArn] of administrators.entries()) {
    new eks.CfnAccessEntry(stack, `Administrator${index}`, {
      clusterName: cluster.ref,
      principalArn,
      accessPolicies: [
        {
          policyArn: `arn:${aws.core.Aws.PARTITION}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`,
          accessScope: { type: "cluster" },
        },
      ],
    });
  }
  return cluster;
}

/** What nodes need before they are ready; the network's own permissions are not the node's. */
export function declareNetworkAddons(stack: CloudStack, cluster: CfnCluster, names: CloudNames): void {
  const role = declarePodRole(stack, names, "NetworkRole", { managed: ["AmazonEKS_CNI_Policy"] });
  for (const [id, addonName] of [
    ["PodIdentityAddon", "eks-pod-identity-agent"],
    ["KubeProxyAddon", "kube-proxy"],
  ] as const) {
    new aws.eks.CfnAddon(stack, id, { clusterName: cluster.ref, addonName });
  }
  new aws.eks.CfnAddon(stack, "NetworkAddon", {
    clusterName: cluster.ref,
    addonName: "vpc-cni",
    podIdentityAssociations: [{ serviceAccount: "aws-node", roleArn: role }],
    // Declared NetworkPolicies are enforced. Source: AWS, «Limit Pod traffic with Kubernetes network policies».
    configurationValues: JSON.stringify({ enableNetworkPolicy: "true" }),
  });
}

/** The right to add GPU nodes while jobs wait and to take them away, for the autoscaler alone. */
export function declareAutoscaler(stack: CloudStack, cluster: CfnCluster, names: CloudNames): void {
  const roleArn = declarePodRole(stack, names, "AutoscalerRole", {
    statements: [
      {
        Effect: "Allow",
        Action: [
          "autoscaling:DescribeAutoScalingGroups",
          "autoscaling:DescribeAutoScalingInstances",
          "autoscaling:DescribeLaunchConfigurations",
          "autoscaling:DescribeScalingActivities",
          "autoscaling:DescribeTags",
          "ec2:DescribeImages",
          "ec2:DescribeInstanceTypes",
          "ec2:DescribeLaunchTemplateVersions",
          "ec2:GetInstanceTypesFromInstanceRequirements",
        ],
        Resource: "*",
      },
      {
        Effect: "Allow",
        Action: "eks:DescribeNodegroup",
        Resource: arn("eks", `nodegroup/${names.burst}/*/*`),
      },
      {
        Effect: "Allow",
        Action: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
        Resource: arn("autoscaling", `autoScalingGroup:*:autoScalingGroupName/eks-${names.gpuNodes}-*`),
        Condition: { StringEquals: { "aws:ResourceTag/eks:cluster-name": names.burst } },
      },
    ],
  });
  new aws.eks.CfnPodIdentityAssociation(stack, "AutoscalerIdentity", {
    ...AUTOSCALER,
    clusterName: cluster.ref,
    roleArn,
  });
}

/** A role that pods of this cluster take through EKS Pod Identity. */
function declarePodRole(
  stack: CloudStack,
  names: CloudNames,
  id: string,
  {
    managed = [],
    statements = [],
  }: { managed?: string[]; statements?: Parameters<typeof policyDocument>[number][] },
): string {
  const policies =
    statements.length === 0
      ? {}
      : { policies: [{ policyName: "use", policyDocument: policyDocument(...statements) }] };
  const role = new aws.iam.CfnRole(stack, id, {
    description: `${id} of ${names.burst}`,
    assumeRolePolicyDocument: trust("pods.eks.amazonaws.com", arn("eks", `cluster/${names.burst}`), [
      "sts:AssumeRole",
      "sts:TagSession",
    ]),
    managedPolicyArns: managed.map(managedPolicy),
    ...policies,
  });
  return role.attrArn;
}
