import { stringify } from 'yaml';

/** A traffic file of a small shop, whose services and routes are those that the sandbox's own policies name; 25 minutes. */
export function shopTrafficFile(requestsPerSecond: number): string {
  return stringify({
    rate: `${requestsPerSecond}/s`,
    'warm-up': '5m',
    baseline: '5m',
    services: {
      gateway: {
        routes: {
          'GET /products/{id}': [{ call: 'order GET /products/{id}' }],
          'POST /orders': [{ call: 'order POST /orders' }],
        },
      },
      order: {
        routes: {
          'GET /products/{id}': [{ query: 'SELECT * FROM products WHERE id = $1' }],
          'POST /orders': [{ call: 'payment POST /payments' }, { query: 'INSERT INTO orders VALUES ($1)' }],
        },
      },
      payment: { routes: { 'POST /payments': null } },
    },
    faults: [
      { faults: [{ fault: 'error-rate', service: 'payment', rate: '50%' }], for: '5m', recovery: '150s' },
      { faults: [{ fault: 'latency', service: 'payment', by: '3s' }], for: '5m', recovery: '150s' },
    ],
  });
}

/** How long that traffic takes, in seconds. */
export const shopTrafficSeconds = 1500;

/** How long a sampler has each trace, and how long traffic arrives there, in seconds. */
export const samplerWaitSeconds = 100;
export const samplerSeconds = 180;

/** Requests of one span each, and a sampler that has `traces` of them at once. */
export function samplerFiles(traces: number): { traffic: string; collector: string } {
  return {
    traffic: stringify({
      rate: `${traces / samplerWaitSeconds}/s`,
      'warm-up': '0s',
      baseline: `${samplerSeconds}s`,
      services: { web: { 'request-log': false, routes: { 'GET /': { errors: '2%' } } } },
      faults: [],
    }),
    collector: stringify({
      receivers: { otlp: { protocols: { http: {} } } },
      processors: {
        tail_sampling: {
          decision_wait: `${samplerWaitSeconds}s`,
          num_traces: Math.round(traces * 1.5),
          policies: [
            { name: 'errors', type: 'status_code', status_code: { status_codes: ['ERROR'] } },
            { name: 'rest', type: 'probabilistic', probabilistic: { sampling_percentage: 5 } },
          ],
        },
      },
      exporters: { otlp_http: { endpoint: 'http://traces:4318' } },
      service: {
        pipelines: { traces: { receivers: ['otlp'], processors: ['tail_sampling'], exporters: ['otlp_http'] } },
      },
    }),
  };
}

const requests = 'http_server_request_duration_seconds';
const errorShare = (metric: string, label: string): string =>
  `sum by (service_name) (rate(${metric}_count{${label}=~"5.."}[5m])) / sum by (service_name) (rate(${metric}_count[5m]))`;

/** Rules as they are written and as they go wrong; thresholds differ, so that no expression is evaluated twice. */
const shapes: readonly ((index: number) => Record<string, unknown>)[] = [
  (index) => ({
    alert: 'Errors',
    expr: `${errorShare(requests, 'http_response_status_code')} > ${0.05 + index / 1e5}`,
  }),
  // A share that is compared with a percentage.
  (index) => ({
    alert: 'Percentage',
    expr: `${errorShare(requests, 'http_response_status_code')} > ${5 + index / 1e3}`,
  }),
  // The name of the metric and of its label in older conventions.
  (index) => ({
    alert: 'OldNames',
    expr: `${errorShare('http_server_duration_milliseconds', 'http_status_code')} > ${0.05 + index / 1e5}`,
  }),
  // A `for` that is longer than the fault.
  (index) => ({
    alert: 'Slow',
    expr: `histogram_quantile(0.95, sum by (service_name, le) (rate(${requests}_bucket[5m]))) > ${1 + index / 1e5}`,
    for: '30m',
  }),
  // A value that it always has.
  (index) => ({ alert: 'Busy', expr: `sum by (service_name) (rate(${requests}_count[5m])) > ${index / 1e5}` }),
  // A service that does not exist.
  (index) => ({
    alert: 'Elsewhere',
    expr: `sum(rate(${requests}_count{service_name="shipping",http_response_status_code=~"5.."}[5m])) > ${index / 1e3}`,
    for: '2m',
  }),
  (index) => ({
    record: `service:requests_${index}:rate5m`,
    expr: `sum by (service_name) (rate(${requests}_count[5m]))`,
  }),
  (index) => ({
    alert: 'Recorded',
    expr: `service:requests_${index - 1}:rate5m{service_name="order"} > ${50 + index}`,
  }),
];

/** A rule file with so many rules in groups of twenty, each with a name of its own. */
export function ruleFile(count: number): string {
  const rules = Array.from({ length: count }, (_, index) => {
    const rule = shapes[index % shapes.length]?.(index) ?? {};
    return 'alert' in rule ? { ...rule, alert: `${String(rule.alert)}${index}`, labels: { severity: 'page' } } : rule;
  });
  const groups = Array.from({ length: Math.ceil(count / 20) }, (_, index) => ({
    name: `group-${index}`,
    rules: rules.slice(20 * index, 20 * (index + 1)),
  }));
  return stringify({ groups }, { lineWidth: 0 });
}
