import ts from 'typescript';
import type { Place } from './terms.ts';

/** A piece of a file with its offset there. */
export interface Text {
  place: Place;
  text: string;
  start: number;
}

/** Replaces the value before the text in a template literal. */
export const value = '\u{fffc}';

/** What a file holds for readers: of TypeScript its strings, comments and declared names; of a page its text; else all of it. */
export function textsOf(path: string, content: string): Text[] {
  const texts: Text[] = [{ place: 'path', text: asWords(path), start: 0 }];
  if (/\.(ts|tsx|js|cjs)$/.test(path)) texts.push(...codeTexts(path, content));
  else texts.push({ place: path.endsWith('.md') ? 'docs' : 'config', text: content, start: 0 });
  return texts;
}

/** Splits `aNameLikeThis`, `a-name.ts` and `a_name` into words, of the same length or longer. */
export function asWords(name: string): string {
  return name.replace(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ').replace(/[-_/.]/g, ' ');
}

function codeTexts(path: string, content: string): Text[] {
  const file = ts.createSourceFile(path, content, ts.ScriptTarget.Latest, true);
  const texts: Text[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    const children = node.getChildren(file);
    if (children.length > 0) {
      children.forEach(visit);
      return;
    }
    const begin = node.getStart(file, false);
    // What precedes a token is white space and comments.
    const trivia = content.slice(node.pos, begin);
    if (trivia.trim() !== '') texts.push({ place: 'comment', text: trivia, start: node.pos });
    if (isLiteral(node) && !isModuleName(node)) {
      const text = node
        .getText(file)
        .replace(/^['"`]|(['"`]|\$\{)$/g, (end) => ' '.repeat(end.length))
        .replace(/^\}/, value);
      texts.push({ place: 'string', text, start: begin });
    } else if (isDeclaredName(node)) {
      texts.push({ place: 'identifier', text: asWords(node.text), start: begin });
    }
  };
  visit(file);
  return texts;
}

function isLiteral(node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) || ts.isJsxText(node);
}

function isModuleName({ parent }: ts.Node): boolean {
  return ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isExternalModuleReference(parent);
}

/** Names that this file chose: those of other packages are imported, or read as properties. */
function isDeclaredName(node: ts.Node): node is ts.Identifier | ts.PrivateIdentifier {
  if (!ts.isIdentifier(node) && !ts.isPrivateIdentifier(node)) return false;
  const { parent } = node;
  const isChosenElsewhere =
    ts.isPropertyAccessExpression(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isJsxAttribute(parent);
  if (isChosenElsewhere) return false;
  return 'name' in parent && parent.name === node;
}
