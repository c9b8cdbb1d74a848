/** Autoscaler: the right to add GPU nodes while jobs wait and to take them away, for its pods alone. */
import type { CfnCluster } from "aws-cdk-lib/aws-eks";
import { arn, aws, type CloudStack, declarePolicy } from "./aws.js";
import type { CloudNames } from "./names.js";
import { declarePodRole } from "./pod-role.js";

/** As `operators/cluster-autoscaler.yaml` has it. */
const AUTOSCALER = { namespace: "cluster-autoscaler", serviceAccount: "cluster-autoscaler" };

/** Source: Kubernetes, cluster-autoscaler, «CA on AWS», full policy. What reads knows no resources. */
export const SCALE = {
  read: [
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
  readNodes: ["eks:DescribeNodegroup"],
  write: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
};

export function declareAutoscaler(stack: CloudStack, cluster: CfnCluster, names: CloudNames): void {
  const policy = declarePolicy(
    stack,
    "AutoscalerPolicy",
    `Scales ${names.burst}`,
    { Effect: "Allow", Action: SCALE.read, Resource: "*" },
    { Effect: "Allow", Action: SCALE.readNodes, Resource: arn("eks", `nodegroup/${names.burst}/*/*`) },
    {
      Effect: "Allow",
      Action: SCALE.write,
      Resource: arn("autoscaling", `autoScalingGroup:*:autoScalingGroupName/eks-${names.gpuNodes}-*`),
      Condition: { StringEquals: { "aws:ResourceTag/eks:cluster-name": names.burst } },
    },
  );
  new aws.eks.CfnPodIdentityAssociation(stack, "AutoscalerIdentity", {
    ...AUTOSCALER,
    clusterName: cluster.ref,
    roleArn: declarePodRole(stack, names, "AutoscalerRole", policy),
  });
}
