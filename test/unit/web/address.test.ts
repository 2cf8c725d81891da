import { describe, expect, it } from 'vitest';
import { hrefOf, parseRoute } from '../../../web/app/address.ts';

describe('parseRoute', () => {
  it.each([
    ['', { page: '', id: undefined, params: {} }],
    ['#/', { page: '', id: undefined, params: {} }],
    ['#/traces/4bf9', { page: 'traces', id: '4bf9', params: {} }],
    ['#/logs?service=order&q=a%3Fb%26c', { page: 'logs', id: undefined, params: { service: 'order', q: 'a?b&c' } }],
    ['#/traces/%ZZ', { page: 'traces', id: '%ZZ', params: {} }],
  ])('reads %j', (hash, { params, ...rest }) => {
    const route = parseRoute(hash);
    expect(route).toMatchObject(rest);
    expect(Object.fromEntries(route.params)).toEqual(params);
  });
});

describe('hrefOf', () => {
  it('leaves out what is not set, and is read as it was written', () => {
    const href = hrefOf('/metrics', { q: 'rate(a{b="c?d#e"}[1m]) > 0', service: undefined, range: '' });
    expect(href).toMatch(/^#\/metrics\?q=/);
    expect(Object.fromEntries(parseRoute(href).params)).toEqual({ q: 'rate(a{b="c?d#e"}[1m]) > 0' });
  });
});
