/** `transhumance policies`: the rules, why they are, who owns them, and what is waived. */
import { Command } from "commander";
import { didYouMean, type Estate, list, pointerTo } from "../../config/index.js";
import { rules } from "../../lib/policy/index.js";
import { type CheckedEstate, openEstate } from "../support/estate.js";
import { Failure } from "../support/failure.js";
import { type EstateOptions, example, print, table, withEstate } from "../support/options.js";

export function policiesCommand(): Command {
  return withEstate(new Command("policies"))
    .description("Lists the policies with their severity, scope, owner and waivers; those named in full.")
    .argument("[policies...]", "identifiers of policies to show in full")
    .addHelpText("after", example("transhumance policies image-digest"))
    .action((names: string[], options: EstateOptions) => {
      const opened = openEstate(options);
      const all = describeRules(opened);
      refuseUnknown(names, opened.estate);
      const shown = names.length === 0 ? all : all.filter(({ policy }) => names.includes(policy));
      print({ policies: shown }, options, () =>
        names.length === 0
          ? table(
              ["policy", "severity", "scope", "owner", "waivers", "title"],
              shown.map(({ policy, severity, scope, owner, waivers, title }) => {
                return [policy, severity, scope, owner, waivers.length, title.en];
              }),
            )
          : shown.map(inFull).join("\n\n"),
      );
    });
}

function describeRules({ estate, locate }: CheckedEstate) {
  return rules(estate.policies).map(([policy, rule]) => {
    const { title, severity, scope, owner, rationale, mitigation, source } = rule;
    const { file, line } = locate(pointerTo("policies", policy));
    const waivers = Object.entries(estate.waivers)
      .filter(([, waiver]) => waiver.policy === policy)
      .map(([waiver, { subjects, owner, reason, expires }]) => ({
        waiver,
        subjects,
        owner,
        reason,
        expires,
      }));
    /** Object rules are enforced by the clusters' admission, too. */
    const admission = scope === "object";
    return {
      policy,
      title,
      severity,
      scope,
      admission,
      owner,
      rationale,
      mitigation,
      source,
      waivers,
      file,
      line,
    };
  });
}

function refuseUnknown(names: string[], { policies }: Estate): void {
  const known = rules(policies).map(([policy]) => policy);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const lines = unknown.map((name) => {
    const close = didYouMean(name, known);
    return [`"${name}" is no policy that judges`, ...(close ? [close] : [])].join("; ");
  });
  throw new Failure(`${lines.join("\n")}\nallowed: ${list(known, known.length)}`);
}

function inFull(rule: ReturnType<typeof describeRules>[number]): string {
  const { policy, title, severity, scope, admission, owner, rationale, mitigation, source, waivers, file } =
    rule;
  return [
    `${policy}: ${title.en} (${title.fr})`,
    `  ${severity}; judges ${{ object: "single objects", stack: "stacks", estate: "the estate" }[scope]} at review${admission ? " and at admission" : ""}; owner: ${owner}`,
    `  why: ${rationale}`,
    `  way out: ${mitigation}`,
    ...source.map((from) => `  source: ${from}`),
    ...waivers.map(
      ({ waiver, subjects, owner, reason, expires }) =>
        `  waived until ${expires} by ${owner} (${waiver}) for ${subjects.join(", ")}: ${reason}`,
    ),
    `  ${file}`,
  ].join("\n");
}
