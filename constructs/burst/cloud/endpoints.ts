/** Endpoints: the only way from the nodes to AWS's services, with identities of this account and what they must do. */
import type { CfnSecurityGroupIngress, CfnSubnet, CfnVPC } from "aws-cdk-lib/aws-ec2";
import type { CfnCluster } from "aws-cdk-lib/aws-eks";
import { aws, type CloudStack, HTTPS, nothingOut, policyDocument } from "./aws.js";
import type { CloudNames } from "./names.js";
import { callsOf, layersOf, SERVICES } from "./services.js";

export interface EndpointsProps {
  readonly vpc: CfnVPC;
  readonly subnets: readonly CfnSubnet[];
  readonly routeTableId: string;
  readonly region: string;
}

/** Answers the security group of the endpoints, which lets nobody in yet. */
export function declareEndpoints(
  stack: CloudStack,
  names: CloudNames,
  { vpc, subnets, routeTableId, region }: EndpointsProps,
): string {
  const { ec2 } = aws;
  const { PARTITION, REGION } = aws.core.Aws;
  const group = new ec2.CfnSecurityGroup(stack, "EndpointGroup", {
    groupDescription: `Endpoints of AWS services in ${names.burst}`,
    vpcId: vpc.ref,
    securityGroupEgress: nothingOut(),
  });
  for (const [name, service] of Object.entries(SERVICES)) {
    const id = name.replaceAll(/(?:^|[.-])(\w)/g, (_, letter: string) => letter.toUpperCase());
    new ec2.CfnVPCEndpoint(stack, `${id}Endpoint`, {
      vpcId: vpc.ref,
      vpcEndpointType: "Interface",
      serviceName: `com.amazonaws.${REGION}.${name}`,
      subnetIds: subnets.map(({ ref }) => ref),
      securityGroupIds: [group.attrGroupId],
      privateDnsEnabled: true,
      policyDocument: policyDocument(...callsOf(service, region)),
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
      Resource: `arn:${PARTITION}:s3:::${layersOf(region)}/*`,
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
