import { ns, oddAttributes, resources, text } from './sample-attributes.ts';

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

function spanId(n: number): string {
  return n.toString(16).padStart(16, '0');
}
