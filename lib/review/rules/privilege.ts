/** Privilege: which group can now do what. */
import type { ReviewRule } from "./rule.js";

export const PRIVILEGE = {
  "privilege-escalated": {
    risk: "privilege",
    severity: "deny",
    approver: "security",
    title: {
      en: "Someone can do everything, or make themselves able to",
      fr: "Quelqu'un peut tout faire, ou s'en donner le droit",
    },
    rationale: {
      en: "With `*`, `bind`, `escalate` or `impersonate` a group reaches every right there is, whatever the other rules say.",
      fr: "Avec `*`, `bind`, `escalate` ou `impersonate`, un groupe atteint tous les droits, quoi que disent les autres règles.",
    },
    mitigation: {
      en: "List the verbs and resources that are needed.",
      fr: "Énumérez les verbes et les ressources nécessaires.",
    },
  },
  "privilege-everyone": {
    risk: "privilege",
    severity: "deny",
    approver: "security",
    title: { en: "Everybody gets rights", fr: "Tout le monde reçoit des droits" },
    rationale: {
      en: "`system:authenticated`, `system:unauthenticated` and the ServiceAccounts of all namespaces are everyone.",
      fr: "`system:authenticated`, `system:unauthenticated` et les ServiceAccounts de tous les namespaces, c'est tout le monde.",
    },
    mitigation: { en: "Bind the groups that need it.", fr: "Liez les groupes qui en ont besoin." },
  },
  "privilege-sensitive": {
    risk: "privilege",
    severity: "approve",
    approver: "security",
    title: { en: "Rights that lead to more", fr: "Des droits qui mènent plus loin" },
    rationale: {
      en: "Reading secrets, entering pods, making tokens or workloads gives what those can do.",
      fr: "Lire des secrets, entrer dans des pods, créer des jetons ou des charges donne ce que ceux-ci peuvent faire.",
    },
    mitigation: {
      en: "Grant it for the time of the work, or to one named object (`resourceNames`).",
      fr: "Accordez-les le temps du travail, ou sur un seul objet nommé (`resourceNames`).",
    },
  },
  "privilege-widened": {
    risk: "privilege",
    severity: "note",
    approver: "owner",
    title: { en: "New rights", fr: "De nouveaux droits" },
    rationale: { en: "A group can do more than before.", fr: "Un groupe peut faire plus qu'avant." },
    mitigation: { en: "Check that it needs to.", fr: "Vérifiez qu'il en a besoin." },
  },
} as const satisfies Record<string, ReviewRule>;
