/** Roles that pods of the burst's cluster take through EKS Pod Identity. */
import { arn, aws, type CloudStack, trust } from "./aws.js";
import type { CloudNames } from "./names.js";

/** Answers the role's ARN; `policy` is the ARN of the one policy that it has. */
export function declarePodRole(stack: CloudStack, names: CloudNames, id: string, policy: string): string {
  const role = new aws.iam.CfnRole(stack, id, {
    description: `${id} of ${names.burst}`,
    assumeRolePolicyDocument: trust("pods.eks.amazonaws.com", arn("eks", `cluster/${names.burst}`), [
      "sts:AssumeRole",
      "sts:TagSession",
    ]),
    managedPolicyArns: [policy],
  });
  return role.attrArn;
}
