import { defined } from '../../../lib/defined.ts';
import { editDistance } from '../../../lib/nearest.ts';
import { spanMetric } from './span-metrics.ts';

/** Former names of metrics, their replacement, why, and what to do where the new name alone does not help. */
const replaced: readonly (readonly [RegExp, string, string, string?])[] = [
  [
    /^otelcol_processor_(dropped|refused|accepted|inserted)_(spans|metric_points|log_records)/,
    'otelcol_processor_incoming_items',
    'since 0.110 the Collector counts incoming and outgoing items of processors, and refusals of the memory limiter ' +
      'in otelcol_processor_memory_limiter_refused_*',
    'Use the counters of lost telemetry: otelcol_receiver_refused_*, otelcol_exporter_send_failed_* and ' +
      'otelcol_exporter_enqueue_failed_*, which exist from the first failure on.',
  ],
  [/^otelcol_processor_queued_retry_/, 'otelcol_exporter_', 'queues are part of exporters now'],
  [/^otelcol_processor_batch_/, 'otelcol_exporter_queue_', 'batching is part of exporters now'],
  [
    /^http_(server_)?requests?(_seconds)?_(total|count)$/,
    'http_server_request_duration_seconds_count',
    'OpenTelemetry counts requests in the histogram of request durations',
  ],
  [/^http_server_duration_/, 'http_server_request_duration_seconds', 'the stable semantic conventions use seconds'],
  [/^http_client_duration_/, 'http_client_request_duration_seconds', 'the stable semantic conventions use seconds'],
];

/** Labels from the semantic conventions before they were stable, and what replaced them. */
export const replacedLabels: Readonly<Record<string, string>> = {
  http_status_code: 'http_response_status_code',
  http_method: 'http_request_method',
  http_target: 'url_path',
  http_url: 'url_full',
  http_scheme: 'url_scheme',
  net_peer_name: 'server_address',
  db_system: 'db_system_name',
  db_statement: 'db_query_text',
  db_operation: 'db_operation_name',
  deployment_environment: 'deployment_environment_name',
  service: 'service_name',
  operation: 'span_name',
  exported_job: 'job',
};

/** What replaced a former name, and why; undefined where nothing did. */
export function replacementOf(
  name: string,
  known: readonly string[],
): { name: string; why: string; hint?: string } | undefined {
  const span = spanMetric(name, known);
  if (span) return span;
  const [, instead, why, hint] = replaced.find(([pattern]) => pattern.test(name)) ?? [];
  if (instead === undefined || why === undefined) return undefined;
  return { name: instead, why, ...defined({ hint }) };
}

/**
 * Up to three names with a prefix, first those with the same last word as the queried one: a histogram has several
 * series.
 */
export function namesFrom(start: string, asked: string, known: readonly string[]): string[] {
  const hasEnd = (name: string): boolean => wordsOf(name).at(-1) === wordsOf(asked).at(-1);
  const names = known.filter((name) => name.startsWith(start));
  return [...names.filter(hasEnd), ...names.filter((name) => !hasEnd(name))].slice(0, 3);
}

const suffixes = new Set(['total', 'bucket', 'count', 'sum', 'second', 'millisecond', 'ms', 'byte', 'ratio', 'otel']);

/** Words so common that sharing them means little. */
const common = new Set(['request', 'duration', 'size', 'time', 'error', 'rate', 'http', 'process', 'up', ...suffixes]);

/** Up to three names of `known` that were probably meant, the nearest first; none where nothing is similar. */
export function nearestMetrics(asked: string, known: readonly string[]): string[] {
  return known
    .map((name) => ({ name, score: likeness(asked, name) }))
    .filter(({ score }) => score >= 0.5)
    .sort((a, b) => b.score - a.score || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

/**
 * The similarity of two metric names, 0 to 1: by shared words, where suffixes for type and unit count a quarter, or
 * by edit distance, for typos.
 */
function likeness(asked: string, name: string): number {
  const [a, b] = [wordsOf(asked), wordsOf(name)];
  // The last word selects among the series of one histogram.
  const sameEnd = a.at(-1) === b.at(-1) ? 0.02 : 0;
  // Alerts are more often about served requests than about client requests.
  const served = name.includes('_server_') ? 0.01 : 0;
  const weight = (word: string): number => (suffixes.has(word) ? 0.25 : 1);
  const all = new Set([...a, ...b]);
  const shared = [...all].filter((word) => a.includes(word) && b.includes(word));
  const sum = (words: Iterable<string>): number => [...words].reduce((total, word) => total + weight(word), 0);
  const isSpecific =
    shared.some((word) => !common.has(word)) || shared.filter((word) => !suffixes.has(word)).length >= 2;
  const words = isSpecific ? sum(shared) / sum(all) : 0;
  const letters = 1 - editDistance(asked, name) / Math.max(asked.length, name.length);
  return Math.max(words, letters >= 0.75 ? letters : 0) + sameEnd + served;
}

/** In the singular. */
function wordsOf(name: string): string[] {
  const words = name.toLowerCase().split(/[_:.]+/);
  return words.filter((word) => word !== '').map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));
}
