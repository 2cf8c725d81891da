import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { exponents } from '../../../bench/growth/exponents.ts';
import { ruleFile } from '../../../bench/growth/inputs.ts';

const sizes = [10, 50, 200, 1000];
const grown = (costOf: (size: number) => number, startUp: boolean): number[] =>
  exponents(
    'work',
    sizes.map((size) => ({ size, cost: costOf(size) })),
    { startUp },
  ).map(({ value }) => value);

describe('the exponent of growth', () => {
  test('is 1 for linear growth, with and without start-up', () => {
    for (const exponent of grown((size) => 3 * size, false)) expect(exponent).toBeCloseTo(1);
    for (const exponent of grown((size) => 30 + 3 * size, true)) expect(exponent).toBeCloseTo(1);
  });
  test('misses its goal for quadratic growth behind a start-up', () => {
    const costs = sizes.map((size) => ({ size, cost: 100 + size ** 2 / 10 }));
    const [first, last] = exponents('work', costs, { startUp: true });
    expect(first?.value).toBeGreaterThan(1.3);
    expect(last?.value).toBeGreaterThan(1.3);
    expect(last?.goal).toEqual({ value: 1.3, better: 'less' });
  });
  test('is that of the whole cost where that is mostly start-up, so that noise does not decide', () => {
    const [first, last] = grown((size) => (size === 50 ? 99.99 : 100 + size / 100), true);
    expect(first).toBeCloseTo(0, 1);
    expect(last).toBeCloseTo(0, 1);
  });
});

test('generated rules differ in name and expression, in groups of twenty', () => {
  const { groups } = parse(ruleFile(50)) as {
    groups: { rules: { alert?: string; record?: string; expr: string }[] }[];
  };
  expect(groups.map(({ rules }) => rules.length)).toEqual([20, 20, 10]);
  const rules = groups.flatMap((group) => group.rules);
  expect(new Set(rules.map(({ alert, record }) => alert ?? record)).size).toBe(50);
  const alerts = rules.filter(({ alert }) => alert !== undefined);
  expect(new Set(alerts.map(({ expr }) => expr)).size).toBe(alerts.length);
});
