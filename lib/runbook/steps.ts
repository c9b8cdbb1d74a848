/** The steps of a move: what is done, by which commands, what is checked, and what the ledger records. */
import type { Application, ProvenStage, Stage, Text } from "../../config/index.js";
import { STAGES } from "../../config/schema/orders.js";
import { answer, compare, copied, kubectl, lag, recordAndApply, route, rows } from "./commands.js";
import type { RunbookFacts } from "./facts.js";

export interface RunbookStep {
  title: Text;
  /** The week in which it is planned to begin. */
  week: string | undefined;
  /** What is to be true, or to be done by people, before the commands. */
  checks: Text[];
  /** Commands that find what the evidence has to say; run before the step. */
  proofs: string[];
  commands: string[];
  /** What is looked at afterwards. */
  after: Text[];
  /** Commands that look. */
  looks: string[];
}

const ORDER = STAGES.filter(
  (stage): stage is ProvenStage => stage !== "inventoried" && stage !== "rolled-back",
);

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
    proofs: [],
    after: [
      {
        fr: "Toutes les répliques sont prêtes ; le site sert toujours.",
        en: "All replicas are ready; the site still serves.",
      },
    ],
    looks: [
      kubectl(facts, "rollout status deployment/web --timeout 10m"),
      ...(facts.database === undefined ? [] : [kubectl(facts, "get clusters.postgresql.cnpg.io database")]),
      route(facts),
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
    proofs: [],
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
    proofs: [...lag(facts), ...rows(facts)],
    after: [
      copied(facts)
        ? {
            fr: "Les deux côtés sont comparés chaque nuit, et une première fois tout de suite.",
            en: "Both sides are compared every night, and a first time at once.",
          }
        : { fr: "Le site sert toujours.", en: "The site still serves." },
    ],
    looks: compare(facts, "rehearsed"),
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
    proofs: [...lag(facts), ...compare(facts, "cutover")],
    after: [
      {
        fr: `https://${facts.host} est servi par la plateforme (poids 100).`,
        en: `https://${facts.host} is served by the platform (weight 100).`,
      },
      ...(copied(facts)
        ? [{ fr: "La réplication inverse tourne.", en: "The reverse replication runs." }]
        : []),
    ],
    looks: [route(facts), answer(facts), ...lag(facts)],
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
    proofs: [
      kubectl(facts, "get events --field-selector type=Warning"),
      ...(copied(facts) ? [kubectl(facts, "get jobs --sort-by .metadata.creationTimestamp")] : []),
    ],
    after: [{ fr: "Le retour reste possible.", en: "The way back stays open." }],
    looks: lag(facts),
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
    proofs: [],
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
      ...(facts.database === undefined ? [] : [WHOSE[facts.application.tenancy](facts)]),
      ...(copied(facts)
        ? [
            {
              fr: "Attendre que la réplication inverse soit à jour ; sinon faire approuver la perte, et l'écrire dans la preuve (`loss`), avant de revenir.",
              en: "Wait until the reverse replication has drained; or have the loss approved, and write it into the evidence (`loss`), before going back.",
            },
          ]
        : []),
    ],
    proofs: [...lag(facts), ...(facts.stage === "soaked" ? [] : compare(facts, "rolled-back"))],
    after: [
      {
        fr: `https://${facts.host} est servi par le site ; rien ne reprend avant une nouvelle répétition.`,
        en: `https://${facts.host} is served by the site; nothing goes on before a new rehearsal.`,
      },
    ],
    looks: [route(facts), answer(facts)],
  }),
};

/** The way back, for those who are served by the platform, or are about to be. */
export function wayBack(facts: RunbookFacts): RunbookStep {
  const step = STEPS["rolled-back"](facts);
  return {
    ...step,
    checks: [BEFORE_THE_SWITCH, ...step.checks],
    commands: recordAndApply(facts, "rolled-back"),
  };
}

const BEFORE_THE_SWITCH: Text = {
  fr: "Tant que la bascule n'est pas appliquée, rien n'est à défaire : abandonner la branche, rouvrir les écritures sur le site. Ce qui suit vaut ensuite, jusqu'au décommissionnement.",
  en: "As long as the cutover is not applied, nothing is to be undone: drop the branch, let writes start again on the site. What follows is for afterwards, until the site is left.",
};

/** Whose data goes back, by tenancy. */
const WHOSE: Record<Application["tenancy"], (facts: RunbookFacts) => Text> = {
  dedicated: ({ namespace }) => ({
    fr: `Seule la base de ${namespace} revient : aucune autre académie n'est touchée.`,
    en: `Only the database of ${namespace} goes back: no other academy is touched.`,
  }),
  pooled: ({ database, namespace }) => ({
    fr: `Seule la base ${database} de ${namespace} revient : les autres académies restent sur la plateforme.`,
    en: `Only the database ${database} of ${namespace} goes back: the other academies stay on the platform.`,
  }),
  unified: ({ academyName }) => ({
    fr: `La base est commune : seules les lignes de ${academyName} reviennent, les autres académies restent sur la plateforme et n'arrêtent pas leurs écritures.`,
    en: `The database is shared: only the rows of ${academyName} go back; the other academies stay on the platform and do not stop their writes.`,
  }),
};
