import { randomFillSync } from 'node:crypto';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { TracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';

export const spansPerTrace = 5;
/** One trace in this many has an error, so that the sampler has something to keep for certain. */
const usualErrorEvery = 100;

/** An OTLP request whose trace ids can be changed in place, so that making traces costs next to nothing. */
export interface TraceTemplate {
  readonly traces: number;
  readonly errors: number;
  /** The body with new trace ids; the same buffer at each call. */
  next(): Buffer;
}

/** A request of `traces` traces of five spans each, as an SDK makes them. */
export function traceTemplate(traces: number, errorEvery: number = usualErrorEvery): TraceTemplate {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'bench' }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('bench');
  const ids: Buffer[] = [];
  for (let index = 0; index < traces; index += 1) {
    const isError = index % errorEvery === 0;
    const failed = isError ? { 'http.response.status_code': 500 } : {};
    const root = tracer.startSpan('GET /products/:id', {
      kind: SpanKind.SERVER,
      attributes: { ...attributes(index), ...failed },
    });
    const inside = trace.setSpan(context.active(), root);
    for (let child = 1; child < spansPerTrace; child += 1) {
      tracer.startSpan(`step ${child}`, { attributes: attributes(index) }, inside).end();
    }
    if (isError) root.setStatus({ code: SpanStatusCode.ERROR });
    root.end();
    ids.push(Buffer.from(root.spanContext().traceId, 'hex'));
  }
  const body = Buffer.from(ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans()) ?? []);
  const places = ids.map((id) => placesOf(body, id));
  const fresh = Buffer.alloc(16);
  return {
    traces,
    errors: Math.ceil(traces / errorEvery),
    next() {
      for (const offsets of places) {
        randomFillSync(fresh);
        for (const offset of offsets) fresh.copy(body, offset);
      }
      return body;
    },
  };
}

function attributes(index: number): Record<string, string | number> {
  return {
    'http.request.method': 'GET',
    'http.route': '/products/:id',
    'url.path': `/products/${index}`,
    'http.response.status_code': 200,
    'server.address': '127.0.0.1',
  };
}

function placesOf(body: Buffer, id: Buffer): number[] {
  const found: number[] = [];
  for (let at = body.indexOf(id); at !== -1; at = body.indexOf(id, at + id.length)) found.push(at);
  return found;
}
