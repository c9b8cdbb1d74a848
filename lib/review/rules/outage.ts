/** Outage: what stops, or may stop. */
import type { ReviewRule } from "./rule.js";

export const OUTAGE = {
  "workload-deleted": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: { en: "A workload is deleted", fr: "Une charge de travail est supprimée" },
    rationale: { en: "What it served is no longer served.", fr: "Ce qu'elle servait n'est plus servi." },
    mitigation: {
      en: "Check that nobody calls it any more, and in which order things go.",
      fr: "Vérifiez que plus personne ne l'appelle, et dans quel ordre les choses partent.",
    },
  },
  "workload-replaced": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: {
      en: "A workload is deleted and made anew",
      fr: "Une charge de travail est supprimée et recréée",
    },
    rationale: {
      en: "Between the two nothing answers: a replacement is no rolling update.",
      fr: "Entre les deux, rien ne répond : un remplacement n'est pas une mise à jour progressive.",
    },
    mitigation: {
      en: "Keep what cannot be changed in place; or bring up a second workload beside it, switch the Service over, then remove the first.",
      fr: "Gardez ce qui ne peut être changé sur place ; ou montez une seconde charge à côté, basculez le Service, puis retirez la première.",
    },
  },
  "credential-replaced": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: { en: "A credential is made anew", fr: "Un secret d'accès est recréé" },
    rationale: {
      en: "Whoever holds the old one no longer gets in, until everyone has the new one.",
      fr: "Qui détient l'ancien n'entre plus, jusqu'à ce que chacun ait le nouveau.",
    },
    mitigation: {
      en: "Find who uses it, and let both be valid for a while; or keep what forces the replacement as it is.",
      fr: "Trouvez qui l'utilise, et laissez les deux valables un temps ; ou gardez tel quel ce qui force le remplacement.",
    },
  },
  "route-removed": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: { en: "A way in is removed", fr: "Une entrée est retirée" },
    rationale: {
      en: "Users and applications that come by this way no longer arrive.",
      fr: "Les usagers et les applications qui passent par là n'arrivent plus.",
    },
    mitigation: {
      en: "Check that the host or Service is no longer called, or redirect it first.",
      fr: "Vérifiez que l'hôte ou le Service n'est plus appelé, ou redirigez-le d'abord.",
    },
  },
  "replicas-reduced": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: { en: "Too few replicas are left", fr: "Il reste trop peu de répliques" },
    rationale: {
      en: "With a single replica each node maintenance is an outage; with none the application is off.",
      fr: "Avec une seule réplique, chaque maintenance d'un nœud est une panne ; sans aucune, l'application est éteinte.",
    },
    mitigation: {
      en: "Keep at least two, or the number that the disruption budget needs.",
      fr: "Gardez-en au moins deux, ou ce qu'exige le budget d'interruption.",
    },
  },
  "disruption-unguarded": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: { en: "Maintenance may stop it", fr: "La maintenance peut tout arrêter" },
    rationale: {
      en: "Without a PodDisruptionBudget, or with one that allows everything, draining nodes may take all replicas at once.",
      fr: "Sans PodDisruptionBudget, ou avec un budget qui permet tout, vider des nœuds peut emporter toutes les répliques à la fois.",
    },
    mitigation: {
      en: "Keep a budget that leaves at least one replica.",
      fr: "Gardez un budget qui laisse au moins une réplique.",
    },
  },
  "spread-lost": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: {
      en: "Replicas may land on one zone or node",
      fr: "Les répliques peuvent se retrouver sur une seule zone ou un seul nœud",
    },
    rationale: { en: "What shares a zone fails together.", fr: "Ce qui partage une zone tombe ensemble." },
    mitigation: {
      en: "Keep the topology spread or the anti-affinity.",
      fr: "Gardez la répartition par zones ou l'anti-affinité.",
    },
  },
  "object-replaced": {
    risk: "outage",
    severity: "note",
    approver: "platform",
    title: { en: "An object is deleted and made anew", fr: "Un objet est supprimé et recréé" },
    rationale: {
      en: "For a moment it is missing, and whatever refers to it is refused.",
      fr: "Il manque un moment, et ce qui s'y réfère est refusé.",
    },
    mitigation: {
      en: "Apply when nothing is being started, or add a second object and move over.",
      fr: "Appliquez quand rien ne démarre, ou ajoutez un second objet puis passez à celui-ci.",
    },
  },
  "state-forgotten": {
    risk: "outage",
    severity: "approve",
    approver: "platform",
    title: { en: "Terraform forgets a resource that stays", fr: "Terraform oublie une ressource qui reste" },
    rationale: {
      en: "It goes on running, and on costing, with nobody to declare it.",
      fr: "Elle continue de tourner, et de coûter, sans que personne ne la déclare.",
    },
    mitigation: {
      en: "Note who looks after it from now on, or destroy it.",
      fr: "Notez qui s'en occupe désormais, ou détruisez-la.",
    },
  },
  "operator-changed": {
    risk: "outage",
    severity: "approve",
    approver: "platform",
    title: { en: "An operator goes to another version", fr: "Un opérateur change de version" },
    rationale: {
      en: "It acts on the databases, routes or queues of every application as soon as it starts, and its chart may change their definitions.",
      fr: "Dès son démarrage, il agit sur les bases, les routes ou les files de toutes les applications, et sa charte peut changer leurs définitions.",
    },
    mitigation: {
      en: "Read its release notes, check its definitions, and try it in an environment before production.",
      fr: "Lisez ses notes de version, vérifiez ses définitions, et essayez-le dans un autre environnement avant la production.",
    },
  },
  "zones-reduced": {
    risk: "outage",
    severity: "approve",
    approver: "platform",
    title: { en: "A cluster has fewer zones", fr: "Un cluster a moins de zones" },
    rationale: {
      en: "What was spread over more zones moves together, and the next loss of a zone takes a larger part.",
      fr: "Ce qui était réparti sur plus de zones se regroupe, et la prochaine perte d'une zone emporte une part plus grande.",
    },
    mitigation: {
      en: "Check that what is left carries everything, one zone lost included.",
      fr: "Vérifiez que ce qui reste porte tout, même une zone perdue.",
    },
  },
  "secret-withdrawn": {
    risk: "outage",
    severity: "approve",
    approver: "owner",
    title: { en: "An application no longer gets a secret", fr: "Une application ne reçoit plus un secret" },
    rationale: {
      en: "The file is gone with the next start of its pods: what still reads it fails.",
      fr: "Le fichier disparaît au prochain démarrage de ses pods : ce qui le lit encore échoue.",
    },
    mitigation: {
      en: "Check that the version in service no longer reads it.",
      fr: "Vérifiez que la version en service ne le lit plus.",
    },
  },
  "objectives-lowered": {
    risk: "outage",
    severity: "note",
    approver: "owner",
    title: { en: "More may be lost, for longer", fr: "On peut perdre davantage, plus longtemps" },
    rationale: {
      en: "Backups, runbooks and migration windows are planned by these objectives.",
      fr: "Sauvegardes, procédures et fenêtres de migration sont calculées d'après ces objectifs.",
    },
    mitigation: {
      en: "Check that the application's users agree.",
      fr: "Vérifiez que les utilisateurs de l'application sont d'accord.",
    },
  },
  "reach-lost": {
    risk: "outage",
    severity: "note",
    approver: "owner",
    title: { en: "Callers are let in no more", fr: "Des appelants ne sont plus admis" },
    rationale: {
      en: "Their connections are refused as soon as it is applied.",
      fr: "Leurs connexions sont refusées dès l'application.",
    },
    mitigation: { en: "Check that they no longer call.", fr: "Vérifiez qu'ils n'appellent plus." },
  },
  "memory-lowered": {
    risk: "outage",
    severity: "note",
    approver: "owner",
    title: { en: "Containers may take less memory", fr: "Des conteneurs ont droit à moins de mémoire" },
    rationale: {
      en: "What takes more than its limit is killed, again and again.",
      fr: "Ce qui dépasse sa limite est tué, encore et encore.",
    },
    mitigation: {
      en: "Compare with what it takes at its busiest.",
      fr: "Comparez avec ce qu'il prend aux heures les plus chargées.",
    },
  },
} as const satisfies Record<string, ReviewRule>;
