/** Sovereignty: where data is kept and whose programs run. */
import type { ReviewRule } from "./rule.js";

export const SOVEREIGNTY = {
  "data-class-lowered": {
    risk: "sovereignty",
    severity: "approve",
    approver: "security",
    title: {
      en: "Data counts as less sensitive than before",
      fr: "Des données comptent comme moins sensibles qu'avant",
    },
    rationale: {
      en: "The class of data decides where it may be kept and who may see it.",
      fr: "La classe des données décide où elles peuvent être gardées et qui peut les voir.",
    },
    mitigation: {
      en: "Show that the data itself changed, not only its label.",
      fr: "Montrez que les données elles-mêmes ont changé, et pas seulement leur étiquette.",
    },
  },
  "location-changed": {
    risk: "sovereignty",
    severity: "approve",
    approver: "security",
    title: { en: "Data moves to another location", fr: "Des données changent de lieu" },
    rationale: {
      en: "Personal data stays on qualified (SecNumCloud) or ministry infrastructure, and backups never where their cluster is.",
      fr: "Les données personnelles restent sur une infrastructure qualifiée (SecNumCloud) ou du ministère, et les sauvegardes jamais au même endroit que leur cluster.",
    },
    mitigation: {
      en: "Check the qualification of the new location, and where its backups go.",
      fr: "Vérifiez la qualification du nouveau lieu, et où vont ses sauvegardes.",
    },
  },
  "burst-changed": {
    risk: "sovereignty",
    severity: "approve",
    approver: "security",
    title: {
      en: "Data is computed in a public cloud",
      fr: "Des données sont calculées dans un nuage public",
    },
    rationale: {
      en: "Authorities of other countries may reach a public cloud wherever its machines stand: only public and synthetic data may be computed there.",
      fr: "Les autorités d'autres pays peuvent atteindre un nuage public où que soient ses machines : seules des données publiques ou synthétiques peuvent y être calculées.",
    },
    mitigation: {
      en: "Check region, data classes and projects; any other class stays on the platform's own clusters.",
      fr: "Vérifiez la région, les classes de données et les projets ; toute autre classe reste sur les clusters de la plateforme.",
    },
  },
  "registry-changed": {
    risk: "sovereignty",
    severity: "approve",
    approver: "security",
    title: {
      en: "Programs come from another registry",
      fr: "Des programmes viennent d'un autre dépôt d'images",
    },
    rationale: {
      en: "What runs is what the registry delivers; a foreign one may change it, withdraw it, or learn who fetches it.",
      fr: "Ce qui s'exécute est ce que le dépôt livre ; un dépôt étranger peut le changer, le retirer, ou apprendre qui le demande.",
    },
    mitigation: {
      en: "Mirror the image into the platform's registry, by digest.",
      fr: "Copiez l'image dans le dépôt de la plateforme, par empreinte.",
    },
  },
  "licence-changed": {
    risk: "sovereignty",
    severity: "approve",
    approver: "platform",
    title: { en: "A licence changes", fr: "Une licence change" },
    rationale: {
      en: "A licence decides whether the State may go on using, changing and sharing a program.",
      fr: "Une licence décide si l'État peut continuer d'utiliser, de modifier et de partager un programme.",
    },
    mitigation: {
      en: "Have the new licence read, or stay with the last version under the old one.",
      fr: "Faites lire la nouvelle licence, ou restez à la dernière version sous l'ancienne.",
    },
  },
  "class-admitted": {
    risk: "sovereignty",
    severity: "approve",
    approver: "security",
    title: {
      en: "An environment admits more sensitive data",
      fr: "Un environnement admet des données plus sensibles",
    },
    rationale: {
      en: "Applications whose data was kept out, or made up, may bring real data there.",
      fr: "Des applications dont les données étaient exclues, ou fabriquées, peuvent y apporter de vraies données.",
    },
    mitigation: {
      en: "Check that the environment's clusters, backups and people may hold it.",
      fr: "Vérifiez que les clusters, les sauvegardes et les personnes de l'environnement peuvent les détenir.",
    },
  },
  "secrets-moved": {
    risk: "sovereignty",
    severity: "approve",
    approver: "security",
    title: { en: "Secrets come from another store", fr: "Les secrets viennent d'un autre coffre" },
    rationale: {
      en: "Passwords and keys change for every application at once, or are those of another environment.",
      fr: "Mots de passe et clés changent pour toutes les applications à la fois, ou sont ceux d'un autre environnement.",
    },
    mitigation: {
      en: "Check that the store holds the same names, and who may read it.",
      fr: "Vérifiez que le coffre contient les mêmes noms, et qui peut le lire.",
    },
  },
} as const satisfies Record<string, ReviewRule>;
