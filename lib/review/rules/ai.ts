/** AI services and projects: what the framework of uses stops, closes or opens. */
import type { ReviewRule } from "./rule.js";

export const AI = {
  "service-stopped": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: { en: "The framework stops an AI service", fr: "Le cadre d'usage arrête un service d'IA" },
    rationale: {
      en: "What no use in force permits is not declared, and refused at admission: its users find it gone with the apply.",
      fr: "Ce qu'aucun usage en vigueur ne permet n'est pas déclaré, et est refusé à l'admission : ses usagers le trouvent disparu dès l'application.",
    },
    mitigation: {
      en: "Tell its users first; or have the service keep to what the use permits, or name another use.",
      fr: "Prévenez d'abord ses usagers ; ou faites tenir le service dans ce que l'usage permet, ou nommez un autre usage.",
    },
  },
  "service-ending": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: { en: "The framework will stop an AI service", fr: "Le cadre d'usage arrêtera un service d'IA" },
    rationale: {
      en: "From that day on no use permits it: it is refused at admission, and its users find it gone with the next apply.",
      fr: "À partir de ce jour, aucun usage ne le permet : il est refusé à l'admission, et ses usagers le trouvent disparu dès l'application suivante.",
    },
    mitigation: {
      en: "Tell its users the day; or have the service keep to what the use permits by then, or name another use.",
      fr: "Annoncez le jour à ses usagers ; ou faites tenir le service d'ici là dans ce que l'usage permet, ou nommez un autre usage.",
    },
  },
  "service-closed": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: { en: "An AI service closes to an academy", fr: "Un service d'IA ferme à une académie" },
    rationale: {
      en: "Its host is gone there with the apply, in the middle of whatever people do with it.",
      fr: "Son hôte y disparaît dès l'application, au milieu de ce que les gens en font.",
    },
    mitigation: {
      en: "Tell the academy first, and check the state of its training plan.",
      fr: "Prévenez d'abord l'académie, et vérifiez l'état de son plan de formation.",
    },
  },
  "service-opened": {
    risk: "exposure",
    severity: "note",
    approver: "owner",
    title: { en: "An AI service opens to an academy", fr: "Un service d'IA ouvre à une académie" },
    rationale: {
      en: "People of that academy may use it from the apply on.",
      fr: "Les personnels de cette académie peuvent s'en servir dès l'application.",
    },
    mitigation: {
      en: "Check that they know what it is for, and what it is not.",
      fr: "Vérifiez qu'ils savent à quoi il sert, et à quoi il ne sert pas.",
    },
  },
  "use-loosened": {
    risk: "exposure",
    severity: "approve",
    approver: "security",
    title: { en: "The framework permits more", fr: "Le cadre d'usage permet davantage" },
    rationale: {
      en: "Less oversight, more data, younger pupils or other licences: admission lets pass from the apply on what it refused.",
      fr: "Moins de contrôle humain, plus de données, des élèves plus jeunes ou d'autres licences : l'admission laisse passer dès l'application ce qu'elle refusait.",
    },
    mitigation: {
      en: "Have those who keep the framework agree; or write a new version that begins later, and tell its users.",
      fr: "Obtenez l'accord de ceux qui tiennent le cadre ; ou écrivez une nouvelle version qui commence plus tard, et prévenez.",
    },
  },
  "project-stopped": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: { en: "The framework stops a project", fr: "Le cadre d'usage arrête un projet" },
    rationale: {
      en: "Its queue is drained: what runs is ended, and nothing new is admitted.",
      fr: "Sa file est vidée : ce qui tourne est interrompu, et rien de nouveau n'est admis.",
    },
    mitigation: {
      en: "Have its team keep what it needs first; or name another use.",
      fr: "Faites d'abord mettre à l'abri par son équipe ce dont elle a besoin ; ou nommez un autre usage.",
    },
  },
  "project-ending": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: { en: "The framework will stop a project", fr: "Le cadre d'usage arrêtera un projet" },
    rationale: {
      en: "From that day on no use permits it: with the next apply its queue is drained, and what runs is ended.",
      fr: "À partir de ce jour, aucun usage ne le permet : à l'application suivante sa file est vidée, et ce qui tourne est interrompu.",
    },
    mitigation: {
      en: "Have its team finish, or keep what it needs, by then; or name another use.",
      fr: "Faites terminer son équipe d'ici là, ou mettre à l'abri ce dont elle a besoin ; ou nommez un autre usage.",
    },
  },
  "project-extended": {
    risk: "capacity",
    severity: "note",
    approver: "platform",
    title: { en: "A project goes on for longer", fr: "Un projet dure plus longtemps" },
    rationale: {
      en: "Its team keeps its share of the GPUs of innovation.",
      fr: "Son équipe garde sa part des GPU d'innovation.",
    },
    mitigation: {
      en: "Check that the capacity plan counts on it.",
      fr: "Vérifiez que le plan de capacité en tient compte.",
    },
  },
  "service-moved": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: { en: "An AI service changes its clusters", fr: "Un service d'IA change de clusters" },
    rationale: {
      en: "What it has in the cluster that it leaves goes with the apply; in the one that it joins it answers only once its engine has loaded its model.",
      fr: "Ce qu'il a dans le cluster qu'il quitte disparaît dès l'application ; dans celui qu'il rejoint, il ne répond qu'une fois le modèle chargé par son moteur.",
    },
    mitigation: {
      en: "Let it run in both first: name pools of both clusters, apply, have its hosts answer from the new one, then take the old pool out.",
      fr: "Faites-le d'abord tourner dans les deux : nommez des pools des deux clusters, appliquez, faites répondre ses hôtes depuis le nouveau, puis retirez l'ancien pool.",
    },
  },
  "project-moved": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: { en: "A project changes its clusters", fr: "Un projet change de clusters" },
    rationale: {
      en: "Its queue and its namespace in the cluster that it leaves go, with everything that its people keep there; what runs is ended.",
      fr: "Sa file et son namespace disparaissent du cluster qu'il quitte, avec tout ce que ses membres y gardent ; ce qui tourne est interrompu.",
    },
    mitigation: {
      en: "Have its team bring over what it needs first.",
      fr: "Faites d'abord transférer par son équipe ce dont elle a besoin.",
    },
  },
  "service-removed": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: { en: "An AI service leaves the estate", fr: "Un service d'IA quitte les données du parc" },
    rationale: {
      en: "Its users find it gone with the apply, and so do the applications that call it.",
      fr: "Ses usagers le trouvent disparu dès l'application, et les applications qui l'appellent aussi.",
    },
    mitigation: {
      en: "Tell its users and callers first; or close it to them academy by academy.",
      fr: "Prévenez d'abord usagers et applications ; ou fermez-le académie par académie.",
    },
  },
  "project-removed": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: { en: "A project leaves the estate", fr: "Un projet quitte les données du parc" },
    rationale: {
      en: "Its queue and its namespace go, with everything that its people keep there.",
      fr: "Sa file et son namespace disparaissent, avec tout ce que ses membres y gardent.",
    },
    mitigation: {
      en: "Have its team keep what it needs first.",
      fr: "Faites d'abord mettre à l'abri par son équipe ce dont elle a besoin.",
    },
  },
} as const satisfies Record<string, ReviewRule>;
