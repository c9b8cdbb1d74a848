/** Templates: what thirty academies have in common, with `*` where each has its own name. */
import { holdsWord } from "../change/place.js";
import type { Place } from "../report-model.js";

/** What distinguishes one of many alike: its academy, else its key, else its namespace. */
export function memberOf({ place }: { place: Place }): string | undefined {
  return place.academy ?? place.key ?? place.namespace;
}

/** `text` with `*` for the member's own name, wherever it stands as a word. */
export function templateOf(text: string, member: string | undefined): string {
  if (member === undefined || member === "" || !holdsWord(text, member)) return text;
  let result = "";
  let from = 0;
  for (let at = text.indexOf(member); at >= 0; at = text.indexOf(member, at + 1)) {
    if (
      at < from ||
      /[A-Za-z0-9]/.test(text[at - 1] ?? "-") ||
      /[A-Za-z0-9]/.test(text[at + member.length] ?? "-")
    )
      continue;
    result += `${text.slice(from, at)}*`;
    from = at + member.length;
  }
  return result + text.slice(from);
}
