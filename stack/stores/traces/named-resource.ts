import { decodeMessage } from '../../../lib/otlp/codec/decode-message.ts';
import { encodeMessage } from '../../../lib/otlp/codec/encode-message.ts';
import { resourceType } from '../../../lib/otlp/codec/schema.ts';
import type { Resource } from '../../../lib/otlp/json/types.ts';

const key = 'service.name';

/**
 * A resource in the wire form with the name of its service, which Jaeger makes up where there is none.
 * Source: jaegertracing/jaeger, internal/jptrace/sanitizer/emptyservicename.go.
 */
export function namedResource(wire: Buffer): { service: string; resource: Buffer } {
  const resource = decodeMessage<Resource>(resourceType, wire);
  const attributes = resource.attributes ?? [];
  const value = attributes.find((attribute) => attribute.key === key)?.value;
  const given = value?.stringValue;
  // A copy: what is shared by many spans must not keep a whole request's body in memory.
  if (given !== undefined && given !== '') return { service: given, resource: Buffer.from(wire) };
  const service =
    given === '' ? 'empty-service-name' : value === undefined ? 'missing-service-name' : 'service-name-wrong-type';
  const others = attributes.filter((attribute) => attribute.key !== key);
  const named = { ...resource, attributes: [...others, { key, value: { stringValue: service } }] };
  return { service, resource: encodeMessage(resourceType, named) };
}
