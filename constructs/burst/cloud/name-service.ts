/** Name service: nodes look up what they need and nothing else, since a name that is asked for can carry data out. */
import type { CfnVPC } from "aws-cdk-lib/aws-ec2";
import type { CfnFirewallRuleGroupAssociation } from "aws-cdk-lib/aws-route53resolver";
import type { BurstPlan } from "../../../lib/placement/index.js";
import { aws, type CloudStack } from "./aws.js";
import type { Records } from "./records.js";
import { endpointHosts } from "./services.js";

/** The lowest that is allowed: it is asked first. Source: AWS::Route53Resolver::FirewallRuleGroupAssociation. */
const FIRST = 101;

/**
 * Answers what nodes are to wait for. Where the firewall itself fails, nothing is looked up: AWS's own choice, which
 * CloudFormation cannot set in every region.
 */
export function declareNameService(
  stack: CloudStack,
  vpc: CfnVPC,
  { hosts, burst: { region } }: Pick<BurstPlan, "hosts" | "burst">,
  records: Records,
): CfnFirewallRuleGroupAssociation {
  declareQueryLog(stack, vpc, records);
  const { route53resolver } = aws;
  const list = (id: string, domains: string[]) =>
    new route53resolver.CfnFirewallDomainList(stack, id, { domains }).ref;
  const rules = new route53resolver.CfnFirewallRuleGroup(stack, "NameRules", {
    firewallRules: [
      {
        priority: 1,
        action: "ALLOW",
        firewallDomainListId: list("KnownNames", [...ownHosts(), ...endpointHosts(region), ...hosts]),
        // Where a known name leads is its owner's word: AWS's buckets and registries are aliases.
        firewallDomainRedirectionAction: "TRUST_REDIRECTION_DOMAIN",
      },
      {
        priority: 2,
        action: "BLOCK",
        // The search list of a pod goes on after it.
        blockResponse: "NXDOMAIN",
        firewallDomainListId: list("AllNames", ["*"]),
      },
    ],
  });
  return new route53resolver.CfnFirewallRuleGroupAssociation(stack, "NameRulesOfVpc", {
    vpcId: vpc.ref,
    firewallRuleGroupId: rules.ref,
    priority: FIRST,
    // The end must find no lock.
    mutationProtection: "DISABLED",
  });
}

/** The nodes themselves, and the API server: AWS alone answers for both. */
const ownHosts = (): string[] => {
  const { REGION, URL_SUFFIX } = aws.core.Aws;
  return [`*.${REGION}.compute.internal`, `*.${REGION}.eks.${URL_SUFFIX}`];
};

function declareQueryLog(stack: CloudStack, vpc: CfnVPC, { queries, delivery }: Records): void {
  const { route53resolver } = aws;
  const log = new route53resolver.CfnResolverQueryLoggingConfig(stack, "QueryLog", {
    destinationArn: queries.attrArn,
  });
  log.addResourceDependency(delivery);
  new route53resolver.CfnResolverQueryLoggingConfigAssociation(stack, "QueryLogOfVpc", {
    resolverQueryLogConfigId: log.ref,
    resourceId: vpc.ref,
  });
}
