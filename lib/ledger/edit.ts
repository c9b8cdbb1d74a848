/** Edits a ledger's YAML: one installation changes, every other character stays. */
import { Document, isMap, isScalar, Lexer, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { LedgerEntry } from "../../config/index.js";

const HEAD = "# yaml-language-server: $schema=../../schema/json/migration.schema.json\n";

/**
 * The text with one installation's entry replaced or added.
 *
 * An entry stands on one line below its academy's: two people who advance two academies change lines that Git
 * merges; two who advance the same one change the same line, which Git reports as a conflict.
 * Comments of a replaced entry stay, above it. A text without a ledger becomes one.
 */
export function editLedger(text: string, academy: string, entry: LedgerEntry): string {
  const document = parseDocument(text, { keepSourceTokens: true });
  const installations = document.get("installations", true);
  if (!isMap(installations)) return startLedger(text, academy, entry);
  if (installations.flow) return editLedger(unfolded(text, installations), academy, entry);
  const existing = installations.items.find((pair) => keyOf(pair) === academy);
  return existing ? replace(text, existing, entry) : insert(text, installations, academy, entry);
}

/** A ledger's first entry. */
function startLedger(text: string, academy: string, entry: LedgerEntry): string {
  const head = text || `${HEAD}illustrative: true\ninstallations:\n`;
  return `${head}${head.endsWith("\n") ? "" : "\n"}${block(academy, entry)}`;
}

const keyOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);

const rangeOf = (node: unknown): readonly [number, number, number] =>
  (node as { range?: [number, number, number] } | null)?.range ?? [0, 0, 0];

/** `{ stage: …, since: …, evidence: { … } }` */
function line(entry: LedgerEntry): string {
  const { evidence, ...rest } = entry;
  const plain = Object.keys(evidence).length > 0 ? { ...rest, evidence } : rest;
  const document = new Document();
  document.contents = document.createNode(plain, { flow: true }) as never;
  return document.toString({ lineWidth: 0 }).trimEnd();
}

/** Entries that stand in one flow mapping, `installations: { … }`, each on a line of its own. */
function unfolded(text: string, installations: YAMLMap): string {
  const [start, end] = rangeOf(installations);
  const entries = Object.entries(installations.toJSON() as Record<string, Partial<LedgerEntry>>);
  const blocks = entries.map(([academy, entry]) => block(academy, { evidence: {}, ...entry } as LedgerEntry));
  const head = text.slice(0, start).trimEnd();
  return blocks.length > 0 ? `${head}\n${blocks.join("")}${text.slice(end).trimStart()}` : `${head}\n`;
}

const block = (academy: string, entry: LedgerEntry, comments: readonly string[] = []) =>
  [`  ${academy}:`, ...comments.map((comment) => `    ${comment}`), `    ${line(entry)}`, ""].join("\n");

function replace(text: string, pair: Pair, entry: LedgerEntry): string {
  const [start] = rangeOf(pair.key);
  const end = Math.max(rangeOf(pair.value)[1], rangeOf(pair.key)[1]);
  const written = text.slice(start, end).trimEnd();
  const replaced = block(keyOf(pair), entry, commentsIn(written)).trim();
  return `${text.slice(0, start)}${replaced}${text.slice(start + written.length)}`;
}

/** Comments inside an entry, which would be lost with it. */
function commentsIn(written: string): string[] {
  return [...new Lexer().lex(written)].filter((lexeme) => lexeme.startsWith("#"));
}

/** Before the first academy that comes after it in the alphabet, at the end otherwise. */
function insert(text: string, installations: YAMLMap, academy: string, entry: LedgerEntry): string {
  const next = installations.items.find((pair) => keyOf(pair) > academy);
  const added = block(academy, entry);
  if (!next) {
    const end = rangeOf(installations)[1];
    const head = text.slice(0, end);
    return `${head}${head.endsWith("\n") ? "" : "\n"}${added}${text.slice(end)}`;
  }
  const lineStart = text.lastIndexOf("\n", rangeOf(next.key)[0]) + 1;
  return `${text.slice(0, lineStart)}${added}${text.slice(lineStart)}`;
}
