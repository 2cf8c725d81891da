import { describe, expect, it } from 'vitest';
import { importSpans } from './trace-spans.ts';
import { request } from './web-and-cart.ts';

describe('attributes', () => {
  const spans = [1, 2, 3].flatMap((number) =>
    request(`t${number}`, [], number === 3 ? 500 : 200).map((span) => ({
      ...span,
      at: number,
      attributes: {
        ...span.attributes,
        'customer.tier': number === 2 ? 'gold' : 'free',
        'customer.email': 'anna@example.com',
        'cart.items': number,
        ...(number === 3 ? { 'failure.cause': 'pool' } : {}),
      },
      resource: {
        'deployment.environment.name': 'production',
        'service.instance.id': `i${number % 2}`,
        'host.name': `h${number % 2}`,
      },
    })),
  );
  const attributesOf = (withValues: boolean): unknown => {
    const web = importSpans(spans, withValues).file.services.web as { routes: Record<string, { attributes: unknown }> };
    return web.routes['GET /cart']?.attributes;
  };

  it('are named, without their values', () => {
    expect(attributesOf(false)).toEqual({
      'customer.tier': 'omitted',
      'customer.email': 'omitted',
      'cart.items': 0,
      'failure.cause': { 'on-error': 'omitted' },
    });
    const { text, file } = importSpans(spans);
    for (const secret of ['anna', 'gold', 'production', 'pool', 'i0', 'h0']) expect(text).not.toContain(secret);
    expect(file.services.web).toMatchObject({ replicas: 2 });
    expect(file.attributes).toEqual({ 'deployment.environment.name': 'omitted', 'host.name': 'omitted-$replica' });
  });

  it('have values on request', () => {
    expect(attributesOf(true)).toEqual({
      'customer.tier': { choose: { free: 2, gold: 1 } },
      'customer.email': 'anna@example.com',
      'cart.items': { choose: [1, 2, 3] },
      'failure.cause': { 'on-error': 'pool' },
    });
    expect(importSpans(spans, true).file.attributes).toMatchObject({ 'deployment.environment.name': 'production' });
  });
});
