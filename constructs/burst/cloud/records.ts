/** The key that encrypts everything, and the logs: both outlive the burst, for whoever asks later what happened. */
import type { CfnKey } from "aws-cdk-lib/aws-kms";
import type { CfnLogGroup, CfnResourcePolicy } from "aws-cdk-lib/aws-logs";
import type { BurstPlan } from "../../../lib/placement/index.js";
import { arn, aws, type CloudStack, policyDocument } from "./aws.js";
import type { CloudNames } from "./names.js";

export interface Records {
  readonly key: CfnKey;
  readonly controlPlane: CfnLogGroup;
  readonly flows: CfnLogGroup;
  readonly tunnel: CfnLogGroup;
  readonly queries: CfnLogGroup;
  /** What the last two wait for before they are written. */
  readonly delivery: CfnResourcePolicy;
}

const USE = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];

export function declareRecords(
  stack: CloudStack,
  names: CloudNames,
  { logDays: retentionInDays, executionRole }: BurstPlan["burst"],
): Records {
  const key = declareKey(stack, names, executionRole);
  const group = (id: string, logGroupName: string) =>
    kept(new aws.logs.CfnLogGroup(stack, id, { logGroupName, retentionInDays, kmsKeyId: key.attrArn }));
  return {
    key,
    controlPlane: group("ControlPlaneLogs", names.controlPlaneLogs),
    flows: group("FlowLogs", names.flowLogs),
    tunnel: group("TunnelLogs", names.tunnelLogs),
    queries: group("QueryLogs", names.queryLogs),
    delivery: declareDelivery(stack, names),
  };
}

/**
 * Lets AWS deliver what the tunnel and the resolver log. Without it AWS would write such a policy itself, and it would
 * stay when the stack goes. Source: AWS, «Logs sent to CloudWatch Logs».
 */
function declareDelivery(stack: CloudStack, names: CloudNames): CfnResourcePolicy {
  return new aws.logs.CfnResourcePolicy(stack, "LogDelivery", {
    policyName: names.burst,
    policyDocument: stack.toJsonString(
      policyDocument({
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [names.tunnelLogs, names.queryLogs].map((name) =>
          arn("logs", `log-group:${name}:log-stream:*`),
        ),
        Condition: {
          StringEquals: { "aws:SourceAccount": aws.core.Aws.ACCOUNT_ID },
          ArnLike: { "aws:SourceArn": arn("logs", "*") },
        },
      }),
    ),
  });
}

/** Encrypts secrets of Kubernetes, disks and logs. */
function declareKey(stack: CloudStack, names: CloudNames, executionRole: string): CfnKey {
  const { PARTITION, ACCOUNT_ID, REGION } = aws.core.Aws;
  const logs = [names.controlPlaneLogs, names.flowLogs, names.tunnelLogs, names.queryLogs];
  const autoscaling = {
    AWS: `arn:${PARTITION}:iam::${ACCOUNT_ID}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
  };
  const key = kept(
    new aws.kms.CfnKey(stack, "Key", {
      description: `Secrets, disks and logs of ${names.burst}`,
      enableKeyRotation: true,
      keyPolicy: policyDocument(
        // Without it nobody could change the key, nor delete it. Source: AWS KMS, «Default key policy».
        {
          Effect: "Allow",
          Principal: { AWS: `arn:${PARTITION}:iam::${ACCOUNT_ID}:root` },
          Action: "kms:*",
          Resource: "*",
        },
        {
          Effect: "Allow",
          Principal: { Service: `logs.${REGION}.amazonaws.com` },
          Action: USE,
          Resource: "*",
          Condition: {
            ArnEquals: {
              "kms:EncryptionContext:aws:logs:arn": logs.map((name) => arn("logs", `log-group:${name}`)),
            },
          },
        },
        // Nodes start with encrypted disks. Source: AWS, «Required KMS key policy for use with encrypted volumes».
        { Effect: "Allow", Principal: autoscaling, Action: USE, Resource: "*" },
        {
          Effect: "Allow",
          Principal: autoscaling,
          Action: "kms:CreateGrant",
          Resource: "*",
          Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
        },
        // Nobody hands the key on, whatever their own rights are. Source: AWS Control Tower, CT.KMS.PR.3. EKS takes its grant
        // as whoever makes the cluster, and not as a resource of AWS. Source: AWS, «Create an Amazon EKS cluster».
        {
          Effect: "Deny",
          Principal: "*",
          Action: "kms:CreateGrant",
          Resource: "*",
          Condition: {
            BoolIfExists: { "kms:GrantIsForAWSResource": "false", "aws:PrincipalIsAWSService": "false" },
            ArnNotEquals: { "aws:PrincipalArn": executionRole },
          },
        },
      ),
    }),
  );
  new aws.kms.CfnAlias(stack, "KeyAlias", { aliasName: `alias/${names.burst}`, targetKeyId: key.ref });
  return key;
}

/** Stays when the stack goes, except where making the stack has failed: then it can be tried again. */
function kept<Resource extends CfnKey | CfnLogGroup>(resource: Resource): Resource {
  resource.cfnOptions.deletionPolicy = aws.core.CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
  resource.cfnOptions.updateReplacePolicy = aws.core.CfnDeletionPolicy.RETAIN;
  return resource;
}
