import type { StoredSpan } from '../../../../lib/otlp/json/read-spans.ts';

type Part = Pick<StoredSpan, 'traceId' | 'spanId' | 'parentSpanId' | 'service'>;

/** A server span of 20ms that starts at `startMs` (since the epoch), sampled by a policy. */
export function fakeSpan(
  { service, ...ids }: Part,
  { startMs, policy, attributes = {} }: { startMs: number; policy: string; attributes?: StoredSpan['attributes'] },
): StoredSpan {
  const start = BigInt(startMs) * 1_000_000n;
  return {
    ...ids,
    name: 'GET',
    kind: 'server',
    service,
    start,
    end: start + 20_000_000n,
    attributes,
    resource: { 'service.name': service },
    scope: { name: 'fake', attributes: { 'tailsampling.policy': policy } },
    status: { error: false, message: '' },
    events: [],
    links: [],
    traceState: '',
  };
}
