/** Sentences in French, by their English: what the estate itself says. */
export const FRENCH_ESTATE = {
  "; {audience} of {academies} lose it": " ; les {audience} de {academies} le perdent",
  pupils: "élèves",
  staff: "personnels",
  teachers: "enseignants",
  "{name} closes to {audience}": "{name} ferme aux {audience}",
  "{name} leaves {left}, and goes on in {to}": "{name} quitte {left}, et continue dans {to}",
  "{name} moves from {left} to {joined}": "{name} passe de {left} à {joined}",
  "{name} runs in {joined} too": "{name} tourne aussi dans {joined}",
  "where all teams compete for GPUs, each gets: {moved}":
    "là où toutes les équipes sont en concurrence pour des GPU, chacune obtient : {moved}",
  "{name} goes on until {now}, not {old}": "{name} dure jusqu'au {now}, et non {old}",
  "{name} leaves the estate with its engine, its hosts and its queue{loss}":
    "{name} quitte le parc avec son moteur, ses hôtes et sa file{loss}",
  "{name} leaves the estate with its queue and its quota; what runs is ended":
    "{name} quitte le parc avec sa file et son quota ; ce qui tourne est interrompu",
  "{name} no longer runs: {reasons}{loss}": "{name} ne tourne plus : {reasons}{loss}",
  "{name} stops on {day}: {reasons}": "{name} s'arrête le {day} : {reasons}",
  "{use} is a new use of AI": "{use} est un nouvel usage de l'IA",
  "version {version} of {use} permits more: {changes}":
    "la version {version} de {use} permet davantage : {changes}",
  "{name} opens to {audience}": "{name} ouvre aux {audience}",
  "{file} is gone": "{file} a disparu",
  "{file} is new": "{file} est nouveau",
  "{file}: {changes}": "{file} : {changes}",
  "costs need approval above {now} € a month, not {old} €":
    "les coûts demandent une approbation au-dessus de {now} € par mois, et non {old} €",
  "the policy {policy} is gone: nothing refuses any more what it refused":
    "la règle {policy} a disparu : plus rien ne refuse ce qu'elle refusait",
  "the policy {policy} judges otherwise: {parts}": "la règle {policy} juge autrement : {parts}",
  "the policy {policy} only warns now: what it refused is admitted":
    "la règle {policy} ne fait plus qu'avertir : ce qu'elle refusait est admis",
  "belongs to {now}, no longer to {old}": "appartient à {now}, et non plus à {old}",
  "may be away for {time} h and lose {point} h of writes, not {oldTime} and {oldPoint}":
    "peut s'arrêter {time} h et perdre {point} h d'écritures, au lieu de {oldTime} et {oldPoint}",
  "no longer gets the secret {secrets}": "ne reçoit plus le secret {secrets}",
  "{environment} now admits {classes} data": "{environment} admet désormais des données {classes}",
  "{group} of {where} goes from {old} to {now} nodes a zone":
    "{group} de {where} passe de {old} à {now} nœuds par zone",
  "{name} no longer brings {definitions}, and with them goes every resource of their kind":
    "{name} n'apporte plus {definitions}, et avec elles disparaissent toutes les ressources de leur type",
  "{rule} counts as {now}, not {old}": "{rule} compte comme {now}, et non {old}",
  "{rule} is now waived for {subjects} until {expires}":
    "{rule} est désormais levée pour {subjects} jusqu'au {expires}",
  "{rule} is waived for {subjects} until {expires}": "{rule} est levée pour {subjects} jusqu'au {expires}",
  "{rule} stays waived for {subjects} until {expires}, not {old}":
    "{rule} reste levée pour {subjects} jusqu'au {expires}, et non {old}",
  "{team} approves for {role}, no longer {old}": "{team} approuve pour {role}, et non plus {old}",
  "{where} gives up {zones}: {rest} left": "{where} abandonne {zones} : il reste {rest}",
  "; {beside} stands there too: one disaster takes both":
    " ; {beside} s'y trouve aussi : un même sinistre emporte les deux",
  "no class": "aucune classe",
  "no licence": "aucune licence",
  "the backups of {cluster} move from {from} to {to}": "les sauvegardes de {cluster} vont de {from} à {to}",
  "the data of {name} goes from {old} to {now}": "les données de {name} passent de {old} à {now}",
  "the qualification of {cluster} goes from {from} to {to}":
    "la qualification de {cluster} passe de {from} à {to}",
  "{cluster} moves from {from} to {to}{shared}": "{cluster} déménage de {from} à {to}{shared}",
  "{name} goes from {from} to {to}": "{name} passe de {from} à {to}",
  "{thing} takes its image from {registries}, no longer from {before}":
    "{thing} prend son image dans {registries}, et non plus dans {before}",
  "a burst is declared, switched off: {scope}": "un renfort est déclaré, éteint : {scope}",
  "a burst is declared, switched on: {scope}": "un renfort est déclaré, allumé : {scope}",
  "in {region}; no estate says whose data goes there": "dans {region} ; rien ne dit quelles données y vont",
  "the burst is no longer declared": "le renfort n'est plus déclaré",
  "the burst is switched off": "le renfort est éteint",
  "the burst is switched on: {scope}": "le renfort est allumé : {scope}",
  "the stack of the burst changes: {scope}": "la pile du renfort change : {scope}",
  "the stack of the burst is made anew: {scope}": "la pile du renfort est recréée : {scope}",
  "the stack of the burst is made: {scope}": "la pile du renfort est créée : {scope}",
  "{dataClasses} data of {projects} in {region}": "données {dataClasses} de {projects} dans {region}",
  "{field} of the burst: {old} → {now}: {scope}": "{field} du renfort : {old} → {now} : {scope}",
  ", without its evidence: {missing}": ", sans sa preuve : {missing}",
  "; after {stage} comes {allowed}": " ; après {stage} vient {allowed}",
  "; after {stage} nothing follows": " ; après {stage} rien ne suit",
  "goes from {old} to {now}{proof}{skipped}": "passe de {old} à {now}{proof}{skipped}",
  "an estimated {euros} € a month more, above the threshold of {threshold} €":
    "environ {euros} € de plus par mois, au-dessus du seuil de {threshold} €",
  "the secrets of {environment} come from {to}, no longer from {from}":
    "les secrets de {environment} viennent de {to}, et non plus de {from}",
  "the state of {environment} moves: {from} → {to}": "l'état de {environment} déménage : {from} → {to}",
  "{where} is reached by the context {to}, no longer by {from}":
    "{where} est joint par le contexte {to}, et non plus par {from}",
  "the writable databases and the traffic of {environment} move from {from} to {to}":
    "les bases ouvertes en écriture et le trafic de {environment} vont de {from} à {to}",
} as const;
