/** The ledger: how installations move from stage to stage, and the estate that says so. */
import type { ReviewRule } from "./rule.js";

export const LEDGER = {
  "stage-illegal": {
    risk: "stage",
    severity: "deny",
    approver: "platform",
    title: { en: "A stage is skipped", fr: "Une étape est sautée" },
    rationale: {
      en: "Each stage rests on the one before: what is skipped was neither copied nor rehearsed.",
      fr: "Chaque étape repose sur la précédente : ce qui est sauté n'a été ni copié ni répété.",
    },
    mitigation: {
      en: "Record the stages in order, each with its date.",
      fr: "Inscrivez les étapes dans l'ordre, chacune avec sa date.",
    },
  },
  "stage-without-evidence": {
    risk: "stage",
    severity: "deny",
    approver: "owner",
    title: { en: "A stage without its evidence", fr: "Une étape sans sa preuve" },
    rationale: {
      en: "The ledger is what the cutover and the closing of sites rely on.",
      fr: "La bascule et la fermeture des sites se fondent sur le registre.",
    },
    mitigation: {
      en: "Add the evidence that the stage needs, or record the stage before.",
      fr: "Ajoutez la preuve que demande l'étape, ou inscrivez l'étape précédente.",
    },
  },
  "stage-moved": {
    risk: "stage",
    severity: "note",
    approver: "owner",
    title: { en: "An installation moves on", fr: "Une installation avance" },
    rationale: { en: "The ledger records what happened.", fr: "Le registre dit ce qui s'est passé." },
    mitigation: { en: "Check stage, date and evidence.", fr: "Vérifiez l'étape, la date et la preuve." },
  },
  "stage-decisive": {
    risk: "stage",
    severity: "approve",
    approver: "owner",
    title: { en: "Users move, or the way back closes", fr: "Des usagers basculent, ou le retour se ferme" },
    rationale: {
      en: "At cutover the platform serves the users; at decommissioning the site is given up; a rollback sends users back.",
      fr: "À la bascule, la plateforme sert les usagers ; au démantèlement, le site est abandonné ; un retour arrière y renvoie les usagers.",
    },
    mitigation: {
      en: "Check the evidence, the freeze calendar and who is on duty.",
      fr: "Vérifiez la preuve, les périodes de gel et qui est d'astreinte.",
    },
  },
  "estate-problem": {
    risk: "policy",
    severity: "deny",
    approver: "platform",
    title: { en: "The estate contradicts itself", fr: "Les données du parc se contredisent" },
    rationale: {
      en: "What the checks refuse cannot be relied on.",
      fr: "On ne peut pas se fier à ce que les contrôles refusent.",
    },
    mitigation: {
      en: "Correct what `transhumance check` says.",
      fr: "Corrigez ce que dit `transhumance check`.",
    },
  },
} as const satisfies Record<string, ReviewRule>;
