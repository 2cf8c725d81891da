import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments, parseDocument } from 'yaml';
import { UserError } from '../../../lib/errors.ts';

/** The Collector configuration of a file, which may be inside a Kubernetes manifest. */
export interface ConfigText {
  /** Without what is around it and without its indentation. */
  text: string;
  /** How many lines of the file are before it. */
  linesBefore: number;
  /** The file with another configuration in its place. */
  put: (text: string) => string;
}

/** The part of a file that is a configuration, and the manifest that has it. */
interface Part {
  name: string;
  line: number;
  from: number;
  to: number;
}

/**
 * The configuration in a custom resource OpenTelemetryCollector, or in a ConfigMap, among any number of manifests. A file
 * that is not of manifests is the configuration itself.
 * @throws UserError if manifests have no configuration or several; exit code 2.
 */
export function configTextIn(text: string, file: string): ConfigText {
  const manifests = manifestsIn(text);
  if (manifests.length === 0) return { text, linesBefore: 0, put: (other) => other };
  const parts = manifests.flatMap(({ content, document }) => partsOf(content, document, text, file));
  const [part] = parts;
  if (!part || parts.length > 1) throw ambiguous(file, parts, manifests);
  const whole = text.slice(part.from, part.to);
  const indent = Math.min(...whole.split('\n').flatMap((line) => /^( *)[^\s#]/.exec(line)?.[1]?.length ?? []));
  return {
    text: whole.replaceAll(new RegExp(`^ {0,${indent}}`, 'gm'), ''),
    linesBefore: text.slice(0, part.from).split('\n').length - 1,
    put: (other) =>
      text.slice(0, part.from) + other.replaceAll(/^(?=[^\r\n])/gm, ' '.repeat(indent)) + text.slice(part.to),
  };
}

interface Manifest {
  kind: string;
  content: unknown;
  document: Document;
}

/** The manifests of a file, also those of lists; none if one of its documents is something else, or it is not YAML. */
function manifestsIn(text: string): Manifest[] {
  if (!/["']?apiVersion["']?\s*:/.test(text)) return [];
  const documents = parseAllDocuments(text, { uniqueKeys: false, lineCounter: new LineCounter() });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return [];
  const filled = (documents as Document[]).filter(({ contents }) => contents !== null);
  const found = filled.flatMap((document) => manifestsOf(document.contents, document));
  return found.every((one) => one !== undefined) ? found : [];
}

function manifestsOf(content: unknown, document: Document): (Manifest | undefined)[] {
  // An empty document is what a condition of a template leaves.
  if (isScalar(content) && content.value === null) return [];
  if (!isMap(content) || !content.has('apiVersion')) return [undefined];
  const kind = String(content.get('kind'));
  const items = content.get('items');
  if (kind.endsWith('List') && isSeq(items)) return items.items.flatMap((item) => manifestsOf(item, document));
  return [{ kind, content, document }];
}

function partsOf(content: unknown, document: Document, text: string, file: string): Part[] {
  if (!isMap(content)) return [];
  const kind = content.get('kind');
  const given = content.getIn(['metadata', 'name']);
  const name = `${String(kind)} ${typeof given === 'string' ? given : 'without a name'}`;
  const at = (value: unknown, path: string): Part[] => [partAt(value, { text, file, name: `${name}: ${path}` })];
  if (kind === 'OpenTelemetryCollector') {
    const config = content.getIn(['spec', 'config'], true);
    return isMap(config) || isConfig(config) ? at(config, 'spec.config') : [];
  }
  const data = kind === 'ConfigMap' ? content.get('data', true) : undefined;
  if (!isMap(data)) return [];
  return data.items.flatMap(({ key, value }) => (isConfig(value) ? at(value, `data.${String(key)}`) : []));
}

/** Whether a value is the text of a Collector configuration. */
function isConfig(value: unknown): boolean {
  if (!isScalar(value) || typeof value.value !== 'string' || !value.value.includes('pipelines')) return false;
  const { contents } = parseDocument(value.value, { uniqueKeys: false });
  return isMap(contents) && contents.hasIn(['service', 'pipelines']);
}

function partAt(value: unknown, { text, file, name }: { text: string; file: string; name: string }): Part {
  const [start = 0, end = 0] = (isNode(value) ? value.range : undefined) ?? [];
  const line = text.slice(0, start).split('\n').length;
  if (isScalar(value)) {
    if (value.type === 'BLOCK_LITERAL') return { name, line, from: text.indexOf('\n', start) + 1, to: end };
    throw badManifest(
      `${file}:${line} has its configuration (${name}) as a quoted string, whose lines are not those of the file.`,
      'Write it as a block scalar, after `|`, or check the configuration in a file of its own.',
    );
  }
  const isFlow = isMap(value) && value.flow === true;
  return { name, line, from: isFlow ? start : text.lastIndexOf('\n', start) + 1, to: end };
}

function ambiguous(file: string, parts: readonly Part[], manifests: readonly Manifest[]): UserError {
  if (parts.length > 1) {
    return badManifest(
      `${file} has ${parts.length} Collector configurations: ${parts.map(({ name, line }) => `${name} (line ${line})`).join('; ')}.`,
      'Check each in a file of its own; that of an agent with --agent.',
    );
  }
  const kinds = [...new Set(manifests.map(({ kind }) => kind))].join(', ');
  return badManifest(
    `${file} has no Collector configuration: its manifests are of the kind ${kinds}.`,
    'A check reads spec.config of an OpenTelemetryCollector, or the entry of a ConfigMap that has service.pipelines.',
  );
}

function badManifest(message: string, hint: string): UserError {
  return new UserError(message, { code: 'bad-collector-file', hint });
}
