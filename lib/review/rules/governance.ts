/** Governance: the rules, who approves, and what is excused. */
import type { ReviewRule } from "./rule.js";

export const GOVERNANCE = {
  "review-weakened": {
    risk: "policy",
    severity: "approve",
    approver: "security",
    title: { en: "The review itself is eased", fr: "La revue elle-même est assouplie" },
    rationale: {
      en: "Who changes both a rule and what it judges approves for himself; this change is still judged by the rules before it.",
      fr: "Qui change à la fois une règle et ce qu'elle juge s'approuve lui-même ; ce changement reste jugé par les règles d'avant.",
    },
    mitigation: {
      en: "Change rules apart from what they judge, and have those agree who lose a say.",
      fr: "Changez les règles à part de ce qu'elles jugent, avec l'accord de ceux qui perdent leur mot à dire.",
    },
  },
  "policy-weakened": {
    risk: "policy",
    severity: "approve",
    approver: "security",
    title: { en: "A policy refuses no more", fr: "Une règle ne refuse plus" },
    rationale: {
      en: "What it kept out is admitted from the apply on, by anybody with the rights to make it.",
      fr: "Ce qu'elle tenait dehors est admis dès l'application, de quiconque a le droit de le créer.",
    },
    mitigation: {
      en: "Keep it; for one exception write a waiver, which ends by itself.",
      fr: "Gardez-la ; pour une exception, écrivez une dérogation, qui prend fin d'elle-même.",
    },
  },
  "policy-changed": {
    risk: "policy",
    severity: "approve",
    approver: "security",
    title: { en: "A policy judges otherwise", fr: "Une règle juge autrement" },
    rationale: {
      en: "It may admit what it refused, and refuse what runs.",
      fr: "Elle peut admettre ce qu'elle refusait, et refuser ce qui tourne.",
    },
    mitigation: {
      en: "Read its expressions and examples; run `transhumance policies`.",
      fr: "Lisez ses expressions et ses exemples ; lancez `transhumance policies`.",
    },
  },
  "waiver-granted": {
    risk: "policy",
    severity: "approve",
    approver: "security",
    title: { en: "A rule is waived", fr: "Une dérogation est accordée" },
    rationale: {
      en: "What it warns of counts as a note for these subjects as long as the waiver holds.",
      fr: "Ce dont la règle avertit ne compte que comme une note pour ces sujets tant que la dérogation vaut.",
    },
    mitigation: {
      en: "Check that the subjects are as narrow, and the time as short, as can be.",
      fr: "Vérifiez que les sujets sont aussi étroits, et la durée aussi courte, que possible.",
    },
  },
  "owner-changed": {
    risk: "policy",
    severity: "approve",
    approver: "owner",
    title: { en: "An application changes hands", fr: "Une application change de mains" },
    rationale: {
      en: "From the apply on another team gets its rights, its alarms and its approvals; the old one loses them.",
      fr: "Dès l'application, une autre équipe reçoit ses droits, ses alertes et ses approbations ; l'ancienne les perd.",
    },
    mitigation: {
      en: "Have both teams agree, and hand over runbooks and on-call first.",
      fr: "Faites s'accorder les deux équipes, et transmettez d'abord procédures et astreintes.",
    },
  },
  "declared-only": {
    risk: "stage",
    severity: "note",
    approver: "platform",
    title: {
      en: "The estate says otherwise, and no resource changes for it",
      fr: "Le parc dit autre chose, sans qu'aucune ressource ne change",
    },
    rationale: {
      en: "Plans, runbooks and capacity are computed from it.",
      fr: "Plans, procédures et capacité en sont calculés.",
    },
    mitigation: {
      en: "Run the commands that read it, such as `transhumance waves`, and see what moves.",
      fr: "Lancez les commandes qui le lisent, comme `transhumance waves`, et voyez ce qui bouge.",
    },
  },
} as const satisfies Record<string, ReviewRule>;
