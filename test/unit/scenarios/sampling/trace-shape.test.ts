import { describe, expect, it } from 'vitest';
import { missingPart, policyOf } from '../../../../scenarios/sampling/ledger/trace-shape.ts';
import { readSpans, type StoredSpan } from '../../../../lib/otlp/json/read-spans.ts';

const span = (spanId: string, parentSpanId: string, service: string, changes: Partial<StoredSpan> = {}): StoredSpan => {
  const [made] = readSpans({
    resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: 'a', spanId, parentSpanId, name: 'n' }] }] }],
  });
  if (!made) throw new Error('no span');
  return { ...made, service, ...changes };
};
const trace = (...spans: StoredSpan[]) => ({ traceId: 'a', spans });
const whole = [span('1', '', 'gateway'), span('2', '1', 'order'), span('3', '2', 'payment')];

describe('missingPart', () => {
  it('finds nothing in a whole trace', () => {
    expect(missingPart(trace(...whole), { route: 'order', status: 201 })).toBeUndefined();
    expect(missingPart(trace(...whole.slice(0, 2)), { route: 'browse', status: 200 })).toBeUndefined();
  });

  it('finds a missing root, a parent that is not there, a service without spans', () => {
    expect(missingPart(trace(...whole.slice(1)), { route: 'order', status: 201 })).toBe('its root');
    const orphaned = trace(span('1', '', 'gateway'), span('3', '2', 'payment'));
    expect(missingPart(orphaned, { route: 'order', status: 201 })).toBe('the parent 2 of payment "n"');
    const cut = trace(...whole.slice(0, 2));
    expect(missingPart(cut, { route: 'order', status: 201 })).toBe('every span of payment');
  });

  it('does not ask a failed request to have reached every service', () => {
    expect(missingPart(trace(...whole.slice(0, 1)), { route: 'order', status: 503 })).toBeUndefined();
    expect(missingPart(trace(...whole.slice(1)), { route: 'order', status: 503 })).toBe('its root');
  });
});

describe('policyOf', () => {
  const scope = (attributes: StoredSpan['attributes']) => ({ scope: { name: 's', attributes } });

  it('reads it from the scope, where the Collector puts it, or from a span', () => {
    expect(policyOf(trace(span('1', '', 'a', scope({ 'tailsampling.policy': 'slow' }))))).toBe('slow');
    expect(policyOf(trace(span('1', '', 'a', { attributes: { 'tailsampling.policy': 'errors' } })))).toBe('errors');
  });

  it('says where there is none', () => {
    expect(policyOf(trace(span('1', '', 'a')))).toBe('(not recorded)');
    const cached = span('1', '', 'a', scope({ 'tailsampling.cached_decision': true }));
    expect(policyOf(trace(cached))).toBe('(cached decision)');
  });
});
