/** Network: private subnets without a way to the internet, a tunnel to the platform, endpoints of AWS's services. */
import type { CfnSubnet, CfnVPC } from "aws-cdk-lib/aws-ec2";
import type { BurstPlan } from "../../../lib/placement/index.js";
import { arn, aws, type CloudStack, policyDocument, trust } from "./aws.js";
import type { CloudNames } from "./names.js";
import type { Records } from "./records.js";

const ADDRESS_BITS = 32;

/** Services that nodes, add-ons and the autoscaler call, as endpoints and as actions name them. Source: AWS, «Private clusters». */
const SERVICES = {
  "ecr.api": "ecr",
  "ecr.dkr": "ecr",
  sts: "sts",
  ec2: "ec2",
  logs: "logs",
  autoscaling: "autoscaling",
  eks: "eks",
  "eks-auth": "eks-auth",
} as const;

export interface Network {
  readonly vpc: CfnVPC;
  readonly subnets: CfnSubnet[];
  /** Security group of the control plane. */
  readonly controlPlane: string;
}

export function declareNetwork(
  stack: CloudStack,
  names: CloudNames,
  { network, zones }: BurstPlan["burst"],
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
  declareEndpoints(stack, names, network.cidr, vpc, subnets, routes.ref);
  return { vpc, subnets, controlPlane: declareControlPlaneGroup(stack, names, network, vpc) };
}

/** Who may speak to the API server: the platform's networks, through the tunnel. Nodes have a group of EKS's own. */
function declareControlPlaneGroup(
  stack: CloudStack,
  names: CloudNames,
  { cidr, networks }: BurstPlan["burst"]["network"],
  vpc: CfnVPC,
): string {
  const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };
  const group = new aws.ec2.CfnSecurityGroup(stack, "ControlPlaneGroup", {
    groupDescription: `API server of ${names.burst}`,
    vpcId: vpc.ref,
    securityGroupIngress: networks.map((network) => ({
      ...https,
      cidrIp: network,
      description: "The platform, through the tunnel",
    })),
    securityGroupEgress: [
      { ipProtocol: "tcp", fromPort: 443, toPort: 10250, cidrIp: cidr, description: "Webhooks and kubelets" },
    ],
  });
  return group.attrGroupId;
}

function declareFlowLog(stack: CloudStack, names: CloudNames, vpc: CfnVPC, { flows }: Records): void {
  const role = new aws.iam.CfnRole(stack, "FlowLogRole", {
    description: `Writes flow logs of ${names.burst}`,
    assumeRolePolicyDocument: trust("vpc-flow-logs.amazonaws.com", arn("ec2", "vpc-flow-log/*")),
    policies: [
      {
        policyName: "write-flow-logs",
        policyDocument: policyDocument({
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
          Resource: arn("logs", `log-group:${names.flowLogs}:*`),
        }),
      },
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
  { tunnel }: Records,
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
    ikeVersions: [{ value: "ikev2" }],
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
  vpn.addResourceDependency(tunnel);
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

/** Through them nodes reach AWS's services, with identities of this account only. */
function declareEndpoints(
  stack: CloudStack,
  names: CloudNames,
  cidr: string,
  vpc: CfnVPC,
  subnets: CfnSubnet[],
  routeTableId: string,
): void {
  const { ec2 } = aws;
  const { PARTITION, REGION, ACCOUNT_ID } = aws.core.Aws;
  const group = new ec2.CfnSecurityGroup(stack, "EndpointGroup", {
    groupDescription: `Endpoints of AWS services in ${names.burst}`,
    vpcId: vpc.ref,
    securityGroupIngress: [
      { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIp: cidr, description: "Nodes" },
    ],
    // An empty list would let everything out; this lets nothing out. Source: AWS::EC2::SecurityGroup.
    securityGroupEgress: [{ ipProtocol: "-1", cidrIp: "127.0.0.1/32", description: "Nothing" }],
  });
  for (const [service, actions] of Object.entries(SERVICES)) {
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
        Action: `${actions}:*`,
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalAccount": ACCOUNT_ID } },
      }),
    });
  }
  // Layers of the images of EKS's add-ons, and nothing else: no bucket is a way out. Source: Amazon ECR, «VPC endpoints».
  new ec2.CfnVPCEndpoint(stack, "S3Endpoint", {
    vpcId: vpc.ref,
    vpcEndpointType: "Gateway",
    serviceName: `com.amazonaws.${REGION}.s3`,
    routeTableIds: [routeTableId],
    policyDocument: policyDocument({
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `arn:${PARTITION}:s3:::prod-${REGION}-starport-layer-bucket/*`,
    }),
  });
}
