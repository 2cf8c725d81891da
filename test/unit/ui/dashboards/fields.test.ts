import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../lib/json.ts';
import type { FieldConfig } from '../../../../ui/dashboards/dashboard.ts';
import { fieldOf, rangeOf } from '../../../../ui/dashboards/fields.ts';
import { reduce } from '../../../../ui/dashboards/reduce.ts';
import { unitFormat } from '../../../../ui/dashboards/units.ts';

describe('unitFormat', () => {
  it.each([
    ['s', undefined, 0.25, '250ms'],
    ['ms', undefined, 1500, '1.5s'],
    ['µs', undefined, 20, '0.02ms'],
    ['percentunit', 1, 0.0512, '5.1%'],
    ['percentunit', undefined, 0.05, '5%'],
    ['percent', 0, 12.4, '12%'],
    ['bytes', undefined, 93_952_410, '89.6 MiB'],
    ['decbytes', undefined, 93_952_410, '94 MB'],
    ['currencyUSD', undefined, 143.481, '$143.48'],
    ['currencyUSD', undefined, -44_602.5, '-$44,603'],
    ['reqps', undefined, 3.84, '3.84 req/s'],
    ['short', 0, 1234.4, '1,234'],
    ['short', 2, 1234.5678, '1,234.57'],
    ['furlongs', undefined, 3, '3 furlongs'],
    ['none', undefined, Number.NaN, 'NaN'],
  ])('%s with %s decimals writes %d as %s', (unit, decimals, value, text) => {
    expect(unitFormat(unit, decimals)(value)).toBe(text);
  });
});

describe('fieldOf', () => {
  const config = {
    defaults: {
      ...{ unit: 's', min: 0, custom: { stacking: { mode: 'normal' }, fillOpacity: 30 } },
      mappings: [{ type: 'value', options: { 0: { text: 'down', color: 'dark-red' } } }],
      thresholds: {
        mode: 'absolute',
        steps: [
          { color: 'green', value: null },
          { color: 'orange', value: 1 },
          { color: 'semi-dark-red', value: 2 },
        ],
      },
    },
    overrides: [
      { matcher: { id: 'byName', options: 'size' }, properties: { unit: 'bytes', 'custom.axisPlacement': 'right' } },
      { matcher: { id: 'byRegexp', options: '/^late/' }, properties: { displayName: 'Late' } },
      { matcher: { id: 'byFrameRefID', options: 'B' }, properties: { decimals: 1, unit: 'none' } },
    ],
  };

  it('has the defaults, and what overrides set for its name', () => {
    expect(fieldOf(config, 'x')).toMatchObject({ unit: 's', min: 0, isStacked: true, fillOpacity: 30, isRight: false });
    expect(fieldOf(config, 'size')).toMatchObject({ unit: 'bytes', isRight: true });
    expect(fieldOf(config, 'late spans').displayName).toBe('Late');
    expect(fieldOf(config, 'x', 'B').format(1)).toBe('1.0');
  });

  it('gives a value the tone of the highest threshold that it reaches, or of its mapping', () => {
    const field = fieldOf(config, 'x');
    expect([0.5, 1, 1.9, 2, 100, 0].map(field.toneOf)).toEqual(['ok', 'warn', 'warn', 'bad', 'bad', 'bad']);
    expect([field.format(0), field.format(0.5)]).toEqual(['down', '500ms']);
  });

  describe('with thresholds in percent', () => {
    const steps = [
      { color: 'green', value: null },
      { color: 'orange', value: 50 },
      { color: 'red', value: 90 },
    ];
    const inPercent = (more: JsonObject): FieldConfig => ({
      defaults: { ...more, thresholds: { mode: 'percentage', steps } },
      overrides: [],
    });
    const series = [{ points: [[0, 20] as const, [1, Number.NaN] as const] }, { points: [[0, 220] as const] }];

    it('takes them of its own least and greatest value', () => {
      const field = fieldOf(inPercent({ min: 0, max: 10 }), 'x', '', rangeOf(series));
      expect([4.9, 5, 9].map(field.toneOf)).toEqual(['ok', 'warn', 'bad']);
    });

    it('takes them of the values of the panel where it has none', () => {
      const field = fieldOf(inPercent({}), 'x', '', rangeOf(series));
      expect([119, 120, 199, 200].map(field.toneOf)).toEqual(['ok', 'warn', 'warn', 'bad']);
      expect(fieldOf(inPercent({ min: 0 }), 'x', '', rangeOf(series)).thresholds[1]?.from).toBe(110);
    });

    it('has none without values', () => {
      expect(fieldOf(inPercent({}), 'x', '', rangeOf([])).thresholds).toEqual([]);
    });
  });
});

describe('reduce', () => {
  const points = [Number.NaN, 3, 1, 2, Number.NaN].map((value, time) => [time, value] as const);
  it.each([
    ['lastNotNull', 2],
    ['firstNotNull', 3],
    ['min', 1],
    ['max', 3],
    ['sum', 6],
    ['mean', 2],
    ['count', 3],
    ['range', 2],
  ])('%s is %d', (calculation, value) => {
    expect(reduce(points, calculation)).toBe(value);
  });

  it('is undefined without a number', () => {
    expect(reduce([[1, Number.NaN]], 'sum')).toBeUndefined();
  });
});
