/** Sentences in French, by their English: objects, and what becomes of them. */
export const FRENCH_OBJECTS = {
  " because of {causes}": " à cause de {causes}",
  ", with its {claims} {names}": ", avec ses {claims} {names}",
  "; with it go {claims} that no plan lists: {names}":
    " ; et avec lui {claims} qu'aucun plan n'énumère : {names}",
  "Namespace {namespace} is deleted with the data in it: {things}{implied}":
    "le namespace {namespace} est supprimé avec les données qu'il contient : {things}{implied}",
  "Namespace {namespace} is replaced with the data in it: {things}{implied}":
    "le namespace {namespace} est remplacé avec les données qu'il contient : {things}{implied}",
  "namespaces are deleted with the data in them ({kinds})":
    "des namespaces sont supprimés avec les données qu'ils contiennent ({kinds})",
  "the definition {name} is deleted, and with it every resource of its kind":
    "la définition {name} est supprimée, et avec elle toutes les ressources de ce type",
  "the definition {name} is replaced, and with it every resource of its kind":
    "la définition {name} est remplacée, et avec elle toutes les ressources de ce type",
  "{thing} is deleted and made anew{why}{rest}": "{thing} est supprimé puis recréé{why}{rest}",
  "{thing} is deleted: nothing is saved any more": "{thing} est supprimé : plus rien n'est sauvegardé",
  "{thing} is deleted{rest}": "{thing} est supprimé{rest}",
  "{thing} is suspended": "{thing} est suspendu",
  "{thing} keeps backups for {young} days instead of {old}":
    "{thing} garde les sauvegardes {young} jours au lieu de {old}",
  "{thing} loses `prevent_destroy`": "{thing} perd `prevent_destroy`",
  "{thing} no longer archives its write-ahead log: no point-in-time recovery":
    "{thing} n'archive plus son journal : plus de restauration à un instant donné",
  "{thing} no longer says how long backups are kept ({old} days before)":
    "{thing} ne dit plus combien de temps les sauvegardes sont gardées ({old} jours auparavant)",
  "{thing} shrinks from {old} to {young}": "{thing} rétrécit de {old} à {young}",
  "{thing} shrinks, each by its own size": "{thing} rétrécit, chacun selon sa taille",
  "{thing}: {attribute} goes from {old} to Delete": "{thing} : {attribute} passe de {old} à Delete",
  "the operator {name} goes from chart {old} to {now}": "l'opérateur {name} passe de la charte {old} à {now}",
  "{thing} goes back from PostgreSQL {old} to {now}": "{thing} revient de PostgreSQL {old} à {now}",
  "{thing} goes from PostgreSQL {old} to {now}": "{thing} passe de PostgreSQL {old} à {now}",
  "{thing} goes from PostgreSQL {old} to {now}, another major version":
    "{thing} passe de PostgreSQL {old} à {now}, une autre version majeure",
  "{address} is guarded less: {changes}": "{address} est moins protégé : {changes}",
  "{address} shrinks: {changes}": "{address} rétrécit : {changes}",
  "namespaces are deleted with everything in them":
    "des namespaces sont supprimés avec tout ce qu'ils contiennent",
  "{hosts} are no longer served by {thing}": "{hosts} ne sont plus servis par {thing}",
  "{host} is no longer served by {thing}": "{host} n'est plus servi par {thing}",
  "{host} is no longer served by {thing}; {other} takes its place":
    "{host} n'est plus servi par {thing} ; {other} prend sa place",
  "{thing} goes from {old} to a single replica": "{thing} passe de {old} à une seule réplique",
  "{thing} goes from {old} to no replica: it is off":
    "{thing} passe de {old} à aucune réplique : il est éteint",
  "{thing} goes from {old} to {now} replicas, and its disruption budget needs {least}: no node can be drained":
    "{thing} passe de {old} à {now} répliques, et son budget d'interruption en exige {least} : aucun nœud ne peut être vidé",
  "{thing} is deleted with everything in it": "{thing} est supprimé avec tout ce qu'il contient",
  "{thing} is deleted; {guarded} stays without one": "{thing} est supprimé ; {guarded} reste sans budget",
  "{thing} is no longer spread over zones or nodes": "{thing} n'est plus réparti entre zones ou nœuds",
  "{thing} now lets every replica go at once":
    "{thing} laisse désormais partir toutes les répliques à la fois",
  "{thing} stays, and is no longer declared": "{thing} reste, et n'est plus déclaré",
  "; {services} may ask for {most} at their peak": " ; {services} peuvent en demander {most} à leur pointe",
  "{namespace} asks for more than its quota: {amounts}": "{namespace} demande plus que son quota : {amounts}",
  "{thing}: less {names}": "{thing} : moins de {names}",
  "{thing}: more {names}": "{thing} : plus de {names}",
  "{thing}: {changes}{rest}": "{thing} : {changes}{rest}",
  "; an autoscaler is there too: if it did this, leave `replicas` out of the declaration":
    " ; un autoscaler est là aussi : si c'est lui, retirez `replicas` de la déclaration",
  "applying accepts it": "l'application l'accepte",
  "applying leaves it": "l'application le laisse",
  "applying takes it back": "l'application le défait",
  "was changed: {changes}": "a été changé ({changes})",
  "was deleted": "a été supprimé",
  "{thing} differs after every apply; {cure}": "{thing} diffère après chaque application ; {cure}",
  "{thing} {what} outside of Terraform; {answer}{hint}": "{thing} {what} hors de Terraform ; {answer}{hint}",
  "{first}; and {count} more like it": "{first} ; et {count} autres semblables",
  "{thing} saves to {to}, no longer to {from}": "{thing} sauvegarde vers {to}, et non plus vers {from}",
  "{thing} may take less memory: {containers}": "{thing} a droit à moins de mémoire : {containers}",
  "databases are deleted": "des bases sont supprimées",
} as const;
