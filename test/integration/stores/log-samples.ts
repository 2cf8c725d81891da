import { int, ns, oddAttributes, resources, text } from './sample-attributes.ts';

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
