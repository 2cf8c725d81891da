import { expect, test } from 'vitest';
import { readEpisodes } from '../../../../../check/analysis/rules/episodes.ts';
import type { Rule } from '../../../../../check/inputs/rules/rule.ts';
import type { RangeSeries } from '../../../../../stack/clients/prometheus.ts';

const rule = (name: string, intervalMs = 15_000, labels = {}): Rule => ({
  kind: 'alert',
  name,
  group: 'g',
  expr: 'up',
  forMs: 0,
  keepFiringForMs: 0,
  labels,
  intervalMs,
  source: { file: 'a.yml', line: 1 },
});

/** Samples of ALERTS at these seconds. */
const alerts = (alertname: string, alertstate: string, seconds: number[], labels = {}): RangeSeries => ({
  labels: { __name__: 'ALERTS', alertname, alertstate, ...labels },
  points: seconds.map((second) => [second * 1000, 1]),
});

async function episodesOf(stored: RangeSeries[], rules: Rule[], end = 600): Promise<unknown[]> {
  const asked: string[] = [];
  const samples = (selector: string): Promise<RangeSeries[]> => {
    asked.push(selector);
    return Promise.resolve(stored);
  };
  const episodes = await readEpisodes({ samples }, { rules }, { start: 0, end: end * 1000 });
  expect(asked).toEqual([`ALERTS[${end * 1000}ms]`]);
  return episodes.map(({ alertname, labels, pendingAt, firingAt, resolvedAt }) => [
    alertname,
    labels,
    pendingAt / 1000,
    firingAt === undefined ? undefined : firingAt / 1000,
    resolvedAt === undefined ? undefined : resolvedAt / 1000,
  ]);
}

test('an alert goes pending, fires and is gone at the evaluation after its last', async () => {
  const stored = [alerts('A', 'firing', [45, 60, 75], { x: '1' }), alerts('A', 'pending', [15, 30], { x: '1' })];
  expect(await episodesOf(stored, [rule('A')])).toEqual([['A', { x: '1' }, 15, 45, 90]]);
});

test('an episode ends at an evaluation without a sample, and each set of labels has its own', async () => {
  const stored = [
    alerts('A', 'pending', [15, 30, 75, 90], { x: '1' }),
    alerts('A', 'pending', [30], { x: '2' }),
    alerts('B', 'firing', [60]),
  ];
  expect(await episodesOf(stored, [rule('A'), rule('B', 60_000)])).toEqual([
    ['A', { x: '1' }, 15, undefined, 45],
    ['A', { x: '2' }, 30, undefined, 45],
    ['B', {}, 60, 60, 120],
    ['A', { x: '1' }, 75, undefined, 105],
  ]);
});

test('pending after firing is another episode', async () => {
  const stored = [alerts('A', 'firing', [15, 30]), alerts('A', 'pending', [45, 60])];
  expect(await episodesOf(stored, [rule('A')])).toEqual([
    ['A', {}, 15, 15, 45],
    ['A', {}, 45, undefined, 75],
  ]);
});

test('what lasts to the end has no end', async () => {
  expect(await episodesOf([alerts('A', 'firing', [15, 30, 45, 60])], [rule('A')], 70)).toEqual([
    ['A', {}, 15, 15, undefined],
  ]);
});

test('of rules of one name the interval is that of the one whose labels the alert has', async () => {
  const rules = [rule('A', 60_000, { severity: 'page' }), rule('A', 15_000, { severity: 'warn' })];
  const stored = [
    alerts('A', 'firing', [15, 75], { severity: 'page' }),
    alerts('A', 'firing', [15, 75], { severity: 'warn' }),
  ];
  expect(await episodesOf(stored, rules)).toEqual([
    ['A', { severity: 'page' }, 15, 15, 135],
    ['A', { severity: 'warn' }, 15, 15, 30],
    ['A', { severity: 'warn' }, 75, 75, 90],
  ]);
});
