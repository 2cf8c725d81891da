import { defined } from '../../../lib/defined.ts';
import { editDistance } from '../../../lib/nearest.ts';
import { requestsOfOpenTelemetry } from './other-instrumentation.ts';
import { spanMetric } from './span-metrics.ts';

/** Former names of metrics, their replacement, why, and what else there is where it does not have the same meaning. */
const replaced: readonly (readonly [RegExp, string, string, string?])[] = [
  [
    /^otelcol_processor_(dropped|refused|accepted|inserted)_(spans|metric_points|log_records)/,
    'otelcol_processor_incoming_items',
    'since 0.110 the Collector counts incoming and outgoing items of processors, and refusals of the memory limiter ' +
      'in otelcol_processor_memory_limiter_refused_*',
    'Counters of lost telemetry are otelcol_receiver_refused_*, otelcol_exporter_send_failed_* and ' +
      'otelcol_exporter_enqueue_failed_*, which exist from the first failure on',
  ],
  [/^otelcol_processor_queued_retry_/, 'otelcol_exporter_', 'queues are part of exporters now'],
  [/^http_server_duration_/, 'http_server_request_duration_seconds', 'the stable semantic conventions use seconds'],
  [/^http_client_duration_/, 'http_client_request_duration_seconds', 'the stable semantic conventions use seconds'],
];

/** Labels from former semantic conventions and of other instrumentation, and their current names. */
const replacedLabels: Readonly<Record<string, string | readonly string[]>> = {
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
  // As Prometheus' client libraries and their middleware name them.
  code: 'http_response_status_code',
  status: 'http_response_status_code',
  // Of span metrics, by the gate spanmetrics.statusCodeConvention.useOtelPrefix.
  status_code: ['otel_status_code', 'http_response_status_code'],
  otel_status_code: 'status_code',
  method: 'http_request_method',
  handler: 'http_route',
  path: 'http_route',
  route: 'http_route',
  uri: 'http_route',
};

/** Whether a label has another name now, where series have that. */
export function isReplacedLabel(label: string): boolean {
  // Prometheus adds this one to scraped series that have a label job of their own.
  return label !== 'exported_job' && Object.hasOwn(replacedLabels, label);
}

/** The current name of a label that none of the existing ones has; undefined where there is no such name. */
export function currentLabel(label: string, existing: ReadonlySet<string>): string | undefined {
  if (existing.has(label)) return undefined;
  return [replacedLabels[label] ?? []].flat().find((name) => existing.has(name));
}

/** What replaced a former name, and why; undefined where nothing did. `labels` are those of the whole expression. */
export function replacementOf(
  name: string,
  known: readonly string[],
  labels: readonly string[],
): { name: string; why: string; more?: string } | undefined {
  const found = spanMetric(name, known) ?? requestsOfOpenTelemetry(name, labels);
  if (found) return found;
  const [, instead, why, more] = replaced.find(([pattern]) => pattern.test(name)) ?? [];
  if (instead === undefined || why === undefined) return undefined;
  return { name: instead, why, ...defined({ more }) };
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

/**
 * Up to three names of `known` that were probably meant, the nearest first; none where nothing is similar. A name of
 * another product may share most of its words: only names with the same words, or that differ by a few letters, count.
 */
export function nearestMetrics(asked: string, known: readonly string[]): string[] {
  return known
    .map((name) => ({ name, score: likeness(asked, name) }))
    .filter(({ score }) => score >= 0.5)
    .sort((a, b) => b.score - a.score || a.name.length - b.name.length || compare(a.name, b.name))
    .slice(0, 3)
    .map(({ name }) => name);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Words that an exporter adds to names, or leaves out. */
const optional = new Set(['otel', 'app', 'my']);

/** Names that only OpenTelemetry gives: with a prefix they are still the same metric. Other names end alike by chance. */
const ofOpenTelemetry =
  /^(http_(server|client)_request_duration|rpc_(server|client)|db_client_operation|traces|otelcol)_/;

/** The similarity of two metric names, 0 to 1. */
function likeness(asked: string, name: string): number {
  const [a, b] = [wordsOf(asked), wordsOf(name)];
  // The last word selects among the series of one histogram.
  const sameEnd = a.at(-1) === b.at(-1) ? 0.02 : 0;
  // Alerts are more often about served requests than about client requests.
  const served = name.includes('_server_') ? 0.01 : 0;
  const isSpecific = (word: string): boolean => !suffixes.has(word) && !optional.has(word);
  const [ownA, ownB] = [a.filter(isSpecific), b.filter(isSpecific)];
  const isSame = ownA.length > 0 && ownA.length === ownB.length && ownA.every((word) => ownB.includes(word));
  const distance = editDistance(asked, name);
  const letters = distance <= 2 ? 1 - distance / Math.max(asked.length, name.length) : 0;
  const isPrefixed =
    (asked.endsWith(`_${name}`) && ofOpenTelemetry.test(name)) ||
    (name.endsWith(`_${asked}`) && ofOpenTelemetry.test(asked));
  return Math.max(isSame ? 0.9 : 0, isPrefixed ? 0.8 : 0, letters >= 0.8 ? letters : 0) + sameEnd + served;
}

/** In the singular. */
function wordsOf(name: string): string[] {
  const words = name.toLowerCase().split(/[_:.]+/);
  return words.filter((word) => word !== '').map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));
}
