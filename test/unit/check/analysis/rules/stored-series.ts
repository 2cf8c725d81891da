import { explainSelector } from '../../../../../check/analysis/rules/missing-series.ts';
import { parseExpression, selectorsOf } from '../../../../../check/analysis/rules/promql/expression.ts';
import { labelsIn } from '../../../../../check/analysis/rules/promql/parts.ts';
import type { Reason } from '../../../../../check/analysis/rules/reason.ts';
import { RunQueries } from '../../../../../check/analysis/rules/run-queries.ts';
import type { Rule } from '../../../../../check/inputs/rules/rule.ts';
import type { Timeline } from '../../../../../check/run/timeline.ts';

const timeline: Timeline = { start: 0, end: 1, baseline: { start: 0, end: 1 }, faults: [] };

/** Series by name; a matcher of the form `a="b"` or `a=~"b"` is matched against them. */
const stored: Record<string, string>[] = [
  {
    __name__: 'http_server_request_duration_seconds_bucket',
    http_response_status_code: '200',
    service_name: 'payment',
  },
  { __name__: 'http_server_request_duration_seconds_count', http_response_status_code: '200', service_name: 'payment' },
  { __name__: 'http_server_request_duration_seconds_count', http_response_status_code: '201', service_name: 'order' },
  { __name__: 'http_client_request_duration_seconds_count', http_response_status_code: '200' },
  { __name__: 'traces_span_metrics_calls_total', status_code: 'STATUS_CODE_UNSET', span_kind: 'SPAN_KIND_SERVER' },
  { __name__: 'otelcol_receiver_accepted_spans', receiver: 'otlp' },
  { __name__: 'otelcol_processor_incoming_items', processor: 'batch' },
  { __name__: 'up', job: 'otel-collector' },
  { __name__: 'scrape_duration_seconds', job: 'otel-collector' },
  { __name__: 'orders_created_total' },
  { __name__: 'service:x:sum', service_name: 'order' },
];

function matches(labels: Record<string, string>, selector: string): boolean {
  const parsed = parseExpression(selector);
  const [asked] = parsed ? selectorsOf(parsed) : [];
  if (!asked || (asked.metric !== undefined && labels.__name__ !== asked.metric)) return false;
  return asked.matchers.every(({ label, operator, value }) => {
    const hit = operator.endsWith('~')
      ? new RegExp(`^(?:${value})$`).test(labels[label] ?? '')
      : labels[label] === value;
    return operator.startsWith('!') ? !hit : hit;
  });
}

const none = (): Promise<never[]> => Promise.resolve([]);
/** The series as Prometheus answers them. */
export const queries: RunQueries = new RunQueries(
  {
    query: none,
    queryRange: none,
    samples: none,
    ruleHealth: none,
    series: (selector) => Promise.resolve(stored.filter((labels) => matches(labels, selector))),
    labelValues: () => Promise.resolve([...new Set(stored.map(({ __name__ = '' }) => __name__))]),
  },
  timeline,
);

/** Why the first selector of an expression matches none of these series. */
export async function explain(text: string, rules: Rule[] = []): Promise<Reason | undefined> {
  const expression = parseExpression(text);
  const [selector] = expression ? selectorsOf(expression) : [];
  if (!selector) throw new Error(`no selector in ${text}`);
  return explainSelector(selector, { queries, rules }, expression ? labelsIn(expression) : []);
}
