/** Waivers: which findings they excuse, which have run out, which excuse nothing. */
import { pointerTo, type Waiver } from "../../config/index.js";
import type { Finding, PolicyProblem } from "./types.js";

/** True where `text` fits `pattern`, in which `*` stands for any run of characters. Linear in the text. */
function fits(pattern: string, text: string): boolean {
  const [head = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return text === pattern;
  const tail = rest.pop() ?? "";
  if (!text.startsWith(head) || !text.endsWith(tail) || text.length < head.length + tail.length) return false;
  let from = head.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= text.length - tail.length;
}

/** The recorded exceptions of an estate, as of one day. */
export class Waivers {
  /** Waivers that have run out: errors, and they excuse nothing any more. */
  readonly expired: PolicyProblem[] = [];
  private readonly valid: [string, Waiver][] = [];
  /** Patterns that excused a finding, as `<waiver>#<index>`. */
  private readonly used = new Set<string>();

  /** `today` is `YYYY-MM-DD`; a waiver holds through the day that it names. */
  constructor(waivers: Record<string, Waiver>, today: string) {
    for (const [id, waiver] of Object.entries(waivers).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      if (waiver.expires >= today) {
        this.valid.push([id, waiver]);
        continue;
      }
      this.expired.push({
        pointer: pointerTo("waivers", id, "expires"),
        severity: "deny",
        message: `ran out on ${waiver.expires}: ${waiver.owner} cures what it excuses, or asks for more time`,
      });
    }
  }

  /** The findings, each with the waiver that excuses it, where there is one. */
  excuse(findings: readonly Finding[]): Finding[] {
    return findings.map((finding) => {
      const waiver = this.waiverOf(finding.policy, finding.subject);
      return waiver === undefined ? finding : { ...finding, waiver };
    });
  }

  /** The waiver that excuses a finding of `rule`, a policy or a rule of the review, about `subject`. */
  waiverOf(rule: string, subject: string): string | undefined {
    let excuse: string | undefined;
    for (const [id, waiver] of this.valid) {
      if ((waiver.policy ?? waiver.rule) !== rule) continue;
      for (const [index, pattern] of waiver.subjects.entries()) {
        if (!fits(pattern, subject)) continue;
        this.used.add(`${id}#${index}`);
        excuse ??= id;
      }
    }
    return excuse;
  }

  /** Patterns that excused nothing so far: warnings; meaningful once everything is judged. */
  unused(): PolicyProblem[] {
    return this.valid.flatMap(([id, { policy, subjects }]) =>
      // What excuses from the review is needed only while the change is open.
      (policy === undefined ? [] : subjects).flatMap((pattern, index) =>
        this.used.has(`${id}#${index}`)
          ? []
          : [
              {
                pointer: pointerTo("waivers", id, "subjects", index),
                severity: "warn" as const,
                message: `excuses nothing (${JSON.stringify(pattern)} fits no finding): remove it`,
              },
            ],
      ),
    );
  }
}

/**
 * RE2 patterns of the objects, written `apiVersion Kind namespace/name`, that waivers of `policy` excuse in stacks
 * whose names start with `stackPrefix`. A pattern is written for whole subjects, in which the stack and the Terraform
 * address stand before the object; admission knows neither. So an object is excused where any stack and address
 * before it, which the pattern's first `*` or its words up to a space stand for, make the pattern fit.
 */
export function waivedNames(waivers: Record<string, Waiver>, policy: string, stackPrefix: string): string[] {
  const patterns = Object.values(waivers)
    .filter((waiver) => waiver.policy === policy)
    .flatMap(({ subjects }) => subjects);
  const here = patterns.filter((pattern) => {
    const [head = ""] = pattern.split("*");
    return head.startsWith(stackPrefix) || (head !== pattern && stackPrefix.startsWith(head));
  });
  return [...new Set(here.flatMap(objectParts))].map(asRegularExpression);
}

/** What may be left of a pattern for the object: all from its first `*` on, or what follows a space. */
const objectParts = (pattern: string): string[] => [
  ...(pattern.includes("*") ? [pattern.slice(pattern.indexOf("*"))] : []),
  ...pattern.split(" ").flatMap((_, word, words) => (word === 0 ? [] : [words.slice(word).join(" ")])),
];

const asRegularExpression = (pattern: string): string =>
  pattern
    .split("*")
    .map((literally) => literally.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&"))
    .join(".*");
