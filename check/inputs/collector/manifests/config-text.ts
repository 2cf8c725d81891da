import { isMap, isNode, isScalar, parseDocument } from 'yaml';
import { defined } from '../../../../lib/defined.ts';
import { UserError } from '../../../../lib/errors.ts';
import { type Manifest, manifestsIn, titleOf } from './manifests.ts';
import { type Replicas, replicasOf } from './replicas.ts';

/** The Collector configuration of a file, which may be inside a Kubernetes manifest. */
export interface ConfigText {
  /** Without what is around it and without its indentation. */
  text: string;
  /** How many lines of the file are before it. */
  linesBefore: number;
  /** The file with another configuration in its place. */
  put: (text: string) => string;
  /** How many Collectors the manifests start with it, if they say so. */
  replicas?: Replicas;
}

/** The part of a file that is a configuration, and the manifest that has it. */
interface Part {
  manifest: Manifest;
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
  const parts = manifests.flatMap((manifest) => partsOf(manifest, text, file));
  const [part] = parts;
  if (!part || parts.length > 1) throw ambiguous(file, parts, manifests);
  const whole = text.slice(part.from, part.to);
  const indent = Math.min(...whole.split('\n').flatMap((line) => /^( *)[^\s#]/.exec(line)?.[1]?.length ?? []));
  return {
    text: whole.replaceAll(new RegExp(`^ {0,${indent}}`, 'gm'), ''),
    linesBefore: text.slice(0, part.from).split('\n').length - 1,
    put: (other) =>
      text.slice(0, part.from) + other.replaceAll(/^(?=[^\r\n])/gm, ' '.repeat(indent)) + text.slice(part.to),
    ...defined({ replicas: replicasOf(part.manifest, manifests) }),
  };
}

function partsOf(manifest: Manifest, text: string, file: string): Part[] {
  const { kind, content } = manifest;
  const at = (value: unknown, path: string): Part[] => [
    { manifest, ...partAt(value, { text, file, name: `${titleOf(manifest)}: ${path}` }) },
  ];
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

function partAt(
  value: unknown,
  { text, file, name }: { text: string; file: string; name: string },
): Omit<Part, 'manifest'> {
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
