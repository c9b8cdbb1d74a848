/** Cluster: a control plane that only the platform reaches, its add-ons, and who may administer it. */
import type { CfnCluster } from "aws-cdk-lib/aws-eks";
import type { BurstPlan } from "../../../lib/placement/index.js";
import { arn, aws, type CloudStack, managedPolicy, trust } from "./aws.js";
import type { CloudNames } from "./names.js";
import type { Network } from "./network.js";
import { declarePodRole } from "./pod-role.js";
import type { Records } from "./records.js";

const LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

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
  const role = declarePodRole(stack, names, "NetworkRole", managedPolicy("AmazonEKS_CNI_Policy"));
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
