/** Exposure: who can now reach what. */
import type { ReviewRule } from "./rule.js";

export const EXPOSURE = {
  "open-to-internet": {
    risk: "exposure",
    severity: "deny",
    approver: "security",
    title: { en: "Open to the internet", fr: "Ouvert à l'internet" },
    rationale: {
      en: "Any address can now open connections past the gateways, where there is neither authentication nor a log.",
      fr: "N'importe quelle adresse peut désormais se connecter sans passer par les passerelles, sans authentification ni journal.",
    },
    mitigation: {
      en: "Name the networks that need it, or let the traffic come through the gateway.",
      fr: "Nommez les réseaux qui en ont besoin, ou faites passer le trafic par la passerelle.",
    },
  },
  "academy-crossing": {
    risk: "exposure",
    severity: "deny",
    approver: "security",
    title: { en: "One academy reaches another", fr: "Une académie en atteint une autre" },
    rationale: {
      en: "An academy never reads another academy's data.",
      fr: "Une académie ne lit jamais les données d'une autre.",
    },
    mitigation: {
      en: "Select namespaces of the same academy only.",
      fr: "Ne sélectionnez que des namespaces de la même académie.",
    },
  },
  "isolation-lost": {
    risk: "exposure",
    severity: "deny",
    approver: "security",
    title: { en: "Network isolation is lost", fr: "L'isolation réseau est perdue" },
    rationale: {
      en: "Pods that no NetworkPolicy selects take connections from everyone in the cluster, and open them to anywhere.",
      fr: "Les pods qu'aucune NetworkPolicy ne sélectionne acceptent des connexions de tout le cluster, et en ouvrent vers partout.",
    },
    mitigation: {
      en: "Keep the policy that denies by default, and open what is needed beside it.",
      fr: "Gardez la règle qui refuse par défaut, et ouvrez à côté ce qui est nécessaire.",
    },
  },
  "reach-widened": {
    risk: "exposure",
    severity: "approve",
    approver: "security",
    title: {
      en: "More can be reached from more places",
      fr: "Davantage de choses sont joignables, de davantage d'endroits",
    },
    rationale: {
      en: "Every new way in is one that an intruder can use as well.",
      fr: "Chaque nouvelle entrée sert aussi à un intrus.",
    },
    mitigation: {
      en: "Check that each newcomer needs it, and narrow peers and ports to that.",
      fr: "Vérifiez que chaque nouveau venu en a besoin, et réduisez origines et ports au nécessaire.",
    },
  },
  "egress-opened": {
    risk: "exposure",
    severity: "approve",
    approver: "security",
    title: {
      en: "Pods may call out to any address",
      fr: "Des pods peuvent appeler n'importe quelle adresse",
    },
    rationale: {
      en: "Data leaves by the way that is open for updates.",
      fr: "Les données sortent par le chemin ouvert aux mises à jour.",
    },
    mitigation: {
      en: "Name the networks and ports that are needed.",
      fr: "Nommez les réseaux et les ports nécessaires.",
    },
  },
  "host-public": {
    risk: "exposure",
    severity: "approve",
    approver: "security",
    title: { en: "A host name or port becomes public", fr: "Un nom d'hôte ou un port devient public" },
    rationale: {
      en: "Users, and everyone else, can reach it as soon as it is applied.",
      fr: "Les usagers, et tous les autres, peuvent l'atteindre dès l'application.",
    },
    mitigation: {
      en: "Check name, certificate and authentication before it goes public.",
      fr: "Vérifiez le nom, le certificat et l'authentification avant la mise en public.",
    },
  },
} as const satisfies Record<string, ReviewRule>;
