/** Cloud stack: the template, carried to CloudFormation by Terraform, without the provider's bindings. */
import { TerraformProvider, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { BurstPlan } from "../../lib/placement/index.js";
import { cloudNames } from "./cloud/names.js";
import { cloudTemplate } from "./cloud/template.js";

/** As Terraform's lock file and command line know it; its bindings would cost 150 MB for one resource. */
const PROVIDER = { providerName: "aws", providerVersionConstraint: "~> 6.21" };

/** Minutes: a control plane takes ten, node groups five each, and their deletion as long. */
const LONGEST = { create: "60m", update: "60m", delete: "60m" };

/** The provider, bound to one account and one region: credentials of any other account are refused. */
class AwsProvider extends TerraformProvider {
  constructor(
    scope: Construct,
    id: string,
    private readonly settings: Record<string, unknown>,
  ) {
    super(scope, id, {
      terraformResourceType: "aws",
      terraformGeneratorMetadata: PROVIDER,
      terraformProviderSource: "hashicorp/aws",
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.settings;
  }
}

/** A resource whose arguments are given as Terraform names them. */
class CloudFormationStack extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly settings: Record<string, unknown>,
  ) {
    super(scope, id, {
      terraformResourceType: "aws_cloudformation_stack",
      terraformGeneratorMetadata: PROVIDER,
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.settings;
  }
}

export interface CloudProps {
  readonly plan: BurstPlan;
}

/**
 * The burst's part in the cloud. Nothing protects the stack from being deleted: its end must find no lock. What must
 * outlive it, logs and their key, stays by its own deletion policy, and updates may not replace the key. Emptied, the
 * provider is left, which Terraform destroys the stack with.
 */
export class Cloud extends Construct {
  constructor(scope: Construct, id: string, { plan }: CloudProps) {
    super(scope, id);
    const { account, region, executionRole } = plan.burst;
    const names = cloudNames(plan);
    new AwsProvider(this, "aws", {
      region,
      allowed_account_ids: [account],
      default_tags: [{ tags: { "managed-by": "transhumance", burst: names.burst, until: plan.burst.until } }],
    });
    if (plan.isEmptied) return;
    new CloudFormationStack(this, "stack", {
      name: names.burst,
      template_body: literal(cloudTemplate(plan)),
      capabilities: ["CAPABILITY_IAM"],
      iam_role_arn: executionRole,
      policy_body: JSON.stringify(UPDATES),
      timeout_in_minutes: 60,
      timeouts: LONGEST,
    });
  }
}

/** A stack policy: updates may do anything but take away the key of what is kept. Source: AWS, «Prevent updates to stack resources». */
const UPDATES = {
  Statement: [
    { Effect: "Allow", Principal: "*", Action: "Update:*", Resource: "*" },
    {
      Effect: "Deny",
      Principal: "*",
      Action: ["Update:Replace", "Update:Delete"],
      Resource: "LogicalResourceId/Key",
    },
  ],
};

/** Keeps Terraform from reading its own templates into the text. Source: Terraform, «Strings and Templates». */
const literal = (text: string): string => text.replaceAll("${", "$${").replaceAll("%{", "%%{");
