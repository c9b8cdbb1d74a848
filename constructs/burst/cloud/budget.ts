/** Budget: people are told when the account has spent, or is foreseen to spend, a share of what was agreed. */
import type { BurstPlan } from "../../../lib/placement/index.js";
import { aws, type CloudStack } from "./aws.js";
import type { CloudNames } from "./names.js";

export function declareBudget(
  stack: CloudStack,
  names: CloudNames,
  { budget: { monthly, alarms, forecast, emails } }: BurstPlan["burst"],
) {
  const subscribers = emails.map((address) => ({ address, subscriptionType: "EMAIL" }));
  const notify = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
    notification: {
      notificationType,
      comparisonOperator: "GREATER_THAN",
      threshold,
      thresholdType: "PERCENTAGE",
    },
    subscribers,
  });
  return new aws.budgets.CfnBudget(stack, "Budget", {
    budget: {
      budgetName: names.burst,
      budgetType: "COST",
      timeUnit: "MONTHLY",
      budgetLimit: { amount: monthly, unit: "USD" },
    },
    notificationsWithSubscribers: [
      ...alarms.map((threshold) => notify("ACTUAL", threshold)),
      notify("FORECASTED", forecast),
    ],
  });
}
