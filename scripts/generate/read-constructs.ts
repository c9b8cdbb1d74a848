/** Reads what constructs are, from their source: classes, the props that they take, and what they give. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";

export interface Member {
  name: string;
  type: string;
  doc: string;
  isOptional: boolean;
  /** Text of `@default`. */
  default?: string;
}

export interface ConstructDoc {
  name: string;
  doc: string;
  /** Path of the file, e.g. `constructs/tenant/tenant.ts`. */
  file: string;
  extends: string;
  props: Member[];
  /** Public fields. */
  gives: Member[];
}

interface Source {
  file: string;
  classes: ts.ClassDeclaration[];
  interfaces: ts.InterfaceDeclaration[];
  tree: ts.SourceFile;
}

/** Every exported class below `folder` of the project that extends another one, with its props. */
export function readConstructs(root: string, folder = "constructs"): ConstructDoc[] {
  const sources = (readdirSync(join(root, folder), { recursive: true }) as string[])
    .filter((file) => file.endsWith(".ts") && basename(file) !== "index.ts")
    .toSorted()
    .map((file) => readSource(root, `${folder}/${file.replaceAll("\\", "/")}`));
  const interfaces = new Map(
    sources.flatMap(({ interfaces: found }) => found.map((one) => [one.name.text, one])),
  );
  return sources.flatMap(({ file, classes }) =>
    classes.map((declaration) => ({
      name: declaration.name?.text ?? "",
      doc: docOf(declaration),
      file,
      extends: baseOf(declaration) ?? "",
      props: propsOf(declaration, interfaces),
      gives: declaration.members.filter(ts.isPropertyDeclaration).filter(isPublic).map(toMember),
    })),
  );
}

function readSource(root: string, file: string): Source {
  const tree = ts.createSourceFile(
    file,
    readFileSync(join(root, file), "utf8"),
    ts.ScriptTarget.Latest,
    true,
  );
  const isExported = (node: ts.ClassDeclaration) =>
    node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
  return {
    file,
    tree,
    classes: tree.statements.filter(ts.isClassDeclaration).filter((node) => isExported(node) && baseOf(node)),
    interfaces: tree.statements.filter(ts.isInterfaceDeclaration),
  };
}

/** The class that another one extends, e.g. `Construct`. */
function baseOf({ heritageClauses = [] as unknown as ts.NodeArray<ts.HeritageClause> }: ts.ClassDeclaration) {
  return heritageClauses
    .find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)
    ?.types[0]?.expression.getText();
}

/** The members of the interface that the constructor's third parameter has, with those that it extends. */
function propsOf(
  declaration: ts.ClassDeclaration,
  interfaces: Map<string, ts.InterfaceDeclaration>,
): Member[] {
  const initializer = declaration.members.find(ts.isConstructorDeclaration);
  const type = initializer?.parameters[2]?.type?.getText();
  const collect = (name: string | undefined): Member[] => {
    const found = name === undefined ? undefined : interfaces.get(name);
    if (!found) return [];
    const inherited =
      found.heritageClauses?.flatMap(({ types }) => types.map((base) => base.expression.getText())) ?? [];
    return [...inherited.flatMap(collect), ...found.members.filter(ts.isPropertySignature).map(toMember)];
  };
  return collect(type);
}

const isPublic = (member: ts.PropertyDeclaration): boolean =>
  !member.modifiers?.some(({ kind }) =>
    [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword].includes(
      kind as ts.SyntaxKind.PrivateKeyword,
    ),
  );

function toMember(member: ts.PropertySignature | ts.PropertyDeclaration): Member {
  const byDefault = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === "default");
  const text = byDefault && ts.getTextOfJSDocComment(byDefault.comment);
  return {
    name: member.name.getText(),
    type: (member.type?.getText() ?? "").replace(/\s+/g, " "),
    doc: docOf(member),
    isOptional: member.questionToken !== undefined,
    ...(text === undefined ? {} : { default: text.replace(/^-\s*/, "") }),
  };
}

/** The text of a docstring without its tags. */
function docOf(node: ts.Node): string {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return (ts.getTextOfJSDocComment(docs.at(-1)?.comment) ?? "").replace(/\s+/g, " ").trim();
}
