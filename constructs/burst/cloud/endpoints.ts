/** Endpoints: the only way from the nodes to AWS's services, with identities of this account and what they must do. */
import type { CfnSecurityGroupIngress, CfnSubnet, CfnVPC } from "aws-cdk-lib/aws-ec2";
import type { CfnCluster } from "aws-cdk-lib/aws-eks";
import { SCALE } from "./autoscaler.js";
import { aws, type CloudStack, HTTPS, nothingOut, policyDocument } from "./aws.js";
import type { CloudNames } from "./names.js";

/** Source: AWS managed policy `AmazonEC2ContainerRegistryPullOnly`. */
const PULL = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:GetAuthorizationToken",
  "ecr:GetDownloadUrlForLayer",
];

/** Source: AWS managed policies `AmazonEKSWorkerNodePolicy` and `AmazonEKS_CNI_Policy`. */
const NETWORK = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:AttachNetworkInterface",
  "ec2:CreateNetworkInterface",
  "ec2:CreateTags",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeInstances",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeTags",
  "ec2:DescribeVolumes",
  "ec2:DescribeVolumesModifications",
  "ec2:DescribeVpcs",
  "ec2:DetachNetworkInterface",
  "ec2:ModifyNetworkInterfaceAttribute",
  "ec2:UnassignPrivateIpAddresses",
];

interface Service {
  readonly calls: string[];
  /** What nodes look it up by, as DNS Firewall writes it; `{region}` and `{suffix}` are those of the stack. */
  readonly host: string;
}

/**
 * What nodes, add-ons and the autoscaler call, by service. Neither `sts` nor `logs`: roles are taken through EKS Pod
 * Identity, and no pod writes to CloudWatch. Source: Amazon EKS, «Private clusters»; AWS, «Service endpoints».
 */
const SERVICES: Record<string, Service> = {
  "ecr.api": { calls: PULL, host: "api.ecr.{region}.{suffix}" },
  // The account of the registry comes first.
  "ecr.dkr": { calls: PULL, host: "*.dkr.ecr.{region}.{suffix}" },
  ec2: {
    calls: [...new Set([...NETWORK, ...SCALE.read.filter(isOf("ec2"))])].toSorted(),
    host: "ec2.{region}.{suffix}",
  },
  autoscaling: {
    calls: [...SCALE.read.filter(isOf("autoscaling")), ...SCALE.write],
    host: "autoscaling.{region}.{suffix}",
  },
  eks: { calls: ["eks:DescribeCluster", ...SCALE.readNodes], host: "eks.{region}.{suffix}" },
  "eks-auth": { calls: ["eks-auth:AssumeRoleForPodIdentity"], host: "eks-auth.{region}.api.aws" },
};

/** Bucket with the layers of the images of EKS's add-ons. Source: Amazon ECR, «VPC endpoints». */
const LAYERS = "prod-{region}-starport-layer-bucket";

const fill = (text: string): string =>
  text.replaceAll("{region}", aws.core.Aws.REGION).replaceAll("{suffix}", aws.core.Aws.URL_SUFFIX);

/** Names that the endpoints are looked up by. */
export const endpointHosts = (): string[] =>
  [...Object.values(SERVICES).map(({ host }) => host), `${LAYERS}.s3.{region}.{suffix}`].map(fill);

function isOf(service: string) {
  return (action: string): boolean => action.startsWith(`${service}:`);
}

export interface EndpointsProps {
  readonly vpc: CfnVPC;
  readonly subnets: readonly CfnSubnet[];
  readonly routeTableId: string;
}

/** Answers the security group of the endpoints, which lets nobody in yet. */
export function declareEndpoints(
  stack: CloudStack,
  names: CloudNames,
  { vpc, subnets, routeTableId }: EndpointsProps,
): string {
  const { ec2 } = aws;
  const { PARTITION, REGION, ACCOUNT_ID } = aws.core.Aws;
  const group = new ec2.CfnSecurityGroup(stack, "EndpointGroup", {
    groupDescription: `Endpoints of AWS services in ${names.burst}`,
    vpcId: vpc.ref,
    securityGroupEgress: nothingOut(),
  });
  for (const [service, { calls }] of Object.entries(SERVICES)) {
    const id = service.replaceAll(/(?:^|[.-])(\w)/g, (_, letter: string) => letter.toUpperCase());
    new ec2.CfnVPCEndpoint(stack, `${id}Endpoint`, {
      vpcId: vpc.ref,
      vpcEndpointType: "Interface",
      serviceName: `com.amazonaws.${REGION}.${service}`,
      subnetIds: subnets.map(({ ref }) => ref),
      securityGroupIds: [group.attrGroupId],
      privateDnsEnabled: true,
      policyDocument: policyDocument({
        Effect: "Allow",
        Principal: "*",
        Action: calls,
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalAccount": ACCOUNT_ID } },
      }),
    });
  }
  // One bucket and nothing else: none is a way out.
  new ec2.CfnVPCEndpoint(stack, "S3Endpoint", {
    vpcId: vpc.ref,
    vpcEndpointType: "Gateway",
    serviceName: `com.amazonaws.${REGION}.s3`,
    routeTableIds: [routeTableId],
    policyDocument: policyDocument({
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `arn:${PARTITION}:s3:::${fill(LAYERS)}/*`,
    }),
  });
  return group.attrGroupId;
}

/** Lets the cluster's nodes and pods in, which are in EKS's own group. Nodes do not start without it. */
export const admitNodes = (
  stack: CloudStack,
  groupId: string,
  cluster: CfnCluster,
): CfnSecurityGroupIngress =>
  new aws.ec2.CfnSecurityGroupIngress(stack, "EndpointsFromNodes", {
    ...HTTPS,
    groupId,
    sourceSecurityGroupId: cluster.attrClusterSecurityGroupId,
    description: "Nodes",
  });
