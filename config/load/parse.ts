/** Parses YAML text; what YAML can but the estate does not use is a fault: anchors, aliases, tags, directives. */
import { Composer, CST, type Document, Lexer, Parser } from "yaml";
import { shorten, showValue } from "./problem.js";
import { type Fault, Lines } from "./text.js";

/** Deeper nesting is no work of a person, and would exhaust the recursive parts of the parser. */
const DEEPEST_NESTING = 64;
/** One slip of the pen leads to many errors further down; the first ones help. */
const MOST_SYNTAX_FAULTS = 5;

const OPTIONS = { prettyErrors: false, uniqueKeys: false, stringKeys: true, logLevel: "silent" } as const;

/** So many parts that the estate does not use are no slip; the rest of such a text is not read. */
const MOST_UNUSED = 100;

/** What is said of parts that the estate does not use, by type of lexeme. */
const UNUSED: Record<string, { message: string; hint: string }> = {
  alias: { message: "is an alias, which the estate does not use", hint: "write the value out" },
  anchor: { message: "is an anchor, which the estate does not use", hint: "remove it" },
  tag: { message: "is a tag, which the estate does not use", hint: "remove it" },
  "directive-line": { message: "is a directive, which the estate does not use", hint: "remove the line" },
};

/** Faults that change what the rest of the text means, so that nothing else of it is judged. */
const CHANGING = new Set([UNUSED.alias?.message, UNUSED["directive-line"]?.message]);

/** Clearer words, and the way out, for what people get wrong most; other errors keep the parser's words. */
const SYNTAX: Record<string, { message?: string; hint?: string }> = {
  BAD_INDENT: { hint: "begin the keys of one mapping, and the items of one list, in the same column" },
  BAD_DQ_ESCAPE: {
    message: "an escape that YAML does not know",
    hint: "double the backslash, or use single quotes",
  },
  BAD_SCALAR_START: { hint: "quote the value" },
  BLOCK_AS_IMPLICIT_KEY: { message: "two values on one line", hint: 'quote a value that holds ": "' },
  KEY_OVER_1024_CHARS: { message: "a key of more than 1024 characters" },
  MISSING_CHAR: { hint: "close the bracket that is open, or end the key with a colon" },
  MULTILINE_IMPLICIT_KEY: {
    message: "a key that goes on in the next line",
    hint: "end the key with a colon, and begin the keys of one mapping in the same column",
  },
  NON_STRING_KEY: { message: "a key that is no text", hint: "use a word as the key" },
  TAB_AS_INDENT: { message: "a tab at the beginning of a line", hint: "indent with spaces" },
  "open bracket": { message: "a bracket above that is never closed", hint: "close it" },
  "open quote": { message: "a quote that is never closed", hint: "close it" },
};

/** Errors that follow from an unused part, which is reported by itself. */
const FOLLOWING = new Set([
  ...["ALIAS_PROPS", "BAD_ALIAS", "BAD_COLLECTION_TYPE", "BAD_DIRECTIVE"],
  ...["BAD_PROP_ORDER", "MULTIPLE_ANCHORS", "MULTIPLE_TAGS", "TAG_RESOLVE_FAILED"],
]);

/** Parses one file's text. Without a `document` there is nothing to judge further. Never throws. */
export function parseYaml(text: string): { document?: Document.Parsed; faults: Fault[] } {
  const { documents, faults, lastQuote, isCut } = compose(text);
  const [document, second] = documents;
  if (isCut || !document) return { faults };
  const syntax = syntaxFaults(text, document, lastQuote, faults.length > 0);
  if (second) {
    const hint = "one file holds one thing: move it to a file of its own";
    faults.push({ offset: second.range[0], message: "starts a second document", hint });
  }
  const isJudgeable = syntax.length === 0 && !faults.some(({ message }) => CHANGING.has(message));
  return { ...(isJudgeable ? { document } : {}), faults: [...faults, ...syntax] };
}

interface Composition {
  /** One document, or the first two of several. */
  documents: Document.Parsed[];
  faults: Fault[];
  /** Where the last quoted text begins. */
  lastQuote: number;
  /** The rest of the text was not read. */
  isCut: boolean;
}

/** Takes the text apart lexeme by lexeme, and stops where it is no work of a person. */
function compose(text: string): Composition {
  const composition: Composition = { documents: [], faults: [], lastQuote: 0, isCut: false };
  const { documents, faults } = composition;
  const parser = new Parser();
  const composer = new Composer(OPTIONS);
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = parser;
    const type = isScalar ? "scalar" : CST.tokenType(lexeme);
    isScalar = lexeme === CST.SCALAR;
    const unused = type && UNUSED[type];
    if (unused) faults.push({ offset, value: shorten(lexeme), ...unused });
    if (type?.endsWith("quoted-scalar")) composition.lastQuote = offset;
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    if (documents.length > 1) return composition;
    if (faults.length > MOST_UNUSED) return { ...composition, isCut: true };
    if (parser.stack.length > DEEPEST_NESTING) {
      faults.push({ offset, message: "nests too deep", allowed: `${DEEPEST_NESTING} levels` });
      return { ...composition, isCut: true };
    }
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));
  return composition;
}

function syntaxFaults(
  text: string,
  { errors, warnings }: Document.Parsed,
  lastQuote: number,
  hasUnused: boolean,
): Fault[] {
  const isToTell = onePerLine(text);
  return [...errors, ...warnings]
    .filter(({ code, pos: [offset] }) => !(hasUnused && FOLLOWING.has(code)) && isToTell(offset))
    .slice(0, MOST_SYNTAX_FAULTS)
    .map(({ code, message, pos: [end] }) => {
      const slip = slipOf(code, message);
      const offset = slip === "open quote" ? lastQuote : end;
      const line = lineAround(text, offset);
      const { message: clearer = message, hint } = SYNTAX[slip] ?? {};
      return {
        offset,
        ...(line ? { value: showValue(line) } : {}),
        message: `is no valid YAML: ${clearer}`,
        ...(hint ? { hint } : {}),
      };
    });
}

/** Which slip of the pen an error comes from: its code, or what its words tell more exactly. */
function slipOf(code: string, message: string): string {
  if (/^Missing closing .quote/.test(message)) return "open quote";
  return /^Flow \w+ in block collection/.test(message) ? "open bracket" : code;
}

/** Whether an offset is the first one of its line. */
function onePerLine(text: string): (offset: number) => boolean {
  const lines = new Lines(text);
  const told = new Set<number>();
  return (offset) => {
    const before = told.size;
    return told.add(lines.at(offset).line).size > before;
  };
}

function lineAround(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", start);
  return text
    .slice(start, end < 0 ? undefined : end)
    .trim()
    .slice(0, 200);
}
