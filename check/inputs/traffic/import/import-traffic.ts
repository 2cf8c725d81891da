import { Document, visit, type YAMLMap } from 'yaml';
import { UserError } from '../../../../lib/errors.ts';
import { formatCount, plural } from '../../../../lib/format/number.ts';
import { mostLines } from '../file/check-length.ts';
import { parseTraffic } from '../read-traffic.ts';
import { breakCycles } from './break-cycles.ts';
import { readTraceFiles, type TraceFiles } from './read-trace-files.ts';
import { TraceSamples } from './sample-traces.ts';
import { mostLevels, type TraceTrees, traceTrees } from './trace-trees.ts';
import { trafficFileOf } from './traffic-file.ts';

export interface ImportedTraffic {
  /** The traffic file. */
  text: string;
  /** What was read, and a line for each kind of what was left out. */
  summary: string;
  leftOut: string[];
}

/**
 * Derives a traffic file from files with traces (OTLP JSON or Jaeger JSON). Values of attributes are copied only `withValues`.
 * @throws UserError if there is no complete trace in them, or a file is not one of traces; exit code 2.
 */
export function importTraffic(files: readonly string[], { withValues }: { withValues: boolean }): ImportedTraffic {
  const read = readTraceFiles(files);
  const trees = traceTrees(read.spans);
  const { roots, incomplete } = trees;
  const samples = new TraceSamples(roots, withValues);
  const cycles = breakCycles(samples.services);
  if (samples.entries.size === 0) throw nothingToImport(roots.length, incomplete, samples);
  const withSpans = textOf(samples, { withValues, withSpans: true });
  const isTooLong = withSpans.split('\n').length > mostLines;
  const text = isTooLong ? textOf(samples, { withValues, withSpans: false }) : withSpans;
  // Whatever is wrong with it is an error of the import, not of the next check.
  parseTraffic(text, 'the imported traffic');
  const operations = [...samples.services.values()]
    .map((service) => service.operations.size)
    .filter((size) => size > 0);
  return {
    text,
    summary:
      `Read ${plural(roots.length, 'trace')} with ${plural(trees.spans, 'span')}: ` +
      `${plural(operations.length, 'service')}, ` +
      `${plural(
        operations.reduce((sum, size) => sum + size, 0),
        'route, method or consumer',
        'routes, methods and consumers',
      )}.`,
    leftOut: [
      ...countLines(read, trees, cycles),
      ...samples.leftOut.lines,
      ...(isTooLong ? [`internal spans, without which the file has at most ${formatCount(mostLines)} lines`] : []),
      ...(samples.derivedRoutes > 0
        ? [
            `the routes of ${plural(samples.derivedRoutes, 'server span')} without http.route: check those with {id} in them`,
          ]
        : []),
    ],
  };
}

function textOf(samples: TraceSamples, options: { withValues: boolean; withSpans: boolean }): string {
  const head = [
    'Derived from traces by sandbox traffic import. The own time of an operation is the wait at its beginning.',
    ...(options.withValues ? [] : ['Values of attributes were not copied: set those that rules and policies use.']),
    'The rate is that of the traces: if they are sampled, the real one is higher.',
  ];
  const comment = head.map((line) => `# ${line}\n`).join('');
  const document = new Document(trafficFileOf(samples, options), { aliasDuplicateObjects: false });
  visit(document, { Map: (_key, map) => void (map.flow = isShort(map)) });
  return comment + document.toString({ lineWidth: 120, flowCollectionPadding: true });
}

/** Percentiles, requests and values fit in a line. */
function isShort(map: YAMLMap): boolean {
  return ['p50', 'request', 'choose', 'from', 'on-error', 'value'].some((key) => map.has(key));
}

function countLines(
  { otherSignals, cutLines }: TraceFiles,
  { incomplete, deep }: TraceTrees,
  cycles: number,
): string[] {
  return [
    ...(incomplete > 0 ? [`${plural(incomplete, 'incomplete trace')}: parents of their spans are in no file`] : []),
    ...(deep > 0 ? [`${plural(deep, 'trace')} with more than ${mostLevels} levels`] : []),
    ...(otherSignals > 0 ? [`${plural(otherSignals, 'line')} with logs or metrics`] : []),
    ...(cutLines > 0
      ? [plural(cutLines, 'last line that ends within an object', 'last lines that end within an object')]
      : []),
    ...(cycles > 0
      ? [`${plural(cycles, 'call')} to an operation that is already active: calls must not form a cycle`]
      : []),
  ];
}

function nothingToImport(complete: number, incomplete: number, samples: TraceSamples): UserError {
  const all = complete + incomplete;
  return new UserError(
    `None of ${plural(all, 'trace')} can be imported: ` +
      `${plural(incomplete, 'trace is', 'traces are')} incomplete, and ${plural(complete, 'has', 'have')} no request to a service.`,
    {
      code: 'no-traces',
      details: samples.leftOut.lines,
      hint: 'Export whole traces, with the server spans of all services.',
    },
  );
}
