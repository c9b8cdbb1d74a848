/** Text in a page: nothing in it is read as HTML, and both languages stand side by side until one is chosen. */
import type { Language, Text } from "../../../config/index.js";

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
export const quoted = (value: string): string => value.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** Both languages of what `say` says; once only where they are the same. */
export function both(say: Text | ((language: Language) => string)): string {
  const { fr, en } = typeof say === "function" ? { fr: say("fr"), en: say("en") } : say;
  return fr === en
    ? quoted(fr)
    : `<span class="fr-text" lang="fr">${quoted(fr)}</span><span class="fr-text" lang="en">${quoted(en)}</span>`;
}

/** Prose of the report; what is the same in both languages was written in English by others. */
export const prose = (text: Text): string => (text.fr === text.en ? english(text.en) : both(text));

export const english = (text: string): string => `<span lang="en">${quoted(text)}</span>`;

export const code = (value: string): string => (value === "" ? "" : `<code>${quoted(value)}</code>`);

export const list = (items: readonly string[]): string =>
  items.length === 0 ? "" : `<ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;

/** A section with its title; nothing where it is empty. */
export const section = (id: string, title: Text, content: string): string =>
  content.trim() === ""
    ? ""
    : `<section aria-labelledby="${id}"><h2 id="${id}">${both(title)}</h2>\n${content}\n</section>`;

/** A table named by its section; nothing without rows. */
export function table(title: Text, head: readonly Text[], rows: readonly string[][]): string {
  if (rows.length === 0) return "";
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("\n");
  return `<div class="fr-table"><table><caption class="fr-sr-only">${both(title)}</caption><thead><tr>${head.map((cell) => `<th scope="col">${both(cell)}</th>`).join("")}</tr></thead><tbody>${body}</tbody></table></div>`;
}
