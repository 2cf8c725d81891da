/** Telemetry with what can make two stores differ: every kind of value, missing fields, equal times, odd names. OTLP as JSON. */

const ns = 1_000_000n;
const text = (key: string, value: string): object => ({ key, value: { stringValue: value } });
const int = (key: string, value: number | bigint): object => ({ key, value: { intValue: String(value) } });

const oddAttributes = [
  text('http.route', '/orders/:id'),
  text('with-dash.and.dot', 'x'),
  text('1starts.with.digit', 'x'),
  text('_starts_with_underscore', 'x'),
  text('grüße', 'ö'),
  text('many..dots__and_', 'x'),
  text('__reserved.name__', 'x'),
  text('empty', ''),
  int('count', 7),
  int('huge', 9_007_199_254_740_993n),
  { key: 'ratio', value: { doubleValue: 0.25 } },
  { key: 'whole', value: { doubleValue: 3 } },
  { key: 'tiny', value: { doubleValue: 0.0000001 } },
  { key: 'flag', value: { boolValue: false } },
  { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '2' }, { boolValue: true }] } } },
  { key: 'map', value: { kvlistValue: { values: [text('inner.key', 'v'), int('n', 1)] } } },
];

const resources = {
  gateway: [
    text('service.name', 'gateway'),
    text('service.namespace', 'sandbox'),
    text('service.version', '0.1.0'),
    text('service.instance.id', 'gateway-1'),
    text('deployment.environment.name', 'local'),
    text('telemetry.sdk.language', 'nodejs'),
    int('process.pid', 4242),
  ],
  order: [text('service.name', 'order'), text('host.name', 'box'), text('k8s.pod.name', 'order-abc')],
  nameless: [text('host.name', 'box')],
  empty: [text('service.name', '')],
  wrong: [int('service.name', 5)],
};

/** An ExportLogsServiceRequest of the minute before `now` (milliseconds), the ids of its traces made of `traceId`. */
export function logSamples(now: number, traceId: string): object {
  const at = (ms: number): object => {
    const time = String(BigInt(now - 60_000 + ms) * ns);
    return { timeUnixNano: time, observedTimeUnixNano: time };
  };
  const info = { severityNumber: 9, severityText: 'info' };
  const error = { severityNumber: 17, severityText: 'error' };
  const inTrace = { traceId, spanId: traceId.slice(0, 16), flags: 1 };
  const body = (line: string): object => ({ body: { stringValue: line } });
  const request = [
    text('reqId', 'req-1'),
    text('req.method', 'GET'),
    text('req.url', '/products?token=[REDACTED]'),
    int('res.statusCode', 200),
    { key: 'responseTime', value: { doubleValue: 4.443 } },
  ];
  const exception = [
    text('exception.type', 'UpstreamError'),
    text('exception.message', 'payment answered 500'),
    text('exception.stacktrace', 'UpstreamError: payment answered 500\n    at call (a.js:1:1)\n    at b "c"'),
  ];
  return {
    resourceLogs: [
      {
        resource: { attributes: resources.gateway },
        scopeLogs: [
          {
            scope: { name: '@opentelemetry/instrumentation-pino', version: '0.69.0', attributes: [text('s.a', 'v')] },
            logRecords: [
              { ...at(1000), ...info, ...inTrace, ...body('GET /products 200'), attributes: request },
              { ...at(2000), ...error, ...inTrace, ...body('order answered 502'), attributes: exception },
              { ...at(3000), ...info, ...body('calling http://order?token=[REDACTED]') },
              { ...at(4000), severityNumber: 13, ...body('only a number says how bad it is') },
              { ...at(5000), severityText: 'WARN', ...body('only a word says it') },
              { ...at(6000), ...body('level=error msg="in the text" code=42 took=1.5s') },
              { ...at(7000), ...body('{"level":"warn","msg":"in JSON","nested":{"n":1},"list":[1]}') },
              { ...at(8000), ...body('an ERROR in words, [error] in brackets') },
              { ...at(9000), ...info, ...body('odd attributes'), attributes: oddAttributes },
            ],
          },
          { scope: {}, logRecords: [{ ...at(10_000), ...info, ...body('no scope') }] },
        ],
      },
      {
        resource: { attributes: resources.order },
        scopeLogs: [
          {
            scope: { name: 'pino' },
            logRecords: [
              { ...at(11_000), ...info, ...inTrace, ...body('order placed') },
              { ...at(11_000), ...info, ...body('at the same time') },
              { ...at(12_000), ...info, ...body('line one\nline two\ttab "quoted" \\ ö') },
              { ...at(13_000), ...info, body: { kvlistValue: { values: [text('a', 'b'), int('n', 3)] } } },
              { ...at(14_000), ...info, body: { arrayValue: { values: [{ stringValue: 'x' }, { intValue: '1' }] } } },
              { ...at(15_000), ...info, body: { intValue: '42' } },
              { ...at(16_000), ...info, body: { doubleValue: 0.5 } },
              { ...at(17_000), ...info, body: { boolValue: true } },
              { ...at(18_000), ...error, ...body('payment answered 500'), attributes: exception },
            ],
          },
        ],
      },
      {
        resource: { attributes: resources.nameless },
        scopeLogs: [{ logRecords: [{ ...at(19_000), ...info, ...body('a line without a service name') }] }],
      },
    ],
  };
}

/**
 * ExportTraceServiceRequests, in the order in which they are sent: the spans of one trace come in two. No span without a duration:
 * Jaeger makes one nanosecond of it and says so in an attribute, which our store leaves alone.
 */
export function traceSamples(now: number, ids: readonly [string, string, string]): object[] {
  const [whole, failed, lone] = ids;
  const at = (ms: number, lasts: number): object => {
    const start = BigInt(now - 60_000 + ms) * ns;
    return { startTimeUnixNano: String(start + 123n), endTimeUnixNano: String(start + 123n + BigInt(lasts) * ns) };
  };
  const span = (traceId: string, n: number, parent: number | undefined, more: object): object => ({
    ...{ traceId, spanId: spanId(n), name: `span ${n}` },
    ...(parent === undefined ? {} : { parentSpanId: spanId(parent) }),
    ...more,
  });
  const http = { name: '@opentelemetry/instrumentation-http', version: '0.223.0' };
  const event = { timeUnixNano: String(BigInt(now - 59_000) * ns), name: 'exception' };
  const link = { traceId: lone, spanId: spanId(30), traceState: 'a=b', attributes: [text('why', 'batch')] };
  return [
    {
      resourceSpans: [
        {
          resource: { attributes: resources.gateway },
          schemaUrl: 'https://opentelemetry.io/schemas/1.30.0',
          scopeSpans: [
            {
              scope: http,
              schemaUrl: 'https://opentelemetry.io/schemas/1.29.0',
              spans: [
                span(whole, 1, undefined, {
                  ...at(1000, 250),
                  kind: 2,
                  name: 'GET /products',
                  attributes: oddAttributes,
                }),
                span(whole, 2, 1, { ...at(1010, 200), kind: 3, name: 'GET', traceState: 'vendor=1', flags: 257 }),
                span(failed, 11, undefined, {
                  ...{ ...at(2000, 1500), kind: 2, name: 'POST /orders', status: { code: 2, message: 'HTTP 502' } },
                  ...{ events: [{ ...event, attributes: [text('exception.type', 'E')] }, event], links: [link] },
                  ...{ droppedAttributesCount: 1, droppedEventsCount: 2, droppedLinksCount: 3 },
                }),
              ],
            },
            {
              scope: { name: 'scoped', attributes: [text('scope.attribute', 'v')], droppedAttributesCount: 1 },
              spans: [span(whole, 3, 2, { ...at(1020, 1), kind: 1, name: 'request', status: { code: 1 } })],
            },
          ],
        },
        {
          resource: { attributes: resources.nameless },
          scopeSpans: [{ spans: [span(lone, 30, undefined, { ...at(3000, 5), name: 'GET /products' })] }],
        },
        {
          resource: { attributes: resources.empty },
          scopeSpans: [{ spans: [span(lone, 31, 30, { ...at(3001, 1) })] }],
        },
        {
          resource: { attributes: resources.wrong },
          scopeSpans: [{ spans: [span(lone, 32, 30, { ...at(3002, 1) })] }],
        },
      ],
    },
    {
      resourceSpans: [
        {
          resource: { attributes: resources.order },
          scopeSpans: [
            {
              scope: http,
              spans: [
                span(whole, 4, 2, { ...at(1030, 100), kind: 2, name: 'GET /products' }),
                span(failed, 12, 11, { ...at(2010, 1400), kind: 5, name: 'consume', status: { code: 2 } }),
                span(failed, 13, 12, { ...at(2020, 10), kind: 4, name: 'publish' }),
              ],
            },
          ],
        },
        {
          // The same resource as before, in a later export.
          resource: { attributes: resources.gateway },
          scopeSpans: [{ scope: http, spans: [span(failed, 14, 11, { ...at(2030, 20), kind: 3, name: 'POST' })] }],
        },
      ],
    },
  ];
}

export function spanId(n: number): string {
  return n.toString(16).padStart(16, '0');
}
