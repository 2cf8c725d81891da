import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../../lib/otlp/codec/decode-message.ts';
import { encodeMessage } from '../../../lib/otlp/codec/encode-message.ts';
import { resourceType } from '../../../lib/otlp/codec/schema.ts';
import type { KeyValue, Resource } from '../../../lib/otlp/json/types.ts';
import { namedResource } from '../../../stack/stores/traces/named-resource.ts';
import { attribute } from '../otlp/samples.ts';

const host = attribute('host.name', 'box');

describe('namedResource', () => {
  it.each<[string, KeyValue[], string]>([
    ['a name', [attribute('service.name', 'order')], 'order'],
    ['no name', [], 'missing-service-name'],
    ['an empty name', [attribute('service.name', '')], 'empty-service-name'],
    ['a number', [{ key: 'service.name', value: { intValue: '5' } }], 'service-name-wrong-type'],
  ])('of %s', (_, given, service) => {
    const named = namedResource(encodeMessage(resourceType, { attributes: [host, ...given] }));
    expect(named.service).toBe(service);
    expect(decodeMessage<Resource>(resourceType, named.resource).attributes).toEqual([
      host,
      attribute('service.name', service),
    ]);
  });
});
