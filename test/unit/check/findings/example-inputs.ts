import { adaptCollector } from '../../../../check/inputs/collector/adapt-collector.ts';
import type { AdaptedCollector } from '../../../../check/inputs/collector/adapted-collector.ts';
import type { ClassAccount, Observations } from '../../../../check/run/observations.ts';
import { CollectorMetrics } from '../../../../stack/clients/collector.ts';
import { parsePrometheusText } from '../../../../stack/clients/prometheus-text.ts';

/** A Collector that samples by these policies, and has what else is given. */
export function collectorOf({
  policies = '',
  sampler = '',
  processors = '',
  before = '',
  id = 'tail_sampling',
}: {
  /** Of the sampler. */
  id?: string;
  /** One a line, as flow mappings. */
  policies?: string;
  /** Lines of the sampler's settings. */
  sampler?: string;
  /** Lines of processors. */
  processors?: string;
  /** Ids of processors in front of the sampler, each with a comma behind. */
  before?: string;
}): AdaptedCollector {
  const lines = (text: string, indent: string): string[] =>
    text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [indent + line]));
  const text = [
    'receivers: {otlp: {protocols: {http: {}}}}',
    'exporters: {otlp_http: {endpoint: "http://backend"}}',
    'processors:',
    ...lines(processors, '  '),
    `  ${id}:`,
    ...lines(sampler, '    '),
    '    policies:',
    ...lines(policies, '      - '),
    'service:',
    '  pipelines:',
    `    traces: {receivers: [otlp], processors: [${before} ${id}], exporters: [otlp_http]}`,
  ].join('\n');
  return adaptCollector({ files: ['collector.yaml'], env: {}, readFile: () => text });
}

export function account(name: string, sent: number, kept: number, more: Partial<ClassAccount> = {}): ClassAccount {
  const nothing = { incomplete: 0, policies: {}, exporters: {}, longestIncompleteMs: 0, examples: {} };
  return { class: name, sent, kept, ...nothing, ...more };
}

const names: Observations['attributes'] = {
  resource: new Set(['service.name']),
  span: new Set(['http.route', 'http.response.status_code', 'url.full', 'url.path', 'customer.tier']),
  spanEvent: new Set(['exception.type']),
  log: new Set(['req.url']),
  datapoint: new Set(['http.route']),
};
const none = { traces: { items: 0, bytes: 0 }, metrics: { items: 0, bytes: 0 }, logs: { items: 0, bytes: 0 } };

/** What was seen; `metrics` are the Collector's own at the end, in the text format, without the prefix `otelcol_`. */
export function observed(
  classes: readonly ClassAccount[],
  metrics = '',
  more: Partial<Observations> = {},
): Observations {
  const reading = (text: string): { time: number; metrics: CollectorMetrics } => ({
    time: 0,
    metrics: new CollectorMetrics(parsePrometheusText(text)),
  });
  return {
    timeline: { start: 0, end: 0, baseline: { start: 0, end: 0 }, faults: [] },
    slowMs: 1000,
    classes,
    sent: none,
    received: {},
    leaks: [],
    attributes: names,
    collector: { start: reading(''), end: reading(metrics) },
    prometheus: {} as Observations['prometheus'],
    collectorLog: [],
    ...more,
  };
}

const sampling = 'processor_tail_sampling';

/** A line of the sampler's count of one policy's votes. */
export function votes(policy: string, decision: 'sampled' | 'not_sampled' | 'dropped', count: number): string {
  const sampled = String(decision === 'sampled');
  return `${sampling}_count_traces_sampled{policy="${policy}",decision="${decision}",sampled="${sampled}"} ${count}\n`;
}

/** What the sampler counts without labels. */
export function sampler(name: string, count: number): string {
  return `${sampling}_${name} ${count}\n`;
}
