/** Network: private subnets without a way to the internet, a tunnel to the platform, endpoints of AWS's services. */
import type { CfnSubnet, CfnVPC } from "aws-cdk-lib/aws-ec2";
import type { BurstPlan } from "../../../lib/placement/index.js";
import { arn, aws, type CloudStack, declarePolicy, HTTPS, nothingOut, trust } from "./aws.js";
import { declareEndpoints } from "./endpoints.js";
import type { CloudNames } from "./names.js";
import type { Records } from "./records.js";

const ADDRESS_BITS = 32;

const values = <Value>(...of: Value[]) => of.map((value) => ({ value }));

/** AWS's own choice takes SHA-1 and groups of 1,024 bits too. Source: ANSSI, «Guide de sélection d'algorithmes cryptographiques». */
const CRYPTOGRAPHY = {
  ikeVersions: values("ikev2"),
  phase1EncryptionAlgorithms: values("AES256-GCM-16"),
  phase1IntegrityAlgorithms: values("SHA2-384", "SHA2-512"),
  phase1DhGroupNumbers: values(19, 20, 21),
  phase2EncryptionAlgorithms: values("AES256-GCM-16"),
  phase2IntegrityAlgorithms: values("SHA2-384", "SHA2-512"),
  phase2DhGroupNumbers: values(19, 20, 21),
};

export interface Network {
  readonly vpc: CfnVPC;
  readonly subnets: CfnSubnet[];
  /** Security group of the control plane. */
  readonly controlPlane: string;
  /** Security group of the endpoints of AWS's services. */
  readonly endpoints: string;
}

export function declareNetwork(
  stack: CloudStack,
  names: CloudNames,
  { network, region, zones }: BurstPlan["burst"],
  records: Records,
): Network {
  const { ec2 } = aws;
  const named = (name: string) => [{ key: "Name", value: `${names.burst}-${name}` }];
  const vpc = new ec2.CfnVPC(stack, "Vpc", {
    cidrBlock: network.cidr,
    enableDnsSupport: true,
    enableDnsHostnames: true,
    tags: named("vpc"),
  });
  const routes = new ec2.CfnRouteTable(stack, "Routes", { vpcId: vpc.ref, tags: named("private") });
  const parts = 2 ** Math.ceil(Math.log2(zones.length));
  const hostBits = ADDRESS_BITS - Number(network.cidr.split("/")[1]) - Math.log2(parts);
  const subnets = zones.map((zone, index) => {
    const letter = zone.slice(-1).toUpperCase();
    const subnet = new ec2.CfnSubnet(stack, `Subnet${letter}`, {
      vpcId: vpc.ref,
      availabilityZone: zone,
      cidrBlock: aws.core.Fn.select(index, aws.core.Fn.cidr(vpc.attrCidrBlock, parts, `${hostBits}`)),
      mapPublicIpOnLaunch: false,
      tags: named(zone),
    });
    new ec2.CfnSubnetRouteTableAssociation(stack, `Subnet${letter}Routes`, {
      subnetId: subnet.ref,
      routeTableId: routes.ref,
    });
    return subnet;
  });
  declareFlowLog(stack, names, vpc, records);
  declareTunnel(stack, names, network, vpc, routes.ref, records);
  return {
    vpc,
    subnets,
    controlPlane: declareControlPlaneGroup(stack, names, network, vpc),
    endpoints: declareEndpoints(stack, names, { vpc, subnets, routeTableId: routes.ref, region }),
  };
}

/** Who may speak to the API server: the platform's networks, through the tunnel. It and nodes speak in a group of EKS's own. */
function declareControlPlaneGroup(
  stack: CloudStack,
  names: CloudNames,
  { networks }: BurstPlan["burst"]["network"],
  vpc: CfnVPC,
): string {
  const group = new aws.ec2.CfnSecurityGroup(stack, "ControlPlaneGroup", {
    groupDescription: `API server of ${names.burst}`,
    vpcId: vpc.ref,
    securityGroupIngress: networks.map((network) => ({
      ...HTTPS,
      cidrIp: network,
      description: "The platform, through the tunnel",
    })),
    securityGroupEgress: nothingOut(),
  });
  return group.attrGroupId;
}

function declareFlowLog(stack: CloudStack, names: CloudNames, vpc: CfnVPC, { flows }: Records): void {
  const role = new aws.iam.CfnRole(stack, "FlowLogRole", {
    description: `Writes flow logs of ${names.burst}`,
    assumeRolePolicyDocument: trust("vpc-flow-logs.amazonaws.com", arn("ec2", "vpc-flow-log/*")),
    managedPolicyArns: [
      declarePolicy(stack, "FlowLogPolicy", `Writes flow logs of ${names.burst}`, {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
        Resource: arn("logs", `log-group:${names.flowLogs}:*`),
      }),
    ],
  });
  new aws.ec2.CfnFlowLog(stack, "FlowLog", {
    resourceId: vpc.ref,
    resourceType: "VPC",
    trafficType: "ALL",
    maxAggregationInterval: 60,
    logDestinationType: "cloud-watch-logs",
    logGroupName: flows.ref,
    deliverLogsPermissionArn: role.attrArn,
  });
}

/** A site-to-site VPN: AWS makes its keys itself, so that none stands in the template. */
function declareTunnel(
  stack: CloudStack,
  names: CloudNames,
  { gateway, asn, networks }: BurstPlan["burst"]["network"],
  vpc: CfnVPC,
  routeTableId: string,
  { tunnel, delivery }: Records,
): void {
  const { ec2 } = aws;
  const near = new ec2.CfnVPNGateway(stack, "VpnGateway", { type: "ipsec.1" });
  const attached = new ec2.CfnVPCGatewayAttachment(stack, "VpnGatewayAttachment", {
    vpcId: vpc.ref,
    vpnGatewayId: near.ref,
  });
  const far = new ec2.CfnCustomerGateway(stack, "PlatformGateway", {
    type: "ipsec.1",
    bgpAsn: asn,
    ipAddress: gateway,
  });
  const end = {
    ...CRYPTOGRAPHY,
    logOptions: {
      cloudwatchLogOptions: {
        logEnabled: true,
        logGroupArn: arn("logs", `log-group:${names.tunnelLogs}`),
        logOutputFormat: "json",
      },
    },
  };
  const vpn = new ec2.CfnVPNConnection(stack, "Vpn", {
    type: "ipsec.1",
    staticRoutesOnly: true,
    customerGatewayId: far.ref,
    vpnGatewayId: near.ref,
    vpnTunnelOptionsSpecifications: [end, end],
  });
  vpn.addResourceDependency(attached);
  for (const log of [tunnel, delivery]) vpn.addResourceDependency(log);
  for (const [index, network] of networks.entries()) {
    new ec2.CfnVPNConnectionRoute(stack, `VpnRoute${index}`, {
      vpnConnectionId: vpn.ref,
      destinationCidrBlock: network,
    });
  }
  const propagation = new ec2.CfnVPNGatewayRoutePropagation(stack, "VpnRoutes", {
    routeTableIds: [routeTableId],
    vpnGatewayId: near.ref,
  });
  propagation.addResourceDependency(attached);
}
