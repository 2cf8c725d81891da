import type { Random } from '../../lib/random.ts';
import { generate, type Grammar, mutateText, oddTexts, pick } from './grammar.ts';
import { logql } from './logql.ts';
import { promql } from './promql.ts';
import type { FuzzRequest, TargetName } from './request.ts';

type Parameters = [name: string, value: string][];
type Make = (random: Random, nowMs: number, isBroken: boolean) => string;

/** A query of the grammar, or one that is broken somewhere. */
const query =
  (grammar: Grammar, rule = 'Query'): Make =>
  (random, _, isBroken) => {
    const text = generate(grammar, rule, random);
    return isBroken ? mutateText(text, random) : text;
  };
const oneOf =
  (...values: string[]): Make =>
  (random, _, isBroken) =>
    pick(random, isBroken ? oddTexts : values);
const seconds: Make = (random, nowMs, isBroken) =>
  oneOf(
    String(nowMs / 1000),
    String(nowMs / 1000 - random.int(600)),
    '0',
    '1e9',
    '2026-01-01T00:00:00Z',
  )(random, nowMs, isBroken);
const nanoseconds: Make = (random, nowMs, isBroken) =>
  oneOf(`${nowMs}000000`, `${nowMs - random.int(600_000)}000000`, '0')(random, nowMs, isBroken);
const microseconds: Make = (random, nowMs, isBroken) =>
  oneOf(`${nowMs}000`, `${nowMs - random.int(600_000)}000`, '0')(random, nowMs, isBroken);
const milliseconds: Make = (random, nowMs, isBroken) => oneOf(String(nowMs), '3600000', '0')(random, nowMs, isBroken);
const rfc3339: Make = (random, nowMs, isBroken) =>
  oneOf(new Date(nowMs).toISOString(), new Date(nowMs - random.int(600_000)).toISOString(), '0001-01-01T00:00:00Z')(
    random,
    nowMs,
    isBroken,
  );
const duration = oneOf('15s', '1m', '100ms', '1h', '1.5', '10', '0', '1us', '2h45m');
const count = oneOf('1', '10', '100', '5000');
const label = oneOf('service_name', 'job', 'detected_level', '__name__', 'msg');
const service = oneOf('order', 'payment', 'fuzz');

/** What a path takes; a parameter is left out, or there twice, now and then. */
const paths: readonly { target: TargetName; paths: string[]; takes: Record<string, Make> }[] = [
  {
    target: 'loki',
    paths: ['/loki/api/v1/query_range', '/loki/api/v1/query_range', '/loki/api/v1/query_range', '/loki/api/v1/query'],
    takes: {
      ...{ query: query(logql), start: nanoseconds, end: nanoseconds, time: nanoseconds, step: duration, limit: count },
      ...{ direction: oneOf('forward', 'backward'), since: duration },
    },
  },
  {
    target: 'loki',
    paths: [
      'index/stats',
      'index/volume',
      'index/volume_range',
      'detected_fields',
      'detected_labels',
      'patterns',
      'series',
      'labels',
      'label/service_name/values',
      'detected_field/msg/values',
      'tail',
    ].map((path) => `/loki/api/v1/${path}`),
    takes: {
      ...{
        query: query(logql, 'Log'),
        start: nanoseconds,
        end: nanoseconds,
        step: duration,
        limit: count,
        line_limit: count,
      },
      ...{
        'match[]': query(logql, 'Selector'),
        targetLabels: label,
        aggregateBy: oneOf('series', 'labels'),
        delay_for: count,
      },
    },
  },
  {
    target: 'prometheus',
    paths: [
      '/api/v1/query',
      '/api/v1/query',
      '/api/v1/query_range',
      '/api/v1/query_range',
      '/api/v1/format_query',
      '/api/v1/parse_query',
    ],
    takes: {
      ...{ query: query(promql), start: seconds, end: seconds, time: seconds, step: duration, timeout: oneOf('2s') },
      ...{ limit: count, lookback_delta: duration, stats: oneOf('all') },
    },
  },
  {
    target: 'prometheus',
    paths: [
      'series',
      'labels',
      'label/job/values',
      'query_exemplars',
      'targets',
      'rules',
      'alerts',
      'metadata',
      'status/tsdb',
      'targets/metadata',
    ].map((path) => `/api/v1/${path}`),
    takes: {
      ...{ 'match[]': query(promql, 'Selector'), start: seconds, end: seconds, query: query(promql), limit: count },
      ...{
        type: oneOf('alert', 'record'),
        state: oneOf('active'),
        'rule_name[]': label,
        metric: label,
        limit_per_metric: count,
      },
    },
  },
  {
    target: 'jaeger',
    paths: ['/api/v3/traces', '/api/v3/traces', '/api/v3/operations', '/api/v3/services'],
    takes: {
      ...{
        'query.startTimeMin': rfc3339,
        'query.startTimeMax': rfc3339,
        'query.serviceName': service,
        'query.operationName': label,
      },
      ...{
        'query.durationMin': duration,
        'query.durationMax': duration,
        'query.searchDepth': count,
        service,
        spanKind: oneOf('server'),
      },
      'query.attributes': oneOf('{"http.request.method":"GET"}', '{"error":"true"}', '{"a":1}', '[]'),
    },
  },
  {
    target: 'jaeger',
    paths: [
      '/api/traces',
      '/api/traces',
      '/api/operations',
      '/api/dependencies',
      '/api/services',
      '/api/services/order/operations',
    ],
    takes: {
      ...{
        service,
        operation: label,
        start: microseconds,
        end: microseconds,
        limit: count,
        lookback: milliseconds,
        endTs: milliseconds,
      },
      ...{
        minDuration: duration,
        maxDuration: duration,
        tags: oneOf('{"error":"true"}', '{"a":1}'),
        tag: oneOf('error:true', 'x'),
      },
      ...{ traceID: oneOf('1', 'ab'.repeat(16)), raw: oneOf('true'), spanKind: oneOf('server') },
    },
  },
  {
    target: 'jaeger',
    paths: [
      '/api/v3/traces/1',
      `/api/v3/traces/${'ab'.repeat(16)}`,
      '/api/traces/1',
      '/trace/1',
      '/api/metrics/calls',
      '/api/archive/1',
    ],
    takes: { startTime: rfc3339, raw_traces: oneOf('true'), prettyPrint: oneOf('true') },
  },
];

/** A query with parameters that are valid, odd, missing or there twice; by GET or as a form. */
export function queryRequest(random: Random, nowMs: number): FuzzRequest {
  const { target, paths: known, takes } = pick(random, paths);
  const odd = random.next() < 0.5 ? pick(random, Object.keys(takes)) : undefined;
  const parameters = Object.entries(takes).flatMap(([name, make]): Parameters => {
    const value = (): string => make(random, nowMs, name === odd);
    const kind = random.next();
    // Without a query there is nothing to find out.
    if (kind < 0.3 && name !== 'query') return [];
    return kind > 0.97
      ? [
          [name, value()],
          [name, value()],
        ]
      : [[name, value()]];
  });
  const path = pick(random, known);
  const broken = random.next() < 0.03 ? mutateText(path.slice(1), random).replace(/[^!-~]|^/g, '/') : path;
  const encoded = new URLSearchParams(parameters).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  if (target !== 'jaeger' && (random.next() < 0.3 || encoded.length > 8_000)) {
    return { target, method: 'POST', path: broken, headers, body: Buffer.from(encoded) };
  }
  const search = random.next() < 0.02 ? mutateText(encoded, random).replace(/[^!-~]/g, '%') : encoded;
  return { target, method: 'GET', path: `${broken}?${search.slice(0, 12_000)}`, headers: {} };
}
