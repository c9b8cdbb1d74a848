/**
 * Reads Terraform's template and expression language as it occurs in synthesized JSON: `text ${reference} text`,
 * traversals, function calls, lists, objects, operators. Reads only; evaluate.ts gives values.
 */

/** A syntax tree; `Traverse.of` is an expression or, at the root of a reference, undefined. */
export type Expression =
  | { readonly is: "literal"; readonly value: unknown }
  | { readonly is: "template"; readonly parts: readonly Expression[] }
  | { readonly is: "list"; readonly items: readonly Expression[] }
  | { readonly is: "object"; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly is: "call"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly is: "reference"; readonly root: string; readonly steps: readonly Expression[] }
  | { readonly is: "step"; readonly of: Expression; readonly steps: readonly Expression[] }
  | { readonly is: "operation"; readonly operator: string; readonly operands: readonly Expression[] };

/** A template that cannot be read; `message` says where and what was found. */
export class SyntaxProblem extends Error {}

/** Expressions nested deeper than this are a mistake. */
const DEEPEST = 60;

const PRECEDENCE: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  ["<=", ">=", "<", ">"],
  ["+", "-"],
  ["*", "/", "%"],
];

/** Reads a whole string of Terraform JSON. `$${` and `%%{` stand for themselves, less one sign. */
export function parseTemplate(text: string): Expression {
  const reader = new Reader(text);
  const parts = reader.template(undefined);
  const only = parts[0];
  if (parts.length === 0) return { is: "literal", value: "" };
  return parts.length === 1 && only !== undefined ? only : { is: "template", parts };
}

class Reader {
  private at = 0;
  private depth = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Parts up to the closing quote, or up to the end where there is none. */
  template(quote: '"' | undefined): Expression[] {
    const parts: Expression[] = [];
    let literal = "";
    while (this.at < this.text.length && !(quote !== undefined && this.text[this.at] === quote)) {
      const three = this.text.substring(this.at, this.at + 3);
      if (three === "$${" || three === "%%{") {
        literal += three.slice(1);
        this.at += 3;
      } else if (three.startsWith("${")) {
        if (literal !== "") parts.push({ is: "literal", value: literal });
        literal = "";
        this.at += this.text[this.at + 2] === "~" ? this.fail("a «~» strip marker") : 2;
        parts.push(this.expression());
        this.expect("}");
      } else if (three.startsWith("%{")) {
        this.fail("a %{ } template directive");
      } else {
        literal += quote !== undefined && this.text[this.at] === "\\" ? this.escape() : this.text[this.at++];
      }
    }
    if (literal !== "") parts.push({ is: "literal", value: literal });
    return parts;
  }

  private expression(): Expression {
    if (++this.depth > DEEPEST) this.fail(`an expression nested deeper than ${DEEPEST}`);
    const condition = this.binary(0);
    let result = condition;
    if (this.take("?")) {
      const yes = this.expression();
      this.expect(":");
      result = { is: "operation", operator: "?", operands: [condition, yes, this.expression()] };
    }
    this.depth--;
    return result;
  }

  private binary(level: number): Expression {
    const operators = PRECEDENCE[level];
    if (operators === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = operators.find((candidate) => this.take(candidate));
      if (operator === undefined) return left;
      left = { is: "operation", operator, operands: [left, this.binary(level + 1)] };
    }
  }

  private unary(): Expression {
    for (const operator of ["!", "-"]) {
      if (!this.take(operator)) continue;
      if (++this.depth > DEEPEST) this.fail(`an expression nested deeper than ${DEEPEST}`);
      const operand = this.unary();
      this.depth--;
      return { is: "operation", operator: operator === "-" ? "negate" : operator, operands: [operand] };
    }
    return this.postfix();
  }

  private postfix(): Expression {
    const start = this.primary();
    const steps: Expression[] = [];
    for (;;) {
      if (this.take("[")) {
        if (this.peek("*")) this.fail("a splat [*]");
        steps.push(this.expression());
        this.expect("]");
      } else if (this.text[this.at] === "." && this.text[this.at + 1] !== ".") {
        this.at++;
        const step =
          this.match(/\d+|[\p{L}_][\p{L}\p{N}_-]*/uy) ?? this.fail("no attribute name after a dot");
        steps.push({ is: "literal", value: /^\d/.test(step) ? Number(step) : step });
      } else break;
    }
    if (start.is === "reference") return { ...start, steps };
    return steps.length === 0 ? start : { is: "step", of: start, steps };
  }

  private primary(): Expression {
    if (this.take("(")) {
      const inner = this.expression();
      this.expect(")");
      // A step keeps `(a).b` apart from the reference `a.b`.
      return inner.is === "reference" ? { is: "step", of: inner, steps: [] } : inner;
    }
    if (this.take('"')) {
      const parts = this.template('"');
      this.expect('"');
      return parts.length === 0 ? { is: "literal", value: "" } : { is: "template", parts };
    }
    if (this.take("[")) return { is: "list", items: this.items("]") };
    if (this.take("{")) return this.object();
    const digits = this.match(/\d+(\.\d+)?([eE][+-]?\d+)?/y);
    if (digits !== undefined) return { is: "literal", value: Number(digits) };
    const word = this.match(/[\p{L}_][\p{L}\p{N}_-]*/uy) ?? this.fail(this.found());
    if (word === "true" || word === "false") return { is: "literal", value: word === "true" };
    if (word === "null") return { is: "literal", value: null };
    if (this.take("(")) return { is: "call", name: word, args: this.items(")") };
    return { is: "reference", root: word, steps: [] };
  }

  private items(end: string): Expression[] {
    const items: Expression[] = [];
    while (!this.take(end)) {
      items.push(this.expression());
      if (!this.take(",")) {
        this.expect(end);
        break;
      }
    }
    return items;
  }

  private object(): Expression {
    const entries: [Expression, Expression][] = [];
    while (!this.take("}")) {
      const bare = this.match(/[\p{L}_][\p{L}\p{N}_-]*(?=\s*[=:](?!=))/uy);
      const key: Expression = bare === undefined ? this.expression() : { is: "literal", value: bare };
      if (!this.take("=")) this.expect(":");
      entries.push([key, this.expression()]);
      this.take(",");
    }
    return { is: "object", entries };
  }

  private escape(): string {
    const simple: Record<string, string> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };
    const next = this.text[this.at + 1] ?? "";
    const code = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(this.text.slice(this.at + 1, this.at + 10));
    if (code !== null) {
      const point = Number.parseInt(code[1] ?? code[2] ?? "", 16);
      if (point > 0x10ffff) this.fail("a character code beyond Unicode");
      this.at += 1 + code[0].length;
      return String.fromCodePoint(point);
    }
    this.at += 2;
    return simple[next] ?? this.fail(`the escape \\${next}`);
  }

  private space(): void {
    this.match(/\s+/y);
  }

  private match(pattern: RegExp): string | undefined {
    if (pattern.source !== "\\s+") this.space();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private peek(token: string): boolean {
    this.space();
    return this.text.startsWith(token, this.at);
  }

  private take(token: string): boolean {
    if (!this.peek(token)) return false;
    this.at += token.length;
    // Inside quotes, space is text.
    if (token !== '"') this.space();
    return true;
  }

  private expect(token: string): void {
    this.space();
    if (!this.text.startsWith(token, this.at))
      this.fail(`${this.found()}, where ${JSON.stringify(token)} is allowed`);
    this.at += token.length;
  }

  private found(): string {
    return this.at < this.text.length ? JSON.stringify(this.text.slice(this.at, this.at + 12)) : "the end";
  }

  private fail(what: string): never {
    throw new SyntaxProblem(`${what} at character ${this.at + 1}`);
  }
}
