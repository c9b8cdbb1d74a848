/** Ending: the burst takes itself away, whether or not anybody thinks of it, without a program of its own. */
import type { CfnSchedule } from "aws-cdk-lib/aws-scheduler";
import { addDays, beginIn } from "../../../lib/calendar/index.js";
import type { BurstPlan } from "../../../lib/placement/index.js";
import { arn, aws, type CloudStack, declarePolicy, trust } from "./aws.js";
import type { CloudNames } from "./names.js";

/** EventBridge Scheduler tries for a day at most. Source: Amazon EventBridge Scheduler, `RetryPolicy`. */
const RETRY = { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 };

/**
 * After the last day GPU nodes are deleted with their group, so that no autoscaler brings them back; then the whole
 * stack, four times a day until that has worked. Everything that costs is to depend on the answer: it is made after
 * its end is sure, and the schedule goes last.
 */
export function declareEnding(
  stack: CloudStack,
  names: CloudNames,
  { until, timeZone }: BurstPlan["burst"],
): CfnSchedule[] {
  const dayAfter = addDays(until, 1);
  const { scheduler } = aws;
  const group = new scheduler.CfnScheduleGroup(stack, "Ending", { name: names.burst });
  const roleArn = declareRole(stack, names);
  const schedule = (
    id: string,
    action: string,
    input: Record<string, string>,
    when: { scheduleExpression: string; startDate?: string },
  ) =>
    new scheduler.CfnSchedule(stack, id, {
      ...when,
      groupName: group.ref,
      scheduleExpressionTimezone: timeZone,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: `arn:${aws.core.Aws.PARTITION}:scheduler:::aws-sdk:${action}`,
        roleArn,
        input: stack.toJsonString(input),
        retryPolicy: RETRY,
      },
    });
  return [
    schedule(
      "EndOfNodes",
      "eks:deleteNodegroup",
      { ClusterName: names.burst, NodegroupName: names.gpuNodes },
      { scheduleExpression: `at(${dayAfter}T00:00:00)` },
    ),
    schedule(
      "EndOfEverything",
      "cloudformation:deleteStack",
      { StackName: aws.core.Aws.STACK_ID },
      { scheduleExpression: "cron(0 1/6 * * ? *)", startDate: beginIn(dayAfter, timeZone) },
    ),
  ];
}

/** May delete this one node group and this one stack; CloudFormation then works with the role that it was made with. */
function declareRole(stack: CloudStack, names: CloudNames): string {
  const role = new aws.iam.CfnRole(stack, "EndingRole", {
    description: `Ends ${names.burst}`,
    assumeRolePolicyDocument: trust(
      "scheduler.amazonaws.com",
      arn("scheduler", `schedule-group/${names.burst}`),
    ),
    managedPolicyArns: [
      declarePolicy(
        stack,
        "EndingPolicy",
        `Ends ${names.burst}`,
        {
          Effect: "Allow",
          Action: "eks:DeleteNodegroup",
          Resource: arn("eks", `nodegroup/${names.burst}/${names.gpuNodes}/*`),
        },
        { Effect: "Allow", Action: "cloudformation:DeleteStack", Resource: aws.core.Aws.STACK_ID },
      ),
    ],
  });
  return role.attrArn;
}
