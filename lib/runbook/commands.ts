/** The commands of runbooks, for one installation. */
import type { ProvenStage } from "../../config/index.js";
import type { RunbookFacts } from "./facts.js";

export const kubectl = ({ context, namespace }: RunbookFacts, rest: string) =>
  `kubectl --context ${context} --namespace ${namespace} ${rest}`;

const psql = (facts: RunbookFacts, query: string) =>
  kubectl(
    facts,
    `exec database-1 --container postgres -- psql --dbname ${facts.database} --command "${query}"`,
  );

/** The ledger moves first, reviewed as any change; what is applied follows from it, and is what was reviewed. */
export function recordAndApply(
  { name, academyName, environment }: RunbookFacts,
  stage: ProvenStage,
): string[] {
  const branch = `${name}-${academyName}-${stage}`;
  const stack = `--environment ${environment} --only ${name}`;
  return [
    `# evidence/${branch}.yaml: config/schema/json/evidence-${stage}.schema.json`,
    `git switch --create ${branch}`,
    `transhumance advance ${name} ${academyName} --to ${stage} --evidence evidence/${branch}.yaml`,
    `git add config/estate/migrations/${name}.yaml && git commit --message "${name} ${academyName}: ${stage}"`,
    `git push --set-upstream origin ${branch}`,
    "# merge request",
    "git switch main && git pull --ff-only",
    `transhumance plan ${stack}`,
    `transhumance review ${stack} --saved`,
    `transhumance approve ${stack}`,
    `transhumance apply ${stack} --yes`,
  ];
}

/** Exact counts, table by table: statistics only estimate them. */
const COUNTS =
  "select relname, (xpath('/row/c/text()', query_to_xml(format('select count(*) c from %I.%I', schemaname, relname), false, true, '')))[1] from pg_stat_user_tables order by 1";

export const rows = (facts: RunbookFacts): string[] =>
  facts.database === undefined ? [] : [psql(facts, COUNTS)];

export const copied = ({ application }: RunbookFacts) => application.database?.legacy !== undefined;

export const lag = (facts: RunbookFacts): string[] =>
  copied(facts) ? [kubectl(facts, `logs deployment/replication-${facts.academyName} --tail 50`)] : [];

/** Runs tonight's comparison now, under a name of its own for each stage. */
export function compare(facts: RunbookFacts, stage: ProvenStage): string[] {
  if (!copied(facts)) return [];
  const job = `comparison-${facts.academyName}-${stage}`;
  return [
    kubectl(facts, `create job ${job} --from cronjob/verification-${facts.academyName}`),
    kubectl(facts, `wait job/${job} --for condition=complete --timeout 2h`),
    kubectl(facts, `logs job/${job}`),
  ];
}

export const route = (facts: RunbookFacts): string =>
  kubectl(facts, `get httproutes ${facts.academyName} --output jsonpath='{.spec.rules[0].backendRefs}'`);

export const answer = ({ host, application }: RunbookFacts): string =>
  `curl --fail --silent --show-error https://${host}${application.web.health}`;
