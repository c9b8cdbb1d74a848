/** Data at risk: what is deleted, shrunk or no longer saved. */
import type { ReviewRule } from "./rule.js";

export const DATA = {
  "data-deleted": {
    risk: "data",
    severity: "deny",
    approver: "data",
    title: { en: "Data is deleted", fr: "Des données sont supprimées" },
    rationale: {
      en: "What is deleted here holds data that no apply brings back; a namespace takes along everything in it, claims of StatefulSets included, which no plan lists.",
      fr: "Ce qui est supprimé ici contient des données qu'aucune application ne ramène ; un namespace emporte tout ce qu'il contient, y compris les volumes des StatefulSet, qu'aucun plan n'énumère.",
    },
    mitigation: {
      en: "Take the removal back; or record `decommissioned` with its approval in the ledger and a tested backup, then review again.",
      fr: "Annulez la suppression ; ou inscrivez `decommissioned` au registre avec son approbation et une sauvegarde éprouvée, puis relancez la revue.",
    },
  },
  "data-replaced": {
    risk: "data",
    severity: "deny",
    approver: "data",
    title: {
      en: "Data is deleted and made anew, empty",
      fr: "Des données sont supprimées, puis recréées vides",
    },
    rationale: {
      en: "A replacement deletes the old object with its data before or after it makes an empty new one.",
      fr: "Un remplacement supprime l'ancien objet avec ses données, avant ou après en avoir créé un nouveau, vide.",
    },
    mitigation: {
      en: "Keep the attribute that forces the replacement, or copy the data to a second object first and switch over.",
      fr: "Gardez l'attribut qui force le remplacement, ou copiez d'abord les données vers un second objet avant de basculer.",
    },
  },
  "storage-shrunk": {
    risk: "data",
    severity: "deny",
    approver: "data",
    title: { en: "Storage shrinks", fr: "Un stockage rétrécit" },
    rationale: {
      en: "Volumes cannot shrink: the API server refuses, or the object is replaced and its data lost.",
      fr: "Un volume ne peut pas rétrécir : l'API le refuse, ou l'objet est remplacé et ses données perdues.",
    },
    mitigation: {
      en: "Keep the size; to save space, copy the data into a new, smaller volume.",
      fr: "Gardez la taille ; pour gagner de la place, copiez les données vers un nouveau volume plus petit.",
    },
  },
  "backup-weakened": {
    risk: "data",
    severity: "approve",
    approver: "data",
    title: { en: "Backups get weaker", fr: "Les sauvegardes s'affaiblissent" },
    rationale: {
      en: "What is not saved any more, or not as long, is found missing on the day it is needed.",
      fr: "Ce qui n'est plus sauvegardé, ou moins longtemps, manquera le jour où on en aura besoin.",
    },
    mitigation: {
      en: "Keep schedule and retention, or show that the data is saved elsewhere.",
      fr: "Gardez la fréquence et la durée de conservation, ou montrez que les données sont sauvegardées ailleurs.",
    },
  },
  "reclaim-weakened": {
    risk: "data",
    severity: "approve",
    approver: "data",
    title: {
      en: "Volumes will be deleted with their claims",
      fr: "Les volumes seront supprimés avec leurs demandes",
    },
    rationale: {
      en: "With the policy `Delete` a mistake with a claim becomes a loss of its data.",
      fr: "Avec la règle `Delete`, une erreur sur une demande de volume devient une perte de données.",
    },
    mitigation: { en: "Keep `Retain`.", fr: "Gardez `Retain`." },
  },
  "protection-removed": {
    risk: "data",
    severity: "approve",
    approver: "data",
    title: {
      en: "Protection against deletion is taken off",
      fr: "La protection contre la suppression est levée",
    },
    rationale: {
      en: "Without `prevent_destroy` the next mistake deletes what holds data.",
      fr: "Sans `prevent_destroy`, la prochaine erreur supprime ce qui porte des données.",
    },
    mitigation: {
      en: "Keep it until the data is gone.",
      fr: "Gardez-la jusqu'à ce que les données soient parties.",
    },
  },
  "definition-deleted": {
    risk: "data",
    severity: "deny",
    approver: "platform",
    title: {
      en: "A custom resource definition is deleted",
      fr: "Une définition de ressource personnalisée est supprimée",
    },
    rationale: {
      en: "Kubernetes deletes every custom resource together with its definition: databases, queues and routes of all applications.",
      fr: "Kubernetes supprime toutes les ressources avec leur définition : bases de données, files et routes de toutes les applications.",
    },
    mitigation: {
      en: "Keep the definition until no resource of its kind is left.",
      fr: "Gardez la définition tant qu'il reste une ressource de ce type.",
    },
  },
  "stateful-resource-removed": {
    risk: "data",
    severity: "deny",
    approver: "data",
    title: {
      en: "A resource that holds data is deleted or replaced",
      fr: "Une ressource qui porte des données est supprimée ou remplacée",
    },
    rationale: {
      en: "By its type this resource keeps data (database, disk, bucket, key); deleting or replacing it loses what is in it.",
      fr: "Par son type, cette ressource conserve des données (base, disque, dépôt d'objets, clé) ; la supprimer ou la remplacer les perd.",
    },
    mitigation: {
      en: "Take a backup and show that it can be read back, or keep the resource (`prevent_destroy`).",
      fr: "Faites une sauvegarde, montrez qu'elle se relit, ou gardez la ressource (`prevent_destroy`).",
    },
  },
  "database-downgraded": {
    risk: "data",
    severity: "deny",
    approver: "data",
    title: {
      en: "A database goes back to an older version",
      fr: "Une base revient à une version plus ancienne",
    },
    rationale: {
      en: "PostgreSQL does not read what a newer version wrote: the database does not start.",
      fr: "PostgreSQL ne lit pas ce qu'une version plus récente a écrit : la base ne démarre pas.",
    },
    mitigation: {
      en: "Keep the version; restore a backup of the older one if it must be.",
      fr: "Gardez la version ; s'il le faut, restaurez une sauvegarde de l'ancienne.",
    },
  },
  "database-upgraded": {
    risk: "data",
    severity: "approve",
    approver: "data",
    title: {
      en: "Databases go to another major version",
      fr: "Des bases passent à une autre version majeure",
    },
    rationale: {
      en: "The database stands still while its files are rewritten, and only a backup leads back; extensions and plans may behave otherwise.",
      fr: "La base est à l'arrêt pendant que ses fichiers sont réécrits, et seule une sauvegarde permet de revenir ; extensions et plans d'exécution peuvent se comporter autrement.",
    },
    mitigation: {
      en: "Rehearse it on a copy, take a backup just before, and go application by application.",
      fr: "Répétez sur une copie, sauvegardez juste avant, et avancez application par application.",
    },
  },
  "database-updated": {
    risk: "data",
    severity: "note",
    approver: "data",
    title: {
      en: "Databases go to another minor version",
      fr: "Des bases passent à une autre version mineure",
    },
    rationale: {
      en: "Instances restart one by one, and the primary changes over.",
      fr: "Les instances redémarrent une à une, et l'instance primaire bascule.",
    },
    mitigation: { en: "Apply outside of busy hours.", fr: "Appliquez en dehors des heures chargées." },
  },
  "target-changed": {
    risk: "data",
    severity: "approve",
    approver: "platform",
    title: {
      en: "Stacks are applied to another cluster",
      fr: "Des piles sont appliquées à un autre cluster",
    },
    rationale: {
      en: "What their state knows is not there: the plan makes everything anew on the one, and leaves on the other what nobody declares any more.",
      fr: "Ce que leur état connaît n'y est pas : le plan recrée tout sur l'un, et laisse sur l'autre ce que plus personne ne déclare.",
    },
    mitigation: {
      en: "Check that the context names the same cluster under another name; else move workloads and data first.",
      fr: "Vérifiez que le contexte nomme le même cluster autrement ; sinon, déplacez d'abord charges et données.",
    },
  },
  "state-moved": {
    risk: "data",
    severity: "approve",
    approver: "platform",
    title: { en: "Terraform's state is kept elsewhere", fr: "L'état de Terraform est gardé ailleurs" },
    rationale: {
      en: "Where it is not moved along, the next plan takes nothing as existing, and makes everything anew.",
      fr: "S'il n'est pas déplacé avec, le prochain plan ne connaît rien de ce qui existe, et recrée tout.",
    },
    mitigation: {
      en: "Migrate the state of every stack first (`terraform init -migrate-state`), and check that the plan is empty.",
      fr: "Migrez d'abord l'état de chaque pile (`terraform init -migrate-state`), et vérifiez que le plan est vide.",
    },
  },
  "backup-moved": {
    risk: "data",
    severity: "approve",
    approver: "data",
    title: { en: "Backups go to another place", fr: "Les sauvegardes vont ailleurs" },
    rationale: {
      en: "What was saved until now stays where it is, and is no longer found when one restores; the new place is empty until the first backup.",
      fr: "Ce qui a été sauvegardé jusqu'ici reste où il est, et n'est plus trouvé à la restauration ; le nouveau lieu est vide jusqu'à la première sauvegarde.",
    },
    mitigation: {
      en: "Take a backup right after, and keep the old place until its retention has passed.",
      fr: "Faites une sauvegarde juste après, et gardez l'ancien lieu jusqu'à la fin de sa durée de conservation.",
    },
  },
} as const satisfies Record<string, ReviewRule>;
