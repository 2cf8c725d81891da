import { defined } from '../../../lib/defined.ts';
import { messageOf, UserError } from '../../../lib/errors.ts';
import { readUserFile } from '../../../lib/user-file.ts';
import { describeSource } from '../../../lib/events/source-line.ts';
import type { AdaptedCollector } from './adapted-collector.ts';
import type { GatewayTier } from '../tiers/gateway-exporter.ts';
import { readAttributeUses } from './attribute-uses.ts';
import { batchingMs } from './batching.ts';
import type { ComponentKind } from './component-id.ts';
import { foreignComponents, rejectExtensions, renamedTypesIn } from './component-types.ts';
import { replaceDeriving } from './derived-connectors.ts';
import { replaceFailovers } from './failover.ts';
import type { CollectorNotice } from '../notice.ts';
import { rejectTemplate } from '../reject-template.ts';
import { type ExpandOptions, expandTree, type UnsetVariable } from './expand.ts';
import { ignoredSettings } from './ignored-settings.ts';
import { mergeTrees, unfoldKeys } from './merge.ts';
import { ownTelemetry } from './own-telemetry.ts';
import { isSameStatement } from './ottl-attributes.ts';
import { configTextIn } from './manifests/config-text.ts';
import type { Replicas } from './manifests/replicas.ts';
import { type Pipeline, readPipelines } from './pipelines.ts';
import { enginePipeline, makeInner } from './processors.ts';
import { readTree } from './read-tree.ts';
import { ReferencedValues } from './referenced-values.ts';
import { readSamplers } from './samplers.ts';
import { at, dataOf, entriesAt, mapTree, type MapTree, sourceAt, sourceOfText, type Tree, treeOf } from './tree.ts';
import { adaptReceivers } from './receivers.ts';
import { adaptExporters, ownMetricsPort } from './exporters.ts';
import { unusedComponents } from './unused-components.ts';
import { writeTree } from './write-tree.ts';

export interface AdaptOptions {
  /** As for the Collector's `--config`, merged in this order. */
  files: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Reads a file as text; by default from the disk, relative to where the command runs. */
  readFile?: (path: string) => string;
  /** Its feature gates. */
  gates?: readonly string[];
  /** It is behind agents: it takes OTLP over gRPC, too. */
  isBehindAgents?: boolean;
  /** It is an agent in front of these gateways. */
  next?: GatewayTier;
}

/**
 * Adapts a production configuration to the engine and its virtual clock: receivers are replaced by OTLP receivers,
 * exporters are captured, and everything between them is kept.
 * @throws UserError with `file:line` if a file is not a configuration or a component cannot be simulated; exit code 2.
 */
export function adaptCollector(options: AdaptOptions): AdaptedCollector {
  const values = new ReferencedValues();
  try {
    return { ...adapt(options, values), values, ...defined({ gates: options.gates }) };
  } catch (error) {
    throw values.hideIn(error);
  }
}

function adapt(options: AdaptOptions, values: ReferencedValues): Omit<AdaptedCollector, 'values'> {
  const unset: UnsetVariable[] = [];
  const onValue: ExpandOptions['onValue'] = (reference, text, found) => values.add(reference, text, found);
  const included: string[] = [];
  let replicas: Replicas | undefined;
  const tree = readAll(options, {
    onReplicas: (found) => (replicas = found),
    onInclude: (file) => included.push(file),
    onUnset: (variable) => unset.push(variable),
    onValue,
  });
  const pipelines = readPipelines(tree);
  if (pipelines.length === 0) throw withoutPipelines(tree, options.files);
  if (pipelines.length > mostPipelines) throw withTooMany(tree, pipelines);
  rejectExtensions(tree);

  const {
    exporters,
    section: exporterSection,
    engineIds: exporterIds,
    notices: exporterNotices,
  } = adaptExporters(tree, pipelines, options);
  const takenPorts = new Set([ownMetricsPort, ...exporters.flatMap(({ port }) => port ?? [])]);
  const {
    receivers,
    section: receiverSection,
    engineIds: receiverIds,
  } = adaptReceivers(tree, pipelines, takenPorts, options);
  const { processors, connectors, engineIds, notices } = makeInner(tree, pipelines);
  const derived = replaceDeriving(tree, pipelines);
  const failovers = replaceFailovers(tree, pipelines);
  const inner = new Map([...engineIds, ...derived.engineIds, ...failovers.engineIds]);
  const ids = { receivers: receiverIds, inner, exporters: exporterIds };
  const engineTree = mapTree({
    // Unknown and malformed sections are kept, so that the Collector rejects them.
    ...others(tree, sections),
    receivers: orSpare(receiverSection, tree, 'receivers', 'otlp', { protocols: { http: {} } }),
    processors: malformedSection(tree, 'processors') ?? processors,
    connectors:
      malformedSection(tree, 'connectors') ??
      mergeTrees(mergeTrees(connectors, derived.connectors), failovers.connectors),
    exporters: orSpare(exporterSection, tree, 'exporters', 'nop', null),
    service: mapTree({
      ...others(at(tree, 'service'), ['extensions', 'telemetry', 'pipelines']),
      telemetry: ownTelemetry(tree),
      pipelines: mapTree(Object.fromEntries(derived.pipelines.map((one) => [one.id, enginePipeline(tree, one, ids)]))),
    }),
  });
  const names = [...receiverIds, ...inner, ...exporterIds].filter(([own, engineId]) => own !== engineId);
  return {
    files: options.files,
    included,
    text: writeTree(engineTree),
    receivers,
    exporters,
    pipelines: Object.fromEntries(pipelines.map(({ id, ...rest }) => [id, withoutSignal(rest)])),
    names: Object.fromEntries(names.map(([own, engineId]) => [engineId, own])),
    samplers: readSamplers(tree, pipelines),
    ...defined({ replicas }),
    batchingMs: batchingMs(tree, pipelines),
    attributes: readAttributeUses(tree, pipelines),
    notices: [
      ...unsetVariables(unset),
      ...foreignComponents(tree),
      ...renamedTypesIn(tree),
      ...ignoredSettings(tree),
      ...unusedComponents(tree, pipelines),
      ...notices,
      ...derived.notices,
      ...failovers.notices,
      ...exporterNotices,
    ],
    sourceOf: (path) => sourceAt(tree, path),
    sourceOfText: (path, text) => sourceOfText(at(tree, ...path), (other) => isSameStatement(other, text)),
  };
}

/** The sections in which the value of a variable changes the result of a check. */
const relevantSections: ReadonlySet<string> = new Set(['processors', 'connectors', 'service']);
const sections = ['receivers', 'processors', 'exporters', 'connectors', 'extensions', 'service'];

interface ReadListeners extends Pick<ExpandOptions, 'onUnset' | 'onValue'> {
  onInclude: (file: string) => void;
  onReplicas: (replicas: Replicas) => void;
}

function readAll(
  { files, env, readFile = readUserFile }: AdaptOptions,
  { onUnset, onValue, onInclude, onReplicas }: ReadListeners,
): MapTree {
  let merged = mapTree();
  for (const file of files) {
    const text = readOne(file, readFile);
    rejectTemplate(text, file, 'bad-collector-file');
    const config = configTextIn(text, file);
    if (config.replicas) onReplicas(config.replicas);
    // The lines before it are empty, so that all have their numbers in the file.
    const tree = readTree('\n'.repeat(config.linesBefore) + config.text, file);
    merged = mergeTrees(merged, unfoldKeys(tree) as MapTree);
  }
  const entries = Array.from(merged.entries, ([key, value]): [string, Tree] => {
    // An empty address or password does not matter: a check connects to no backend.
    const readIncluded = (file: string): string => {
      onInclude(file);
      return readFile(file);
    };
    const silent = { env, readFile: readIncluded, onUnset: () => undefined, ...defined({ onValue }) };
    const reporting = { ...silent, onUnset };
    if (key !== 'service' || value.kind !== 'map')
      return [key, expandTree(value, relevantSections.has(key) ? reporting : silent)];
    // Nor does the address of the Collector's own telemetry.
    const parts = Array.from(value.entries, ([name, part]): [string, Tree] => {
      return [name, expandTree(part, name === 'telemetry' ? silent : reporting)];
    });
    return [key, { ...value, entries: new Map(parts) }];
  });
  return { ...merged, entries: new Map(entries) };
}

/** A Collector needs at least one receiver and one exporter, even if the pipelines use only connectors. */
function orSpare(made: MapTree, tree: Tree, kind: 'receivers' | 'exporters', id: string, body: unknown): Tree {
  const isNeeded = made.entries.size === 0 && entriesAt(tree, kind).length > 0;
  return malformedSection(tree, kind) ?? (isNeeded ? mapTree({ [id]: treeOf(body) }) : made);
}

/** A section that is not a mapping. */
function malformedSection(tree: Tree, kind: ComponentKind): Tree | undefined {
  const section = at(tree, kind);
  return section === undefined || section.kind === 'map' || dataOf(section) === null ? undefined : section;
}

function others(tree: Tree | undefined, known: readonly string[]): Record<string, Tree> {
  return Object.fromEntries(entriesAt(tree).filter(([key]) => !known.includes(key)));
}

function withoutPipelines(tree: MapTree, files: readonly string[]): UserError {
  const inner = configWithin(tree);
  const where = inner?.source ? ` at its top level, but ${describeSource(inner.source)} has a configuration` : '';
  return new UserError(
    `${files.join(', ')} has no service.pipelines${where}; a Collector does not start without pipelines.`,
    {
      code: 'bad-collector-file',
      hint: inner
        ? 'For values of a Helm chart, render the chart with helm template, and check its ConfigMap. Else extract the part that the Collector reads.'
        : 'Use the file that your Collector is started with (--config).',
    },
  );
}

/** The values of a Helm chart have a configuration under a key, and those of a chart with subcharts under one more. */
function configWithin(tree: Tree, depth = 0): Tree | undefined {
  if (depth > 3) return undefined;
  for (const [key, part] of entriesAt(tree)) {
    if (part.kind === 'map' && (key === 'config' || at(part, 'service', 'pipelines'))) return part;
    const found = configWithin(part, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** More than one Collector has in practice. The Collector takes minutes to reject a malformed file with far more. */
const mostPipelines = 500;

function withTooMany(tree: MapTree, pipelines: readonly Pipeline[]): UserError {
  const source = sourceAt(tree, ['service', 'pipelines', pipelines[mostPipelines]?.id ?? '']);
  const place = source ? `${describeSource(source)}: ` : '';
  return new UserError(
    `${place}service.pipelines has ${pipelines.length} pipelines; a check supports at most ${mostPipelines}.`,
    {
      code: 'bad-collector-file',
      hint: 'Use the configuration of one Collector.',
    },
  );
}

function readOne(file: string, readFile: (path: string) => string): string {
  try {
    return readFile(file);
  } catch (cause) {
    throw new UserError(`Cannot read the Collector configuration ${file}: ${messageOf(cause)}.`, {
      code: 'collector-file-unreadable',
      hint: 'Use a path relative to the current directory, or an absolute one.',
      cause,
    });
  }
}

function withoutSignal({ receivers, processors, exporters }: Omit<Pipeline, 'id'>): Omit<Pipeline, 'id' | 'signal'> {
  return { receivers, processors, exporters };
}

/** Each variable once, at its first use. */
function unsetVariables(unset: readonly UnsetVariable[]): CollectorNotice[] {
  const names = [...new Set(unset.map(({ name }) => name))];
  return names.map((name) => {
    const source = unset.find((one) => one.name === name)?.source;
    return { type: 'unset-variable', name, source };
  });
}
