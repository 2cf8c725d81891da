import { readFileSync } from 'node:fs';
import { messageOf, UserError } from '../../../lib/errors.ts';
import type { Finding } from '../../../lib/events/finding.ts';
import { describeSource } from '../../../lib/events/source-line.ts';
import type { AdaptedCollector } from './adapted-collector.ts';
import { readAttributeUses } from './attribute-uses.ts';
import type { ComponentKind } from './component-id.ts';
import { deprecatedTypes, refuseComponents, refuseExtensions } from './component-types.ts';
import { replaceDeriving } from './derived-connectors.ts';
import { replaceFailovers } from './failover.ts';
import { expandTree, type UnsetVariable } from './expand.ts';
import { mergeTrees, unfoldKeys } from './merge.ts';
import { ownTelemetry } from './own-telemetry.ts';
import { isSameStatement } from './ottl-attributes.ts';
import { type Pipeline, readPipelines } from './pipelines.ts';
import { enginePipeline, makeInner } from './processors.ts';
import { readTree } from './read-tree.ts';
import { readSamplers } from './samplers.ts';
import { at, dataOf, entriesAt, mapTree, type MapTree, sourceAt, sourceOfText, type Tree, treeOf } from './tree.ts';
import { idleReceivers, adaptReceivers } from './receivers.ts';
import { adaptExporters, ownMetricsPort } from './exporters.ts';
import { writeTree } from './write-tree.ts';

export interface AdaptOptions {
  /** As for the Collector's `--config`, merged in this order. */
  files: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Reads a file as text; by default from the disk, relative to where the command runs. */
  readFile?: (path: string) => string;
}

/**
 * Takes the configuration that a team runs in production and makes one of it that the engine runs under a virtual clock: receivers take
 * OTLP, exporters are captured, and what lies between is kept.
 * @throws UserError with `file:line` for what is no configuration, and for components that cannot be run; exit code 2.
 */
export function adaptCollector(options: AdaptOptions): AdaptedCollector {
  const unset: UnsetVariable[] = [];
  const tree = readAll(options, (variable) => unset.push(variable));
  const pipelines = readPipelines(tree);
  if (pipelines.length === 0) throw withoutPipelines(tree, options.files);
  if (pipelines.length > mostPipelines) throw withTooMany(tree, pipelines);
  refuseComponents(tree, (kind, id) => standsIn(pipelines, kind, id));
  refuseExtensions(tree);

  const { exporters, section: exporterSection, engineIds: exporterIds } = adaptExporters(tree, pipelines);
  const takenPorts = new Set([ownMetricsPort, ...exporters.flatMap(({ port }) => port ?? [])]);
  const { receivers, section: receiverSection, engineIds: receiverIds } = adaptReceivers(tree, pipelines, takenPorts);
  const { processors, connectors, engineIds, findings } = makeInner(tree, pipelines);
  const derived = replaceDeriving(tree, pipelines);
  const failovers = replaceFailovers(tree, pipelines);
  const inner = new Map([...engineIds, ...derived.engineIds, ...failovers.engineIds]);
  const ids = { receivers: receiverIds, inner, exporters: exporterIds };
  const engineTree = mapTree({
    // What no Collector has is for the Collector to refuse, and so are sections that are none.
    ...others(tree, sections),
    receivers: orSpare(receiverSection, tree, 'receivers', 'otlp', { protocols: { http: {} } }),
    processors: asGiven(tree, 'processors') ?? processors,
    connectors:
      asGiven(tree, 'connectors') ?? mergeTrees(mergeTrees(connectors, derived.connectors), failovers.connectors),
    exporters: orSpare(exporterSection, tree, 'exporters', 'nop', null),
    service: mapTree({
      ...others(at(tree, 'service'), ['extensions', 'telemetry', 'pipelines']),
      telemetry: ownTelemetry(tree),
      pipelines: mapTree(Object.fromEntries(derived.pipelines.map((one) => [one.id, enginePipeline(tree, one, ids)]))),
    }),
  });
  const names = [...receiverIds, ...inner, ...exporterIds].filter(([own, engineId]) => own !== engineId);
  return {
    text: writeTree(engineTree),
    receivers,
    exporters,
    pipelines: Object.fromEntries(pipelines.map(({ id, ...rest }) => [id, withoutSignal(rest)])),
    names: Object.fromEntries(names.map(([own, engineId]) => [engineId, own])),
    samplers: readSamplers(tree, pipelines),
    attributes: readAttributeUses(tree, pipelines),
    findings: [
      ...unsetVariables(unset),
      ...deprecatedTypes(tree),
      ...findings,
      ...derived.findings,
      ...failovers.findings,
      ...idleReceivers(tree, receivers),
    ],
    sourceOf: (path) => sourceAt(tree, path),
    sourceOfText: (path, text) => sourceOfText(at(tree, ...path), (other) => isSameStatement(other, text)),
  };
}

/** The sections in which the value of a variable changes what a check sees. */
const mattering: ReadonlySet<string> = new Set(['processors', 'connectors', 'service']);
const sections = ['receivers', 'processors', 'exporters', 'connectors', 'extensions', 'service'];

function readAll(
  { files, env, readFile = readText }: AdaptOptions,
  onUnset: (variable: UnsetVariable) => void,
): MapTree {
  let merged = mapTree();
  for (const file of files) {
    merged = mergeTrees(merged, unfoldKeys(readTree(readOne(file, readFile), file)) as MapTree);
  }
  const entries = Array.from(merged.entries, ([key, value]): [string, Tree] => {
    // What is empty in an address or a password does not matter where nothing is connected to.
    const silent = { env, readFile, onUnset: () => undefined };
    const telling = { env, readFile, onUnset };
    if (key !== 'service' || value.kind !== 'map')
      return [key, expandTree(value, mattering.has(key) ? telling : silent)];
    // Nor does where the Collector would have its own telemetry read or sent.
    const parts = Array.from(value.entries, ([name, part]): [string, Tree] => {
      return [name, expandTree(part, name === 'telemetry' ? silent : telling)];
    });
    return [key, { ...value, entries: new Map(parts) }];
  });
  return { ...merged, entries: new Map(entries) };
}

/** A Collector wants a receiver and an exporter to be configured even where only connectors are used. */
function orSpare(made: MapTree, tree: Tree, kind: 'receivers' | 'exporters', id: string, body: unknown): Tree {
  const wanted = made.entries.size === 0 && entriesAt(tree, kind).length > 0;
  return asGiven(tree, kind) ?? (wanted ? mapTree({ [id]: treeOf(body) }) : made);
}

/** A section that is not a mapping. */
function asGiven(tree: Tree, kind: ComponentKind): Tree | undefined {
  const section = at(tree, kind);
  return section === undefined || section.kind === 'map' || dataOf(section) === null ? undefined : section;
}

function others(tree: Tree | undefined, known: readonly string[]): Record<string, Tree> {
  return Object.fromEntries(entriesAt(tree).filter(([key]) => !known.includes(key)));
}

function withoutPipelines(tree: MapTree, files: readonly string[]): UserError {
  const isManifest = at(tree, 'apiVersion') !== undefined && at(tree, 'kind') !== undefined;
  const inner = isManifest || at(tree, 'config') !== undefined;
  return new UserError(`${files.join(', ')} has no service.pipelines, without which a Collector does not start.`, {
    code: 'bad-collector-file',
    hint: inner
      ? 'It wraps a configuration, as a manifest or the values of a chart do: give the part in it that the Collector reads.'
      : 'Name the configuration that the Collector is started with by --config.',
  });
}

/** More than anybody runs in one Collector, which takes minutes to refuse as many as noise has. */
const mostPipelines = 500;

function withTooMany(tree: MapTree, pipelines: readonly Pipeline[]): UserError {
  const source = sourceAt(tree, ['service', 'pipelines', pipelines[mostPipelines]?.id ?? '']);
  const place = source ? `${describeSource(source)}: ` : '';
  return new UserError(
    `${place}service.pipelines has ${pipelines.length} pipelines; a check takes at most ${mostPipelines}.`,
    {
      code: 'bad-collector-file',
      hint: 'Give the configuration of one Collector.',
    },
  );
}

function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

function readOne(file: string, readFile: (path: string) => string): string {
  try {
    return readFile(file);
  } catch (cause) {
    throw new UserError(`${file}, a Collector configuration, cannot be read: ${messageOf(cause)}.`, {
      code: 'collector-file-unreadable',
      hint: 'Name a file that exists, relative to where the command runs.',
      cause,
    });
  }
}

function standsIn(pipelines: readonly Pipeline[], kind: ComponentKind, id: string): boolean {
  if (kind !== 'connectors') return pipelines.some((pipeline) => pipeline[kind].includes(id));
  return pipelines.some(({ receivers, exporters }) => receivers.includes(id) || exporters.includes(id));
}

function withoutSignal({ receivers, processors, exporters }: Omit<Pipeline, 'id'>): Omit<Pipeline, 'id' | 'signal'> {
  return { receivers, processors, exporters };
}

function unsetVariables(unset: readonly UnsetVariable[]): Finding[] {
  const names = [...new Set(unset.map(({ name }) => name))];
  return names.map((name) => {
    const source = unset.find((one) => one.name === name)?.source;
    return {
      kind: 'variable-unset',
      severity: 'warning',
      subject: name,
      message: `The configuration takes ${name} from the environment, where it is not set: it is empty in this check.`,
      hint: `Set ${name}, or give a default: \${env:${name}:-VALUE}.`,
      ...(source ? { source } : {}),
      evidence: [],
    };
  });
}
