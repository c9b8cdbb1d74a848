/** Parses YAML text; what YAML can but the estate does not use is a fault: anchors, aliases, tags, directives. */
import { Composer, CST, type Document, Lexer, Parser, type YAMLParseError } from "yaml";
import { shorten } from "./problem.js";
import type { Fault } from "./text.js";

/** Deeper nesting is no work of a person, and would exhaust the recursive parts of the parser. */
const DEEPEST_NESTING = 64;
/** One slip of the pen leads to many errors further down; the first ones help. */
const MOST_SYNTAX_FAULTS = 5;

const OPTIONS = { prettyErrors: false, uniqueKeys: false, stringKeys: true, logLevel: "silent" } as const;

/** What is said of parts that the estate does not use, by type of lexeme. */
const UNUSED: Record<string, { message: string; hint: string }> = {
  alias: { message: "is an alias, which the estate does not use", hint: "write the value out" },
  anchor: { message: "is an anchor, which the estate does not use", hint: "remove it" },
  tag: { message: "is a tag, which the estate does not use", hint: "remove it" },
  "directive-line": { message: "is a directive, which the estate does not use", hint: "remove the line" },
};

/** Clearer words, and the way out, for what people get wrong most; other errors keep the parser's words. */
const SYNTAX: Record<string, { message?: string; hint?: string }> = {
  BAD_INDENT: { hint: "begin the keys of one mapping, and the items of one list, in the same column" },
  BAD_SCALAR_START: { hint: "quote the value" },
  BLOCK_AS_IMPLICIT_KEY: { message: "two values on one line", hint: 'quote a value that holds ": "' },
  KEY_OVER_1024_CHARS: { message: "a key of more than 1024 characters" },
  MISSING_CHAR: { hint: "close what is open above: a quote, a bracket, or a key without its colon" },
  NON_STRING_KEY: { message: "a key that is no text", hint: "use a word as the key" },
  TAB_AS_INDENT: { message: "a tab at the beginning of a line", hint: "indent with spaces" },
};

/** Errors that follow from an unused part, which is reported by itself. */
const FOLLOWING = [
  "ALIAS_PROPS",
  "BAD_ALIAS",
  "BAD_COLLECTION_TYPE",
  "BAD_DIRECTIVE",
  "BAD_PROP_ORDER",
].concat(["MULTIPLE_ANCHORS", "MULTIPLE_TAGS", "TAG_RESOLVE_FAILED"]);

/** Parses one file's text. Without a `document` there is nothing to judge further. Never throws. */
export function parseYaml(text: string): { document?: Document.Parsed; faults: Fault[] } {
  const faults: Fault[] = [];
  const documents: Document.Parsed[] = [];
  const parser = new Parser();
  const composer = new Composer(OPTIONS);
  let afterScalarMark = false;

  for (const lexeme of new Lexer().lex(text)) {
    const unused = afterScalarMark ? undefined : UNUSED[CST.tokenType(lexeme) ?? ""];
    afterScalarMark = lexeme === CST.SCALAR;
    if (unused) faults.push({ offset: parser.offset, value: shorten(lexeme), ...unused });
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    if (parser.stack.length > DEEPEST_NESTING) {
      return {
        faults: [
          ...faults,
          { offset: parser.offset, message: "nests too deep", allowed: `${DEEPEST_NESTING} levels` },
        ],
      };
    }
    if (documents.length > 1) break;
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));

  const [document, second] = documents;
  if (!document) return { faults };
  const syntax = syntaxFaults(text, document, faults.length > 0);
  if (second) faults.push(secondDocument(second));
  const unjudgeable = syntax.length > 0 || faults.some(({ message }) => message === UNUSED.alias?.message);
  return { ...(unjudgeable ? {} : { document }), faults: [...faults, ...syntax] };
}

const secondDocument = ({ range }: Document.Parsed): Fault => ({
  offset: range[0],
  message: "starts a second document",
  hint: "one file holds one thing: move it to a file of its own",
});

function syntaxFaults(text: string, { errors, warnings }: Document.Parsed, usesUnused: boolean): Fault[] {
  const own = [...errors, ...warnings].filter(({ code }) => !(usesUnused && FOLLOWING.includes(code)));
  return own
    .slice(0, MOST_SYNTAX_FAULTS)
    .map(({ code, message, pos: [offset] }: Pick<YAMLParseError, "code" | "message" | "pos">) => ({
      offset,
      value: shorten(JSON.stringify(lineAround(text, offset))),
      message: `is no valid YAML: ${SYNTAX[code]?.message ?? message}`,
      ...(SYNTAX[code]?.hint ? { hint: SYNTAX[code].hint } : {}),
    }));
}

function lineAround(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  return text
    .slice(start, end < 0 ? undefined : end)
    .trim()
    .slice(0, 200);
}
