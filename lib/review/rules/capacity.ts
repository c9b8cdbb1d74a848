/** Capacity and cost: what is asked for, and who has less. */
import type { ReviewRule } from "./rule.js";

export const CAPACITY = {
  "quota-exceeded": {
    risk: "capacity",
    severity: "approve",
    approver: "platform",
    title: { en: "More is asked for than the quota allows", fr: "On demande plus que le quota ne permet" },
    rationale: {
      en: "Pods beyond the quota are refused when they are needed, e.g. during a rolling update.",
      fr: "Les pods au-delà du quota sont refusés quand on en a besoin, par exemple pendant une mise à jour progressive.",
    },
    mitigation: { en: "Raise the quota, or ask for less.", fr: "Augmentez le quota, ou demandez moins." },
  },
  "quota-lowered": {
    risk: "capacity",
    severity: "approve",
    approver: "owner",
    title: { en: "A quota is lowered", fr: "Un quota est abaissé" },
    rationale: {
      en: "What runs stays, but what is restarted may be refused.",
      fr: "Ce qui tourne reste, mais ce qui redémarre peut être refusé.",
    },
    mitigation: { en: "Check the use before.", fr: "Vérifiez d'abord l'usage." },
  },
  "quota-raised": {
    risk: "capacity",
    severity: "note",
    approver: "platform",
    title: { en: "A quota is raised", fr: "Un quota est augmenté" },
    rationale: {
      en: "Room that one takes is missing for others.",
      fr: "La place que l'un prend manque aux autres.",
    },
    mitigation: { en: "Check that the cluster has it.", fr: "Vérifiez que le cluster l'a." },
  },
  "shares-changed": {
    risk: "capacity",
    severity: "approve",
    approver: "platform",
    title: { en: "Teams share GPUs otherwise", fr: "Les équipes se partagent les GPU autrement" },
    rationale: {
      en: "What one team gains where all compete the others lose: they wait longer, and give way sooner.",
      fr: "Ce qu'une équipe gagne quand toutes sont en concurrence, les autres le perdent : elles attendent plus longtemps et cèdent plus tôt.",
    },
    mitigation: {
      en: "Have the teams that lose agree, and tell them from when on.",
      fr: "Obtenez l'accord des équipes qui perdent, et dites-leur à partir de quand.",
    },
  },
  "cost-grown": {
    risk: "cost",
    severity: "approve",
    approver: "platform",
    title: { en: "It costs clearly more", fr: "Cela coûte nettement plus" },
    rationale: {
      en: "The estimate from the estate's prices rises above the threshold of the review.",
      fr: "L'estimation tirée des prix du parc dépasse le seuil de la revue.",
    },
    mitigation: { en: "Check sizes and replicas.", fr: "Vérifiez les tailles et les répliques." },
  },
  "nodes-reduced": {
    risk: "capacity",
    severity: "approve",
    approver: "platform",
    title: { en: "A cluster has fewer nodes", fr: "Un cluster a moins de nœuds" },
    rationale: {
      en: "What runs on them must fit elsewhere, on the worst day and with one zone lost.",
      fr: "Ce qui y tourne doit tenir ailleurs, le pire jour et avec une zone perdue.",
    },
    mitigation: {
      en: "Check `transhumance capacity`, and empty the nodes before they go.",
      fr: "Vérifiez `transhumance capacity`, et videz les nœuds avant leur départ.",
    },
  },
} as const satisfies Record<string, ReviewRule>;
