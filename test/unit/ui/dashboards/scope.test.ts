import { describe, expect, it } from 'vitest';
import { fill, type Scope, type VariableValue } from '../../../../ui/dashboards/scope.ts';
import { chosenIn } from '../../../../web/pages/dashboards/chosen.ts';

const service = (values: string[], changes: Partial<VariableValue['variable']> = {}): VariableValue => ({
  variable: { name: 'service', isMulti: true, hasAll: true, allValue: '', ...changes },
  ...{ values, options: ['a.b', 'c'] },
});
const scope = (variables: VariableValue[] = []): Scope => ({
  ...{ start: 1_000_000, end: 1_900_000, stepMs: 4_000, scrapeMs: 1_000, variables },
});

describe('fill', () => {
  it('replaces the macros of Grafana', () => {
    expect(fill('rate(x[$__rate_interval]) [${__range}] $__interval_ms [$__auto] $unknown', scope())).toBe(
      'rate(x[5s]) [900s] 4000 [4s] $unknown',
    );
    // Four scrapes at least.
    expect(fill('$__rate_interval', { ...scope(), scrapeMs: 15_000 })).toBe('60s');
  });

  it('writes values as patterns where several are possible, and as they are elsewhere', () => {
    expect(fill('{s=~"$service"}', scope([service(['a.b'])]))).toBe(String.raw`{s=~"a\\.b"}`);
    expect(fill('{s=~"$service"}', scope([service(['a.b', 'c'])]))).toBe(String.raw`{s=~"(a\\.b|c)"}`);
    expect(fill('[[service]]', scope([service(['a.b'], { isMulti: false, hasAll: false })]))).toBe('a.b');
    expect(fill('${service:raw} ${service:pipe}', scope([service(['a.b', 'c'])]))).toBe('a.b,c a.b|c');
  });

  it('writes All as its own value, or as all options', () => {
    expect(fill('$service', scope([service(['$__all'], { allValue: '.+' })]))).toBe('.+');
    expect(fill('$service', scope([service(['$__all'])]))).toBe(String.raw`(a\\.b|c)`);
  });
});

describe('chosenIn', () => {
  it('reads the values of a variable from an address', () => {
    expect(chosenIn(new URLSearchParams('var-a=x,y&var-b='), 'a')).toEqual(['x', 'y']);
    expect(chosenIn(new URLSearchParams('var-a=x&var-b='), 'b')).toBeUndefined();
  });
});
