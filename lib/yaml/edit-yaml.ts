import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, parseAllDocuments } from 'yaml';
import { indentsLists, spliceYaml } from './splice-yaml.ts';
import type { YamlEdit } from './yaml-edit.ts';

/**
 * A text with edits applied, one after the other. Only the lines of the edited values change, where the result is then what
 * the edit means; otherwise the document is written anew, with its comments and order. Returns undefined if an edit
 * does not fit the document, such as one of a path that does not exist.
 */
export function editYaml(text: string, edits: readonly YamlEdit[]): string | undefined {
  let edited: string | undefined = text;
  for (const edit of edits) edited = edited === undefined ? undefined : editOnce(edited, edit);
  return edited;
}

function editOnce(text: string, edit: YamlEdit): string | undefined {
  const documents = documentsOf(text);
  const document = documents[edit.document ?? 0];
  if (!document || !change(document, edit)) return undefined;
  const wanted = documents.map(dataOf);
  const original = documentsOf(text)[edit.document ?? 0];
  const spliced = original && spliceYaml(text, original, edit);
  if (spliced !== undefined && isDeepStrictEqual(documentsOf(spliced).map(dataOf), wanted)) return spliced;
  const options = { lineWidth: 0, indentSeq: indentsLists(text), flowCollectionPadding: /[[{] /.test(text) };
  return documents.map((one) => one.toString(options)).join('');
}

function documentsOf(text: string): Document[] {
  const documents = parseAllDocuments(text, { uniqueKeys: false });
  return Array.isArray(documents) ? (documents as Document[]) : [];
}

const dataOf = (document: Document): unknown => document.toJS() as unknown;

/** Applies an edit to a document; false if it does not fit. */
function change(document: Document, edit: YamlEdit): boolean {
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
