/** The steps of a move: what is done, by which commands, what is checked, and what the ledger records. */
import type { ProvenStage, Stage } from "../../config/index.js";
import type { RunbookFacts } from "./facts.js";
import type { Text } from "./text.js";

export interface RunbookStep {
  title: Text;
  /** The week in which it is planned to begin. */
  week: string | undefined;
  /** What is to be true, or to be done by people, before the commands. */
  checks: Text[];
  commands: string[];
  /** What is looked at afterwards. */
  after: Text[];
  /** Commands that look. */
  looks: string[];
}

const ORDER: readonly ProvenStage[] = [
  "staged",
  "replicating",
  "rehearsed",
  "cutover",
  "soaked",
  "decommissioned",
];

/** The stage that each is followed by on the way to the platform. */
function stagesAhead(stage: Stage): ProvenStage[] {
  if (stage === "rolled-back") return ORDER.slice(1);
  return ORDER.slice(ORDER.indexOf(stage as ProvenStage) + 1);
}

/** Steps that are still ahead, in order. */
export const stepsAhead = (facts: RunbookFacts): RunbookStep[] =>
  stagesAhead(facts.stage).map((stage) => ({
    ...STEPS[stage](facts),
    commands: recordAndApply(facts, stage),
  }));

const kubectl = ({ context, namespace }: RunbookFacts, rest: string) =>
  `kubectl --context ${context} --namespace ${namespace} ${rest}`;

const psql = (facts: RunbookFacts, query: string) =>
  kubectl(
    facts,
    `exec database-1 --container postgres -- psql --dbname ${facts.database} --command "${query}"`,
  );

/** The ledger moves first, reviewed as any change; what is applied follows from it. */
function recordAndApply({ name, academyName, environment }: RunbookFacts, stage: ProvenStage): string[] {
  const evidence = `evidence/${name}-${academyName}-${stage}.yaml`;
  return [
    `transhumance advance ${name} ${academyName} --to ${stage} --evidence ${evidence}`,
    `git switch --create ${name}-${academyName}-${stage} && git commit --message "${name} ${academyName}: ${stage}" -- config/estate/migrations/${name}.yaml`,
    `transhumance plan --environment ${environment} --only ${name}`,
    `transhumance apply --environment ${environment} --only ${name} --yes`,
  ];
}

const rows = (facts: RunbookFacts): string[] =>
  facts.database === undefined
    ? []
    : [psql(facts, "select relname, n_live_tup from pg_stat_user_tables order by 1")];

const copied = ({ application }: RunbookFacts) => application.database?.legacy !== undefined;

const lag = (facts: RunbookFacts): string[] =>
  copied(facts) ? [kubectl(facts, `logs deployment/replication-${facts.academyName} --tail 50`)] : [];

const compare = (facts: RunbookFacts): string[] =>
  copied(facts)
    ? [
        kubectl(
          facts,
          `create job comparison-${facts.academyName} --from cronjob/verification-${facts.academyName}`,
        ),
        kubectl(facts, `wait job/comparison-${facts.academyName} --for condition=complete --timeout 2h`),
        kubectl(facts, `logs job/comparison-${facts.academyName}`),
      ]
    : [];

type Step = Omit<RunbookStep, "commands">;

const STEPS: Record<ProvenStage, (facts: RunbookFacts) => Step> = {
  staged: (facts) => ({
    title: { fr: "Préparer", en: "Prepare" },
    week: facts.agreed?.prepare,
    checks: [
      {
        fr: `Les dépôts et secrets de ${facts.name} existent dans le coffre ; la préproduction répond.`,
        en: `The images and secrets of ${facts.name} exist in the store; preproduction answers.`,
      },
      {
        fr: `Le site ${facts.siteName} (${facts.site.network}) est joignable depuis la plateforme.`,
        en: `The site ${facts.siteName} (${facts.site.network}) can be reached from the platform.`,
      },
    ],
    after: [
      {
        fr: "Toutes les répliques sont prêtes ; le site sert toujours.",
        en: "All replicas are ready; the site still serves.",
      },
    ],
    looks: [
      kubectl(facts, "rollout status deployment/web --timeout 10m"),
      ...(facts.database === undefined ? [] : [kubectl(facts, "get clusters.postgresql.cnpg.io database")]),
      kubectl(facts, `get httproutes ${facts.academyName} --output jsonpath='{.spec.rules[0].backendRefs}'`),
    ],
  }),
  replicating: (facts) => ({
    title: copied(facts)
      ? { fr: "Répliquer", en: "Replicate" }
      : { fr: "Passer la réplication (rien à copier)", en: "Pass replication (nothing to copy)" },
    week: facts.agreed?.replicate,
    checks: copied(facts)
      ? [
          {
            fr: `Une sauvegarde de la base ${facts.application.database?.legacy} du site est faite et restaurée à l'essai.`,
            en: `A backup of the site's ${facts.application.database?.legacy} database is made, and restored as a test.`,
          },
        ]
      : [],
    after: copied(facts)
      ? [
          {
            fr: `La première copie prend environ ${facts.copyHours?.toFixed(1) ?? "?"} h au débit réservé ; puis le retard reste de quelques secondes.`,
            en: `The first copy takes about ${facts.copyHours?.toFixed(1) ?? "?"} h at the rate kept for it; then the lag stays at some seconds.`,
          },
        ]
      : [],
    looks: [
      ...(copied(facts)
        ? [kubectl(facts, `rollout status deployment/replication-${facts.academyName} --timeout 10m`)]
        : []),
      ...lag(facts),
    ],
  }),
  rehearsed: (facts) => ({
    title: { fr: "Répéter", en: "Rehearse" },
    week: facts.agreed?.rehearse,
    checks: [
      {
        fr: `La bascule et le retour sont joués en entier, chronométrés, avec les établissements pilotes ${facts.academy.pilots.join(", ") || "(aucun)"}.`,
        en: `The cutover and the way back are played in full, timed, with the pilot schools ${facts.academy.pilots.join(", ") || "(none)"}.`,
      },
      {
        fr: "Autant de lignes des deux côtés, aucune différente ; durée et retour tiennent dans la fenêtre.",
        en: "As many rows on both sides, none different; duration and way back fit in the window.",
      },
    ],
    after: [{ fr: "Les deux côtés sont comparés chaque nuit.", en: "Both sides are compared every night." }],
    looks: [...rows(facts), ...compare(facts)],
  }),
  cutover: (facts) => ({
    title: { fr: "Basculer", en: "Cut over" },
    week: facts.agreed?.week,
    checks: [
      {
        fr: "Arrêter les écritures sur le site (mode maintenance), noter l'heure.",
        en: "Stop writes on the site (maintenance mode), note the time.",
      },
      ...(copied(facts)
        ? [
            {
              fr: "Attendre que la réplication soit à jour, noter l'heure ; comparer.",
              en: "Wait until the replication has drained, note the time; compare.",
            },
          ]
        : []),
      {
        fr: `Prévenir les équipes des applications qui lisent ${facts.name} : ${facts.consumers.join(", ") || "aucune"}.`,
        en: `Tell the teams of the applications that read ${facts.name}: ${facts.consumers.join(", ") || "none"}.`,
      },
    ],
    after: [
      {
        fr: `https://${facts.host} est servi par la plateforme (poids 100).`,
        en: `https://${facts.host} is served by the platform (weight 100).`,
      },
      ...(copied(facts)
        ? [{ fr: "La réplication inverse tourne.", en: "The reverse replication runs." }]
        : []),
    ],
    looks: [
      ...compare(facts),
      kubectl(facts, `get httproutes ${facts.academyName} --output jsonpath='{.spec.rules[0].backendRefs}'`),
      `curl --fail --silent --show-error https://${facts.host}${facts.application.web.health}`,
      ...lag(facts),
    ],
  }),
  soaked: (facts) => ({
    title: { fr: "Observer", en: "Soak" },
    week: undefined,
    checks: [
      {
        fr: "Aucun incident ouvert, aucune comparaison nocturne en échec.",
        en: "No open incident, no nightly comparison that failed.",
      },
    ],
    after: [{ fr: "Le retour reste possible.", en: "The way back stays open." }],
    looks: [
      kubectl(facts, "get events --field-selector type=Warning"),
      ...(copied(facts) ? [kubectl(facts, "get jobs --sort-by .metadata.creationTimestamp")] : []),
    ],
  }),
  decommissioned: (facts) => ({
    title: { fr: "Décommissionner", en: "Decommission" },
    week: facts.agreed?.leaves,
    checks: [
      {
        fr: "L'accord est enregistré ; la dernière sauvegarde du site est gardée ailleurs et restaurée à l'essai.",
        en: "The approval is recorded; the site's last backup is kept elsewhere, and restored as a test.",
      },
    ],
    after: [
      {
        fr: `Rien de ${facts.name} ne dépend plus du site ${facts.siteName}.`,
        en: `Nothing of ${facts.name} depends on the site ${facts.siteName} any more.`,
      },
    ],
    looks: [
      kubectl(facts, `get services,networkpolicies --selector app.kubernetes.io/managed-by=transhumance`),
    ],
  }),
  "rolled-back": (facts) => ({
    title: { fr: "Revenir sur le site", en: "Go back to the site" },
    week: undefined,
    checks: [
      {
        fr: "Arrêter les écritures sur la plateforme, noter l'heure.",
        en: "Stop writes on the platform, note the time.",
      },
      ...(copied(facts)
        ? [
            {
              fr: "Attendre que la réplication inverse soit à jour ; sinon faire approuver la perte, et l'écrire dans la preuve (`loss`), avant de revenir.",
              en: "Wait until the reverse replication has drained; or have the loss approved, and write it into the evidence (`loss`), before going back.",
            },
          ]
        : []),
    ],
    after: [
      {
        fr: `https://${facts.host} est servi par le site ; rien ne reprend avant une nouvelle répétition.`,
        en: `https://${facts.host} is served by the site; nothing goes on before a new rehearsal.`,
      },
    ],
    looks: [
      ...lag(facts),
      kubectl(facts, `get httproutes ${facts.academyName} --output jsonpath='{.spec.rules[0].backendRefs}'`),
      `curl --fail --silent --show-error https://${facts.host}${facts.application.web.health}`,
    ],
  }),
};

/** The way back, for those who are served by the platform, or are about to be. */
export const wayBack = (facts: RunbookFacts): RunbookStep => ({
  ...STEPS["rolled-back"](facts),
  commands: recordAndApply(facts, "rolled-back"),
});
