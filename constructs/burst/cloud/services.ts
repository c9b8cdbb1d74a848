/** Services of AWS that nodes, add-ons and the autoscaler call: which calls, about what, under which names. */
import { SCALE } from "./autoscaler.js";
import { aws, type Statement } from "./aws.js";

/** Source: AWS managed policy `AmazonEC2ContainerRegistryPullOnly`, in two: the first knows no resources. */
const LOG_IN = "ecr:GetAuthorizationToken";
const PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/**
 * Accounts whose registries have the images of EKS's add-ons, in the European Union: asking another's for an image tells
 * that one its name. Source: Amazon EKS, «View Amazon container image registries for Amazon EKS add-ons».
 */
const ADDONS: Record<string, string> = {
  "eu-central-1": "602401143452",
  "eu-north-1": "602401143452",
  "eu-south-1": "590381155156",
  "eu-south-2": "455263428931",
  "eu-west-1": "602401143452",
  "eu-west-3": "602401143452",
};

/** Any account where it is not known. */
const addons = (region: string): string => ADDONS[region] ?? "*";

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
  /** What they are about, where not anything. */
  readonly on?: "images";
  /** What nodes look it up by, as DNS Firewall writes it; `{region}`, `{suffix}` and `{addons}` are filled in. */
  readonly host: string;
}

/**
 * What nodes, add-ons and the autoscaler call, by service. Neither `sts` nor `logs`: roles are taken through EKS Pod
 * Identity, and no pod writes to CloudWatch. Source: Amazon EKS, «Private clusters»; AWS, «Service endpoints».
 */
export const SERVICES: Record<string, Service> = {
  "ecr.api": { calls: PULL, on: "images", host: "api.ecr.{region}.{suffix}" },
  "ecr.dkr": { calls: PULL, on: "images", host: "{addons}.dkr.ecr.{region}.{suffix}" },
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

function isOf(service: string) {
  return (action: string): boolean => action.startsWith(`${service}:`);
}

/** Bucket with the layers of the images of EKS's add-ons. Source: Amazon ECR, «VPC endpoints». */
const LAYERS = "prod-{region}-starport-layer-bucket";

/** Whatever stands for something that is known once the region is. */
function fill(text: string, region: string): string {
  const { REGION, URL_SUFFIX } = aws.core.Aws;
  return text
    .replaceAll("{region}", REGION)
    .replaceAll("{suffix}", URL_SUFFIX)
    .replaceAll("{addons}", addons(region));
}

/** What an endpoint of the service lets through, of identities of this account. */
export function callsOf({ calls, on }: Service, region: string): Statement[] {
  const { ACCOUNT_ID, PARTITION, REGION } = aws.core.Aws;
  const allow = (Action: string | string[], Resource: string): Statement => ({
    ...{ Effect: "Allow", Principal: "*", Action, Resource },
    Condition: { StringEquals: { "aws:PrincipalAccount": ACCOUNT_ID } },
  });
  return on === "images"
    ? [allow(LOG_IN, "*"), allow(calls, `arn:${PARTITION}:ecr:${REGION}:${addons(region)}:repository/*`)]
    : [allow(calls, "*")];
}

/** The one bucket that the endpoint of S3 lets through. */
export const layersOf = (region: string): string => fill(LAYERS, region);

/** Names that the endpoints are looked up by. */
export const endpointHosts = (region: string): string[] =>
  [...Object.values(SERVICES).map(({ host }) => host), `${LAYERS}.s3.{region}.{suffix}`].map((host) =>
    fill(host, region),
  );
