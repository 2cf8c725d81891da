import { expect, test } from 'vitest';
import { flaps } from '../../../../check/findings/alert-flaps.ts';
import { neverFires } from '../../../../check/findings/alert-never-fires.ts';
import { RunQueries } from '../../../../check/analysis/rules/run-queries.ts';
import type { AlertEpisode, Rule } from '../../../../check/inputs/rules/rule.ts';
import type { FaultWindow, Timeline } from '../../../../check/run/timeline.ts';

const minute = 60_000;
const fault = (label: string, start: number, end: number): FaultWindow => ({
  label,
  fault: 'error-rate',
  target: 'payment',
  parameters: {},
  start: start * minute,
  end: end * minute,
});
const timeline: Timeline = {
  start: 0,
  end: 60 * minute,
  baseline: { start: 2 * minute, end: 10 * minute },
  faults: [fault('one', 10, 14), fault('two', 25, 29), fault('three', 40, 44)],
};
const rule: Rule = {
  kind: 'alert',
  name: 'A',
  group: 'g',
  expr: 'a > 1',
  forMs: 5 * minute,
  keepFiringForMs: 0,
  labels: {},
  intervalMs: 15_000,
  source: { file: 'r.yml', line: 3 },
};
const life = (from: number, to?: number, labels = {}): AlertEpisode => ({
  alertname: 'A',
  labels,
  pendingAt: from * minute,
  ...(to === undefined ? {} : { resolvedAt: to * minute }),
});

test.each<[string, AlertEpisode[], string | undefined]>([
  ['once for each fault is no flapping', [life(11, 15), life(26, 30), life(41, 45)], undefined],
  ['twice for one fault is', [life(11, 12), life(13, 15)], 'A came and went 2 times during one.'],
  ['three times without one is', [life(3, 4), life(5, 6), life(7, 8)], 'A came and went 3 times in all.'],
  ['other labels are another alert', [life(11, 12, { x: '1' }), life(13, 15, { x: '2' })], undefined],
])('%s', (_name, episodes, message) => {
  expect(flaps(rule, episodes, timeline)?.message).toBe(message);
});

const none = (): Promise<never[]> => Promise.resolve([]);
const asked = { query: none, queryRange: none, samples: none, series: none, labelValues: none, ruleHealth: none };
const context = { queries: new RunQueries(asked, timeline), rules: [rule], stepMs: 15_000 };

test.each<[string, AlertEpisode[], string, RegExp]>([
  ['a `for` that outlasts the fault', [life(11, 14.5)], 'error', /^Its `for` of 5m outlasts one, which lasted 4m\.$/],
  ['a condition with gaps', [life(3, 4), life(5, 9)], 'error', /does not hold for 5m without a gap/],
  ['the end of the traffic', [life(58)], 'warning', /still pending when the traffic ended/],
])('an alert that was only pending: %s', async (_name, episodes, severity, why) => {
  const finding = await neverFires(rule, episodes, context);
  expect(finding).toMatchObject({ kind: 'alert-never-fires', severity, why: expect.stringMatching(why) as string });
  expect(finding.message).toMatch(
    /^A went pending (once|2 times), for (3m30s|4m|2m) at the longest, but fires only after 5m\.$/,
  );
});
