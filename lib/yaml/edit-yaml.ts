import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, parseAllDocuments } from 'yaml';
import { indentsLists, type Splice, spliceOf } from './splice-yaml.ts';
import type { YamlEdit } from './yaml-edit.ts';

/**
 * A text with edits applied, one after the other. Only the lines of the edited values change, where the result is then what
 * the edits mean; otherwise the document is written anew, with its comments and order. Returns undefined if an edit
 * does not fit the document, such as one of a path that does not exist.
 */
export function editYaml(text: string, edits: readonly YamlEdit[]): string | undefined {
  const atOnce = edits.length > 1 ? editAtOnce(text, edits) : undefined;
  if (atOnce !== undefined) return atOnce;
  let edited: string | undefined = text;
  for (const edit of edits) edited = edited === undefined ? undefined : editOnce(edited, edit);
  return edited;
}

/**
 * Edits of different parts of the text, with the document read once for all of them: a large file may have hundreds.
 * Undefined where edits are of one part, or do not mean the same when they are made together.
 */
function editAtOnce(text: string, edits: readonly YamlEdit[]): string | undefined {
  // What a new name makes of the paths of others cannot be seen in the text as it is.
  if (edits.length > 1 && edits.some(({ op }) => op === 'rename')) return undefined;
  const documents = documentsOf(text);
  const splices = edits.map((edit) => {
    const document = documents[edit.document ?? 0];
    return document && spliceOf(text, document, edit);
  });
  if (!splices.every((splice) => splice !== undefined)) return undefined;
  const spliced = withSplices(text, splices);
  // Only now, because a changed document is no longer that of the text.
  if (spliced === undefined || !edits.every((edit) => changeIn(documents, edit))) return undefined;
  return isDeepStrictEqual(documentsOf(spliced).map(dataOf), documents.map(dataOf)) ? spliced : undefined;
}

function editOnce(text: string, edit: YamlEdit): string | undefined {
  const atOnce = editAtOnce(text, [edit]);
  if (atOnce !== undefined) return atOnce;
  const documents = documentsOf(text);
  if (!changeIn(documents, edit)) return undefined;
  const options = { lineWidth: 0, indentSeq: indentsLists(text), flowCollectionPadding: /[[{] /.test(text) };
  return documents.map((one) => one.toString(options)).join('');
}

/** A text with its parts replaced; undefined where two are of the same place. */
function withSplices(text: string, splices: readonly Splice[]): string | undefined {
  const parts: string[] = [];
  let at = 0;
  for (const [index, { from, to, by }] of splices.toSorted((a, b) => a.from - b.from).entries()) {
    if (from < at || (from === at && index > 0)) return undefined;
    parts.push(text.slice(at, from), by);
    at = to;
  }
  return [...parts, text.slice(at)].join('');
}

function documentsOf(text: string): Document[] {
  const documents = parseAllDocuments(text, { uniqueKeys: false });
  return Array.isArray(documents) ? (documents as Document[]) : [];
}

const dataOf = (document: Document): unknown => document.toJS() as unknown;

/** Applies an edit to its document; false if it does not fit. */
function changeIn(documents: readonly Document[], edit: YamlEdit): boolean {
  const document = documents[edit.document ?? 0];
  if (!document) return false;
  const { path } = edit;
  const isThere = document.hasIn(path);
  try {
    if (edit.op === 'set') document.setIn(path, document.createNode(edit.value));
    else if (!isThere) return false;
    else if (edit.op === 'remove') document.deleteIn(path);
    else if (edit.op === 'add') document.addIn(path, document.createNode(edit.value));
    else {
      const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
      const pair = isMap(map)
        ? map.items.find(({ key }) => isScalar(key) && String(key.value) === path.at(-1))
        : undefined;
      if (!pair || !isScalar(pair.key)) return false;
      pair.key.value = edit.to;
    }
    return true;
  } catch {
    return false;
  }
}
