/** Sentences in French, by their English: who reaches what, and who may do what. */
export const FRENCH_NETWORK = {
  " on all ports": " sur tous les ports",
  " on {ports}": " sur {ports}",
  "all pods": "tous les pods",
  "pods of {workload}": "les pods de {workload}",
  "pods {labels}": "les pods {labels}",
  "{pods} can now be reached by everyone in the cluster: no policy closes them any more":
    "tout le cluster peut désormais joindre {pods} : aucune règle ne les ferme plus",
  "{pods} can now be reached from any address of the internet ({ranges}){ports}":
    "n'importe quelle adresse de l'internet ({ranges}) peut désormais joindre {pods}{ports}",
  "{pods} can now be reached from {others}{ports}": "{others} peut désormais joindre {pods}{ports}",
  "{pods} in {namespace} can now be reached from {other}, because of its labels":
    "{other} peut désormais joindre {pods} dans {namespace}, à cause de ses étiquettes",
  "{pods} in {namespace} can now be reached from {other}, of another academy, because of its labels":
    "{other}, d'une autre académie, peut désormais joindre {pods} dans {namespace}, à cause de ses étiquettes",
  "{pods} may now call any address of the internet ({ranges}){ports}":
    "{pods} peuvent désormais appeler n'importe quelle adresse de l'internet ({ranges}){ports}",
  "{pods} may now call anywhere: no policy closes their way out any more":
    "{pods} peuvent désormais appeler partout : aucune règle ne ferme plus leur sortie",
  "{pods} may now call {others}{ports}": "{pods} peuvent désormais appeler {others}{ports}",
  "{pods} of {academy} can now be reached from {others}, of another academy{ports}":
    "{others}, d'une autre académie, peut désormais joindre {pods} de {academy}{ports}",
  "{pods} of {academy} may now call {others}, of another academy{ports}":
    "{pods} de {academy} peuvent désormais appeler {others}, d'une autre académie{ports}",
  "{address} allows everybody (*) to {actions}": "{address} permet à tout le monde (*) {actions}",
  "{address} allows {actions} on {resources}": "{address} permet {actions} sur {resources}",
  "{address} becomes public: {flags}": "{address} devient public : {flags}",
  "{address} grants {roles} to {everybody}": "{address} donne {roles} à {everybody}",
  "{address} grants {roles}": "{address} donne {roles}",
  "{address} lets in any address of the internet ({ranges})":
    "{address} laisse entrer n'importe quelle adresse de l'internet ({ranges})",
  "change or delete databases": "changer ou supprimer des bases",
  "change or delete volumes and namespaces": "changer ou supprimer des volumes et des namespaces",
  "change rights": "changer des droits",
  "change secrets": "changer des secrets",
  "change what is admitted": "changer ce qui est admis",
  "command nodes": "commander des nœuds",
  "enter pods": "entrer dans des pods",
  "make tokens of service accounts": "créer des jetons de comptes de service",
  "open networks": "ouvrir des réseaux",
  "read secrets": "lire des secrets",
  "read {things}": "lire {things}",
  "read and {others} {things}": "lire et {others} {things}",
  "{others} {things}": "{others} {things}",
  "run jobs": "lancer des jobs",
  "run pods": "lancer des pods",
  "run workloads": "lancer des charges de travail",
  "sign certificates": "signer des certificats",
  "the whole cluster": "tout le cluster",
  "whoever is bound to {role} can now {what}": "quiconque est lié à {role} peut désormais {what}",
  "{subject} can now {what} in {where}": "{subject} peut désormais {what} dans {where}",
  "{subject} gets {role} in {where}, which is declared elsewhere":
    "{subject} reçoit {role} dans {where}, qui est déclaré ailleurs",
  "{subject} takes the place of {gone} in {where}, and can {what}":
    "{subject} prend la place de {gone} dans {where}, et peut {what}",
  "Service {service} answers on {addresses}": "le Service {service} répond sur {addresses}",
  "Service {service} opens a load balancer (port {ports})":
    "le Service {service} ouvre un répartiteur de charge (port {ports})",
  "Service {service} opens a port of every node (port {ports})":
    "le Service {service} ouvre un port de chaque nœud (port {ports})",
  "{hosts} become public through {thing}": "{hosts} deviennent publics par {thing}",
  "{host} becomes public through {thing}": "{host} devient public par {thing}",
  "{pods} can no longer be reached from {others}{ports}": "{others} ne peut plus joindre {pods}{ports}",
  "its own namespace": "son propre namespace",
  "{name} ({pods})": "{name} ({pods})",
} as const;
