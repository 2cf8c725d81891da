import { expect, it } from 'vitest';
import { checkMessage, readerOf } from '../../../../lib/otlp/codec/check-message.ts';
import { decodeMessage } from '../../../../lib/otlp/codec/decode-message.ts';
import { dropDeep, type ItemPath } from '../../../../lib/otlp/codec/drop-deep.ts';
import { encodeMessage } from '../../../../lib/otlp/codec/encode-message.ts';
import { exportTraceRequest } from '../../../../lib/otlp/codec/schema.ts';
import type { Span } from '../../../../lib/otlp/json/types.ts';
import { attribute, span, traceRequest } from '../samples.ts';

const path: ItemPath = ['resourceSpans', 'scopeSpans', 'spans'];

function deep(levels: number): object {
  let value: object = { intValue: '1' };
  for (let i = 0; i < levels; i += 1) value = { arrayValue: { values: [value] } };
  return { key: 'deep', value };
}

interface Decoded {
  resourceSpans?: { resource: { attributes: { key: string }[] }; scopeSpans: { spans: Span[] }[] }[];
}

function namesIn(body: Buffer): (string | undefined)[] {
  checkMessage(exportTraceRequest, readerOf(body));
  const { resourceSpans = [] } = decodeMessage<Decoded>(exportTraceRequest, body);
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)));
}

it('drops the spans that are nested too deeply, and keeps all others as they are', () => {
  const nested = span(1, 3, { attributes: [deep(70)] as Span['attributes'] & object });
  const body = traceRequest({ order: [span(1, 1), nested, span(1, 2)], payment: [nested, span(2, 1)] });
  const { body: rest, dropped } = dropDeep(exportTraceRequest, body, path);
  expect(dropped).toBe(2);
  expect(rest).toEqual(traceRequest({ order: [span(1, 1), span(1, 2)], payment: [span(2, 1)] }));
});

it('drops all spans of a resource that is nested too deeply', () => {
  const scopeSpans = [{ spans: [span(1, 1), span(1, 2)] }, { spans: [span(1, 3)] }];
  const body = encodeMessage(exportTraceRequest, {
    resourceSpans: [
      { resource: { attributes: [deep(70)] }, scopeSpans },
      {
        resource: { attributes: [attribute('service.name', 'order')] },
        scopeSpans: [{ spans: [span(2, 1, { name: 'kept' })] }],
      },
    ],
  });
  const { body: rest, dropped } = dropDeep(exportTraceRequest, body, path);
  expect(dropped).toBe(3);
  expect(namesIn(rest)).toEqual(['kept']);
});

it('refuses a request that cannot be decoded for another reason', () => {
  const nested = span(1, 3, { attributes: [deep(70)] as Span['attributes'] & object });
  const body = traceRequest({ order: [nested, span(1, 1)] });
  expect(() => dropDeep(exportTraceRequest, body.subarray(0, body.length - 1), path)).toThrow();
});
