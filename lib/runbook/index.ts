/** Runbook: the steps, commands, people, checks and way back of one installation's move, as Markdown. */
import type { Estate, Language, Text } from "../../config/index.js";
import { hoursBefore } from "../calendar/index.js";
import { factsOf, type RunbookFacts } from "./facts.js";
import { type RunbookStep, stepsAhead, wayBack } from "./steps.js";

const SECONDS_PER_HOUR = 3600;
const GIBIBYTE = 1024 ** 3;

/** The runbook of an installation; undefined where the estate has none of the two names. */
export function runbook(
  estate: Estate,
  application: string,
  academy: string,
  language: Language,
): string | undefined {
  const facts = factsOf(estate, application, academy);
  return facts && new Runbook(facts, language).text();
}

class Runbook {
  constructor(
    private readonly facts: RunbookFacts,
    private readonly language: Language,
  ) {}

  text(): string {
    const { agreed, academy, name } = this.facts;
    const week = agreed ? agreed.week : this.say({ fr: "sans semaine convenue", en: "no agreed week" });
    return `${[
      `# ${this.facts.application.title}, ${academy.name} (${week})`,
      this.facts.stage === "decommissioned"
        ? this.say({
            fr: `${name} a quitté son site : rien à faire.`,
            en: `${name} has left its site: nothing to do.`,
          })
        : "",
      this.summary(),
      this.people(),
      this.neighbours(),
      ...stepsAhead(this.facts).map((step, index) => this.step(`${index + 1}. `, step)),
      this.back(),
    ]
      .filter((part) => part !== "")
      .join("\n\n")}\n`;
  }

  private say(text: Text): string {
    return text[this.language];
  }

  private summary(): string {
    const { facts } = this;
    const { agreed, site, entry } = facts;
    const data =
      facts.data > 0 ? `${(facts.data / GIBIBYTE).toFixed(1)} GiB` : this.say({ fr: "aucune", en: "none" });
    const frozen = facts.freezes.map(
      ({ title, weeks }) => `${this.say(title)} (${weeks[0]}–${weeks.at(-1)})`,
    );
    const evidence = Object.entries(entry?.evidence ?? {}).map(([kind, where]) => `${kind} ${where}`);
    const rows: [Text, string][] = [
      [{ fr: "Étape", en: "Stage" }, `${facts.stage}${entry ? `, ${entry.since}` : ""}`],
      [{ fr: "Preuves", en: "Evidence" }, evidence.join(", ") || "–"],
      [
        { fr: "Fenêtre", en: "Window" },
        agreed
          ? `${local(agreed.window.start)} – ${local(agreed.window.end)} (${facts.academy.timeZone}, ${agreed.window.hours} h)`
          : "–",
      ],
      [{ fr: "Site, fermeture", en: "Site, closes" }, `${facts.siteName}, ${site.endOfLife}`],
      [{ fr: "Mode sur la plateforme", en: "Tenancy" }, facts.application.tenancy],
      [{ fr: "Espace de noms", en: "Namespace" }, `${facts.namespace} (${facts.context})`],
      [{ fr: "Données", en: "Data" }, data],
      [
        { fr: "Lien du site", en: "Uplink" },
        `${site.uplink / 1e6} Mbit/s${facts.copyHours === undefined ? "" : `, ${this.say({ fr: "copie", en: "copy" })} ${facts.copyHours.toFixed(1)} h`}`,
      ],
      [{ fr: "Gels proches", en: "Freezes around" }, frozen.join(", ") || "–"],
      [{ fr: "Raison de la semaine", en: "Why this week" }, agreed?.why ?? "–"],
    ];
    const head = this.say({ fr: "| Quoi | |", en: "| What | |" });
    return [head, "| --- | --- |", ...rows.map(([what, value]) => `| ${this.say(what)} | ${value} |`)].join(
      "\n",
    );
  }

  private people(): string {
    const { people } = this.facts;
    if (people.length === 0) return "";
    const teams = new Map<string, string[]>();
    for (const { team, id, skills } of people)
      teams.set(team, [...(teams.get(team) ?? []), `${id} (${skills.join(", ")})`]);
    return [
      `## ${this.say({ fr: "Qui est là cette semaine", en: "Who is there that week" })}`,
      "",
      ...[...teams].map(([team, members]) => `- **${team}** : ${members.join(" ; ")}`),
    ].join("\n");
  }

  private neighbours(): string {
    const { producers, consumers } = this.facts;
    const none = this.say({ fr: "aucune", en: "none" });
    const before = producers.map(({ application, stage }) => `${application} (${stage})`).join(", ") || none;
    return [
      `## ${this.say({ fr: "Applications voisines", en: "Neighbouring applications" })}`,
      "",
      `- ${this.say({ fr: "Lues (à basculer avant)", en: "Read (cut over before)" })} : ${before}`,
      `- ${this.say({ fr: "Lectrices (à prévenir)", en: "Readers (to be told)" })} : ${consumers.join(", ") || none}`,
    ].join("\n");
  }

  private step(number: string, { title, week, checks, proofs, commands, looks, after }: RunbookStep): string {
    const list = (heading: Text, texts: readonly Text[]) =>
      texts.length > 0
        ? [`**${this.say(heading)}**`, "", ...texts.map((text) => `- [ ] ${this.say(text)}`), ""]
        : [];
    const code = (heading: Text, lines: readonly string[]) =>
      lines.length > 0 ? [`**${this.say(heading)}**`, "", "```sh", ...lines, "```", ""] : [];
    return [
      `## ${number}${this.say(title)}${week ? ` (${week})` : ""}`,
      "",
      ...list({ fr: "Avant", en: "Before" }, checks),
      ...code({ fr: "Relever pour la preuve", en: "Find for the evidence" }, proofs),
      ...code({ fr: "Commandes", en: "Commands" }, commands),
      ...list({ fr: "Après", en: "After" }, after),
      ...code({ fr: "Regarder", en: "Look" }, looks),
    ]
      .join("\n")
      .trimEnd();
  }

  private back(): string {
    const { stage, agreed, application } = this.facts;
    if (stage === "decommissioned") return "";
    const hours = application.objectives.recoveryTime / SECONDS_PER_HOUR;
    const latest = agreed && local(hoursBefore(agreed.window.endUtc, hours, this.facts.academy.timeZone));
    const decision = latest
      ? this.say({
          fr: `Décider au plus tard le ${latest} : le retour doit tenir dans le délai de reprise (${hours} h) avant la fin de la fenêtre.`,
          en: `Decide by ${latest}: going back must fit in the recovery time (${hours} h) before the window ends.`,
        })
      : "";
    return [this.step("", wayBack(this.facts)), decision].filter((part) => part !== "").join("\n\n");
  }
}

/** `2027-02-27T06:00:00+01:00[Europe/Paris]` as `2027-02-27 06:00`. */
const local = (zoned: string) => zoned.slice(0, 16).replace("T", " ");
