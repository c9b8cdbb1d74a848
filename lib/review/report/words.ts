/** Words that all forms share, in both languages. */
import type { Language, Text } from "../../../config/index.js";
import { several } from "../change/text.js";
import { membersOf } from "../group/findings.js";
import { memberOf } from "../group/template.js";
import type {
  Approver,
  ChangeGroup,
  Difference,
  DriftGroup,
  Finding,
  ReviewReport,
  Subject,
} from "../report-model.js";
import { type Action, type Decision, type ReviewSeverity, type Risk, SEVERITIES } from "../report-terms.js";

export const DECISIONS: Record<Decision, Text> = {
  pass: { en: "May pass", fr: "Peut passer" },
  "needs-approval": { en: "Needs approval", fr: "Demande une approbation" },
  deny: { en: "May not pass", fr: "Ne peut pas passer" },
};

export const SEVERITY_WORDS: Record<ReviewSeverity, Text> = {
  deny: { en: "deny", fr: "refus" },
  approve: { en: "approve", fr: "à approuver" },
  note: { en: "note", fr: "à noter" },
};

export const RISK_WORDS: Record<Risk, Text> = {
  data: { en: "data", fr: "données" },
  exposure: { en: "exposure", fr: "exposition" },
  privilege: { en: "privilege", fr: "droits" },
  sovereignty: { en: "sovereignty", fr: "souveraineté" },
  outage: { en: "outage", fr: "panne" },
  stage: { en: "stage", fr: "étape" },
  policy: { en: "policy", fr: "règle" },
  drift: { en: "drift", fr: "dérive" },
  capacity: { en: "capacity", fr: "capacité" },
  cost: { en: "cost", fr: "coût" },
};

export const ACTION_WORDS: Record<Action, Text> = {
  delete: { en: "delete", fr: "supprimer" },
  replace: { en: "replace", fr: "remplacer" },
  update: { en: "change", fr: "modifier" },
  create: { en: "create", fr: "créer" },
  forget: { en: "forget", fr: "oublier" },
  read: { en: "read", fr: "lire" },
  "no-op": { en: "keep", fr: "garder" },
};

export const ANSWERS: Record<DriftGroup["answer"], Text> = {
  reverted: { en: "this plan takes it back", fr: "ce plan le défait" },
  "made again": { en: "this plan makes it again", fr: "ce plan le recrée" },
  kept: { en: "this plan leaves it", fr: "ce plan le laisse" },
  accepted: { en: "this plan accepts it", fr: "ce plan l'accepte" },
};

/** Titles and remarks of the forms. */
export const WORDS = {
  alone: { en: "alone", fr: "seul" },
  attributes: { en: "Attributes", fr: "Attributs" },
  changes: { en: "Changes", fr: "Changements" },
  controllers: { en: "Made by controllers, harmless", fr: "Faits par des contrôleurs, sans danger" },
  deleted: { en: "deleted", fr: "supprimé" },
  details: { en: "why, what to do, where", fr: "pourquoi, que faire, où" },
  differs: { en: "differs from the others", fr: "diffère des autres" },
  do: { en: "do", fr: "faire" },
  drift: { en: "Drift, made outside of Terraform", fr: "Dérives, faites hors de Terraform" },
  findings: { en: "Findings", fr: "Constats" },
  forced: { en: "forces the replacement", fr: "force le remplacement" },
  noDrift: { en: "Drift: none that anybody made.", fr: "Dérives : aucune faite par quelqu'un." },
  nothing: { en: "nothing to say", fr: "rien à dire" },
  notices: { en: "see what is said of the whole", fr: "voir ce qui est dit de l'ensemble" },
  noResource: { en: "no resource", fr: "aucune ressource" },
  outputs: { en: "Outputs", fr: "Sorties" },
  removed: { en: "removed", fr: "retiré" },
  returns: { en: "comes back after every apply", fr: "revient après chaque application" },
  toDecide: { en: "To decide", fr: "À décider" },
  waived: { en: "waived by", fr: "levé par" },
  where: { en: "in", fr: "dans" },
  why: { en: "why", fr: "pourquoi" },
} as const satisfies Record<string, Text>;

/** The texts of a finding in a language. */
export const textsOf = (finding: Finding, language: Language) =>
  language === "fr" ? finding.french : finding;

/** `2 deny, 1 to approve, 3 to note`; what is said of the whole plan stands for itself where there is nothing else. */
export function summaryOf({ findings, notices }: ReviewReport, language: Language): string {
  const words: Record<ReviewSeverity, Text> = {
    deny: SEVERITY_WORDS.deny,
    approve: { en: "to approve", fr: "à approuver" },
    note: { en: "to note", fr: "à noter" },
  };
  const parts = SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${words[severity][language]}`];
  });
  if (parts.length > 0) return parts.join(", ");
  return WORDS[notices.length === 0 ? "nothing" : "notices"][language];
}

/** `17 delete, 2 replace, 10 change, 18 create, 40 keep`; actions that nothing undergoes are left out. */
export function countsText({ counts }: Pick<ReviewReport, "counts">, language: Language): string {
  const parts = (Object.entries(counts) as [Action, number][])
    .filter(([, count]) => count > 0)
    .map(([action, count]) => `${count} ${ACTION_WORDS[action][language]}`);
  return parts.length === 0 ? WORDS.noResource[language] : parts.join(", ");
}

/** Roles of approvers; others are named as they are. */
const ROLES: Readonly<Record<string, Text>> = {
  owner: { en: "owner", fr: "propriétaire" },
  platform: { en: "platform", fr: "plateforme" },
  security: { en: "security", fr: "sécurité" },
  data: { en: "data", fr: "données" },
  policy: { en: "policy", fr: "règle" },
};

/** `securite (security)`; the team alone where it owns what is changed. */
export function approverText({ role, team }: Approver, language: Language): string {
  const word = Object.hasOwn(ROLES, role) ? (ROLES[role]?.[language] ?? role) : role;
  return team === undefined ? word : role === "owner" ? team : `${team} (${word})`;
}

/** Many of a kind, where names would fill the line. */
const MANY = 3;

/** Where it is: `siecle · corse` or `12 applications · 30 academies`; with the environment where the report has several. */
export function whereText({ subjects }: Finding, environments: boolean, language: Language): string {
  const places = subjects.map(({ place }) => place);
  const distinct = (key: "environment" | "application" | "academy") =>
    [...new Set(places.flatMap((place) => place[key] ?? []))].toSorted();
  const [applications, academies] = [distinct("application"), distinct("academy")];
  const others =
    applications.length > 0 || academies.length > 0
      ? []
      : membersOf({ subjects: subjects.filter(({ place }) => memberOf({ place }) !== undefined) });
  const names = (words: readonly string[], many: Text) =>
    words.length > MANY ? `${words.length} ${many[language]}` : several(words, MANY, language);
  return [
    environments ? several(distinct("environment"), MANY, language) : "",
    names(applications, { en: "applications", fr: "applications" }),
    names(academies, { en: "academies", fr: "académies" }),
    names(others, { en: "namespaces", fr: "namespaces" }),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

export const severalEnvironments = ({ findings }: ReviewReport): boolean =>
  new Set(findings.flatMap(({ subjects }) => subjects.flatMap(({ place }) => place.environment ?? []))).size >
  1;

/** `spec.replicas: 2 → 3`. */
export function differenceText(
  { path, before, after, forcesReplacement }: Difference,
  language: Language,
): string {
  const moved =
    before === undefined && after !== undefined
      ? `: + ${after}`
      : before === undefined
        ? ""
        : `: ${before} → ${after ?? `(${WORDS.removed[language]})`}`;
  return `${path}${moved}${forcesReplacement ? ` (${WORDS.forced[language]})` : ""}`;
}

/** `Namespace with 12 objects`. */
export function kindText({ kind, inside }: Pick<ChangeGroup, "kind" | "inside">, language: Language): string {
  if (inside === undefined) return kind;
  const objects = language === "fr" ? "objet" : "object";
  return `${kind} ${language === "fr" ? "avec" : "with"} ${inside} ${objects}${inside === 1 ? "" : "s"}`;
}

/** `lyon, paris`; left out where the name says it. */
export const membersText = (
  { members, name }: Pick<ChangeGroup | DriftGroup, "members" | "name">,
  most: number,
  language: Language,
): string =>
  members.length === 1 && name.includes(members[0] ?? "")
    ? ""
    : members.length > 1
      ? `${members.length}: ${several(members, most, language)}`
      : (members[0] ?? "");

/** `12 more entries are noise`. */
export const noiseText = (noise: number, language: Language): string =>
  language === "fr"
    ? `${noise} ${noise === 1 ? "autre entrée est" : "autres entrées sont"} du bruit : ce que le serveur a rempli.`
    : `${noise} more ${noise === 1 ? "entry is" : "entries are"} noise: what the server filled in.`;

/** `config/estate/applications/siecle.yaml:12`. */
export const sourceText = ({ source }: Subject): string | undefined =>
  source === undefined ? undefined : `${source.file}:${source.line}`;

export const isEmpty = (report: ReviewReport): boolean =>
  report.findings.length === 0 &&
  report.changes.length === 0 &&
  report.outputs.length === 0 &&
  report.drift.real.length === 0 &&
  report.notices.length === 0;
