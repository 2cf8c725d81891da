import { isMap, isScalar, isSeq, parseAllDocuments, type YAMLMap } from 'yaml';

/** A Kubernetes object in a file. */
export interface Manifest {
  kind: string;
  /** Empty if it has none. */
  name: string;
  content: YAMLMap;
}

/** The manifests of a file, also those of lists; none if one of its documents is something else, or it is not YAML. */
export function manifestsIn(text: string): Manifest[] {
  if (!/["']?apiVersion["']?\s*:/.test(text)) return [];
  const documents = parseAllDocuments(text, { uniqueKeys: false });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return [];
  const found = documents.flatMap(({ contents }) => (contents === null ? [] : manifestsOf(contents)));
  return found.every((one) => one !== undefined) ? found : [];
}

/** Its kind and name: `ConfigMap relay`. */
export function titleOf({ kind, name }: Manifest): string {
  return `${kind} ${name === '' ? 'without a name' : name}`;
}

function manifestsOf(content: unknown): (Manifest | undefined)[] {
  // An empty document is what a condition of a template leaves.
  if (isScalar(content) && content.value === null) return [];
  if (!isMap(content) || !content.has('apiVersion')) return [undefined];
  const kind = String(content.get('kind'));
  const items = content.get('items');
  if (kind.endsWith('List') && isSeq(items)) return items.items.flatMap(manifestsOf);
  const name = content.getIn(['metadata', 'name']);
  return [{ kind, name: typeof name === 'string' ? name : '', content }];
}
