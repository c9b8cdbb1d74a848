/** Drift: what was changed outside of Terraform. */
import type { ReviewRule } from "./rule.js";

export const DRIFT = {
  "drift-reverted": {
    risk: "drift",
    severity: "approve",
    approver: "owner",
    title: { en: "A change made by hand will be undone", fr: "Un changement fait à la main sera défait" },
    rationale: {
      en: "Somebody changed this outside of Terraform, perhaps to mend something; applying takes it back.",
      fr: "Quelqu'un a changé ceci hors de Terraform, peut-être pour réparer quelque chose ; l'application le défait.",
    },
    mitigation: {
      en: "Ask who did it: declare it if it is to stay.",
      fr: "Demandez qui l'a fait : déclarez-le s'il doit rester.",
    },
  },
  "drift-accepted": {
    risk: "drift",
    severity: "approve",
    approver: "owner",
    title: { en: "A change made by hand stays", fr: "Un changement fait à la main reste" },
    rationale: {
      en: "What runs is no longer what is declared and was reviewed.",
      fr: "Ce qui tourne n'est plus ce qui est déclaré et a été relu.",
    },
    mitigation: { en: "Declare it, or take it back.", fr: "Déclarez-le, ou défaites-le." },
  },
  "difference-returns": {
    risk: "drift",
    severity: "note",
    approver: "owner",
    title: {
      en: "A difference comes back after every apply",
      fr: "Une différence revient après chaque application",
    },
    rationale: {
      en: "The server or a controller writes its own value; the plan never comes out empty, and real changes hide in it.",
      fr: "Le serveur ou un contrôleur écrit sa propre valeur ; le plan n'est jamais vide, et de vrais changements s'y cachent.",
    },
    mitigation: {
      en: "Declare who decides the attribute, as the message says.",
      fr: "Déclarez qui décide de l'attribut, comme le dit le message.",
    },
  },
} as const satisfies Record<string, ReviewRule>;
