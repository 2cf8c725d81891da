import { randomBytes, randomFillSync } from 'node:crypto';
import { encodeMessage } from '../../lib/otlp/codec/encode-message.ts';
import { exportTraceRequest } from '../../lib/otlp/codec/schema.ts';
import type { FloodParameters } from './flood-parameters.ts';

/** The `service.name` of a flood's spans. */
export const floodService = 'flood';

/**
 * Returns a function that makes the requests of a flood. Each is one trace without a root span, so that the sampler
 * keeps it in memory for its whole decision wait. The body is encoded once and only its trace id changes, so that
 * sending costs very little compared to the Collector. No id is one of an earlier flood: the sampler would apply its
 * cached decision.
 *
 * A span is large by an attribute of bytes, not of text: redaction searches text, and the Collector would accept less.
 */
export function floodSpans(
  { spansPerRequest, bytesPerSpan }: FloodParameters,
  now: number,
): () => Uint8Array<ArrayBuffer> {
  const traceId = randomBytes(16);
  const start = BigInt(Math.round(now)) * 1_000_000n;
  const span = {
    traceId: traceId.toString('hex'),
    parentSpanId: randomBytes(8).toString('hex'),
    name: 'dump the whole request',
    kind: 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + 1_000_000n),
    attributes: [{ key: 'debug.dump', value: { bytesValue: randomBytes(bytesPerSpan).toString('base64') } }],
  };
  const spans = Array.from({ length: spansPerRequest }, () => ({ ...span, spanId: randomBytes(8).toString('hex') }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: floodService } }] };
  const template = encodeMessage(exportTraceRequest, {
    resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'telemetry-flood' }, spans }] }],
  });
  const places: number[] = [];
  for (let at = template.indexOf(traceId); at !== -1; at = template.indexOf(traceId, at + 1)) places.push(at);
  const fresh = Buffer.alloc(traceId.length);
  return () => {
    const body = new Uint8Array(template);
    randomFillSync(fresh);
    for (const place of places) body.set(fresh, place);
    return body;
  };
}
