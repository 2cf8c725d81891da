import { randomBytes, randomFillSync } from 'node:crypto';
import { encodeMessage } from '../../lib/otlp/codec/encode-message.ts';
import { exportTraceRequest } from '../../lib/otlp/codec/schema.ts';
import type { FloodParameters } from './flood-parameters.ts';

/** The service that a flood's spans say they come from. */
export const floodService = 'flood';

/**
 * Makes the requests of a flood: each one trace, whose root never comes, so that the sampler holds it as long as it holds any. The body is
 * encoded once and only its trace id is new in each, so that the sender costs next to nothing beside the Collector. The ids are never those
 * of an earlier flood, whose decisions the sampler remembers and would follow at once.
 *
 * What makes a span large is bytes, not text: redaction searches text, and a Collector that is busy searching takes in less.
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
