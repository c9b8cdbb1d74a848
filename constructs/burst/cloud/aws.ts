/** AWS's resource types, loaded when they are first used: a synthesis without a burst does not wait for them. */
import { createRequire } from "node:module";
import type * as core from "aws-cdk-lib/core";

const load = createRequire(import.meta.url);

/** One getter a service; constructs of level 1 only, which are CloudFormation's own resources. */
export const aws = {
  get core(): typeof core {
    return load("aws-cdk-lib/core");
  },
  get budgets(): typeof import("aws-cdk-lib/aws-budgets") {
    return load("aws-cdk-lib/aws-budgets");
  },
  get ec2(): typeof import("aws-cdk-lib/aws-ec2") {
    return load("aws-cdk-lib/aws-ec2");
  },
  get eks(): typeof import("aws-cdk-lib/aws-eks") {
    return load("aws-cdk-lib/aws-eks");
  },
  get iam(): typeof import("aws-cdk-lib/aws-iam") {
    return load("aws-cdk-lib/aws-iam");
  },
  get kms(): typeof import("aws-cdk-lib/aws-kms") {
    return load("aws-cdk-lib/aws-kms");
  },
  get logs(): typeof import("aws-cdk-lib/aws-logs") {
    return load("aws-cdk-lib/aws-logs");
  },
  get route53resolver(): typeof import("aws-cdk-lib/aws-route53resolver") {
    return load("aws-cdk-lib/aws-route53resolver");
  },
  get scheduler(): typeof import("aws-cdk-lib/aws-scheduler") {
    return load("aws-cdk-lib/aws-scheduler");
  },
};

/** The stack that everything of the cloud is declared in. */
export type CloudStack = core.Stack;

/** `arn:<partition>:<service>:<region>:<account>:<resource>` of the account and region that the stack is in. */
export function arn(service: string, resource: string): string {
  const { PARTITION, REGION, ACCOUNT_ID } = aws.core.Aws;
  return `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
}

/** A policy that AWS keeps. */
export const managedPolicy = (name: string): string =>
  `arn:${aws.core.Aws.PARTITION}:iam::aws:policy/${name}`;

export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | string[];
  readonly Resource?: string | string[];
  readonly Principal?: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

export const policyDocument = (...statements: Statement[]) => ({
  Version: "2012-10-17",
  Statement: statements,
});

/** A policy of this stack's own, by its ARN: it can be judged and seen by itself, and goes with the stack. */
export function declarePolicy(
  stack: CloudStack,
  id: string,
  description: string,
  ...statements: Statement[]
): string {
  return new aws.iam.CfnManagedPolicy(stack, id, {
    description,
    policyDocument: policyDocument(...statements),
  }).ref;
}

export const HTTPS = { ipProtocol: "tcp", fromPort: 443, toPort: 443 } as const;

/** An empty list would let everything out; this lets nothing out. Source: AWS::EC2::SecurityGroup. */
export const nothingOut = () => [{ ...HTTPS, cidrIp: "127.0.0.1/32", description: "Nothing" }];

/** Lets one service take a role, for things of this account alone (the «confused deputy»). */
export const trust = (
  service: string,
  source: string,
  action: string | string[] = "sts:AssumeRole",
): ReturnType<typeof policyDocument> =>
  policyDocument({
    Effect: "Allow",
    Principal: { Service: service },
    Action: action,
    Condition: {
      StringEquals: { "aws:SourceAccount": aws.core.Aws.ACCOUNT_ID },
      ArnLike: { "aws:SourceArn": source },
    },
  });
