import type { Random } from '../../lib/random.ts';
import { pick } from './grammar.ts';

/** An export request in OTLP JSON, before it is broken. */
export function telemetry(signal: 'traces' | 'logs' | 'metrics', random: Random, nowMs: number): object {
  const scope = { name: 'fuzz', version: '1', attributes: attributes(random) };
  const resource = {
    attributes: [text('service.name', pick(random, ['order', 'payment', 'fuzz', ''])), ...attributes(random)],
  };
  const many = <T>(make: () => T): T[] => Array.from({ length: random.int(6) }, make);
  if (signal === 'traces') {
    const traceId = hex(random, 16);
    return { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: many(() => span(traceId, random, nowMs)) }] }] };
  }
  if (signal === 'logs') {
    return { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: many(() => record(random, nowMs)) }] }] };
  }
  return { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics: many(() => metric(random, nowMs)) }] }] };
}

const text = (key: string, value: string): object => ({ key, value: { stringValue: value } });
const hex = (random: Random, bytes: number): string =>
  Array.from({ length: 2 * bytes }, () => random.int(16).toString(16)).join('');

function time(random: Random, nowMs: number): string {
  const near = String(BigInt(nowMs - random.int(60_000)) * 1_000_000n + BigInt(random.int(1_000_000)));
  return pick(random, [near, near, near, near, near, '0', '1', '18446744073709551615', '9223372036854775808']);
}

function value(random: Random, level = 0): object {
  const values = (): object[] => Array.from({ length: random.int(3) }, () => value(random, level + 1));
  return pick(random, [
    () => ({
      stringValue: pick(random, ['a', '', 'token=secret', 'é😀', '\0', '{"a":[1]}', 'x'.repeat(1_000), 'password: "x']),
    }),
    () => ({ intValue: pick(random, ['1', '-9223372036854775808', '9223372036854775807', 7]) }),
    () => ({ doubleValue: pick(random, [0.5, 1e308, 'NaN', '-Infinity', -0]) }),
    () => ({ boolValue: true }),
    () => ({ bytesValue: 'AAEC/w==' }),
    () => ({}),
    () => (level > 4 ? {} : { arrayValue: { values: values() } }),
    () => (level > 4 ? {} : { kvlistValue: { values: values().map((one, i) => ({ key: `k${i}`, value: one })) } }),
  ])();
}

function attributes(random: Random): object[] {
  const keys = [
    'http.request.method',
    'http.response.status_code',
    'url.query',
    'db.query.text',
    'a',
    'a',
    'password',
    'host.name',
    '',
  ];
  return Array.from({ length: random.int(5) }, () => ({ key: pick(random, keys), value: value(random) }));
}

function span(traceId: string, random: Random, nowMs: number): object {
  return {
    traceId,
    spanId: hex(random, 8),
    parentSpanId: pick(random, ['', '', hex(random, 8)]),
    traceState: pick(random, ['', 'ot=th:8;rv:0123456789abcd', 'a=b,,=']),
    name: pick(random, ['GET /orders', '', 'x?token=abc', 'é']),
    kind: random.int(7),
    startTimeUnixNano: time(random, nowMs),
    endTimeUnixNano: time(random, nowMs),
    attributes: attributes(random),
    events: [{ timeUnixNano: time(random, nowMs), name: 'exception', attributes: attributes(random) }].slice(
      random.int(2),
    ),
    links: [{ traceId: hex(random, 16), spanId: hex(random, 8), attributes: attributes(random) }].slice(random.int(2)),
    status: pick(random, [{}, { code: 2, message: 'failed' }, { code: 9 }]),
    flags: pick(random, [0, 1, 257, 4294967295]),
    droppedAttributesCount: random.int(3),
  };
}

function record(random: Random, nowMs: number): object {
  return {
    timeUnixNano: time(random, nowMs),
    observedTimeUnixNano: time(random, nowMs),
    severityNumber: random.int(26),
    severityText: pick(random, ['', 'ERROR', 'info', 'é']),
    body: value(random),
    attributes: attributes(random),
    traceId: pick(random, ['', hex(random, 16)]),
    spanId: pick(random, ['', hex(random, 8)]),
    eventName: pick(random, ['', 'device.app.lifecycle']),
  };
}

function metric(random: Random, nowMs: number): object {
  const number = (): number => pick(random, [0, 1, -1, 0.5, 1e300, random.int(1_000)]);
  const point = {
    attributes: attributes(random),
    startTimeUnixNano: time(random, nowMs),
    timeUnixNano: time(random, nowMs),
  };
  const temporality = { aggregationTemporality: random.int(4) };
  const bounds = pick(random, [[1, 2, 5], [], [5, 1], [0]]);
  const histogram = { ...point, count: '6', sum: number(), bucketCounts: bounds.map(String), explicitBounds: bounds };
  const positive = { offset: pick(random, [0, -2147483648, 2147483647]), bucketCounts: ['1', '2'] };
  const exponential = {
    ...point,
    count: '3',
    sum: 1,
    scale: pick(random, [0, 20, -10, 2147483647]),
    zeroCount: '0',
    positive,
  };
  return {
    name: pick(random, ['fuzz_gauge', 'fuzz.histogram', 'fuzz_total', '', 'a b{c="d"}', 'é', 'up']),
    unit: pick(random, ['', 'ms', 'By', '{request}', '1/s', '}{']),
    description: pick(random, ['', 'd']),
    ...pick(random, [
      { gauge: { dataPoints: [{ ...point, asDouble: number() }] } },
      { sum: { ...temporality, isMonotonic: true, dataPoints: [{ ...point, asInt: String(random.int(1_000)) }] } },
      { histogram: { ...temporality, dataPoints: [histogram] } },
      { exponentialHistogram: { ...temporality, dataPoints: [exponential] } },
      {
        summary: {
          dataPoints: [{ ...point, count: '1', sum: 1, quantileValues: [{ quantile: number(), value: number() }] }],
        },
      },
      {},
    ]),
  };
}
