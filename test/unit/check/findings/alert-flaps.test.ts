import { expect, test } from 'vitest';
import { alertFlaps } from '../../../../check/findings/alert-flaps.ts';
import { alertNeverFires } from '../../../../check/findings/alert-never-fires.ts';
import { findingsOf } from '../../../../check/findings/definition.ts';
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
const episode = (from: number, to?: number, labels = {}): AlertEpisode => ({
  alertname: 'A',
  labels,
  pendingAt: from * minute,
  ...(to === undefined ? {} : { resolvedAt: to * minute }),
});

const fired = (from: number, to: number, labels = {}): AlertEpisode => ({
  ...episode(from, to, labels),
  firingAt: from * minute,
});

const none = (): Promise<never[]> => Promise.resolve([]);
const asked = { query: none, queryRange: none, samples: none, series: none, labelValues: none, ruleHealth: none };
const context = { queries: new RunQueries(asked, timeline), rules: [rule], stepMs: 15_000 };

test.each<[string, AlertEpisode[], string | undefined]>([
  ['once for each fault is no flapping', [fired(11, 15), fired(26, 30), fired(41, 45)], undefined],
  ['twice for one fault is', [fired(11, 12), fired(13, 15)], 'A became active 2 times during one'],
  ['three times without one is', [fired(3, 4), fired(5, 6), fired(7, 8)], 'A became active 3 times in total'],
  ['pending episodes alone are none', [episode(11, 12), episode(13, 15), episode(16, 17)], undefined],
  ['nor do they count next to one that fired', [episode(11, 11.5), fired(12, 13), episode(13.5, 14)], undefined],
  ['when it begins and when it is over is none', [fired(11, 12), fired(14.5, 16)], undefined],
  ['soon again when it is over is', [fired(11, 14), fired(14.5, 16)], 'A became active 2 times during one'],
  ['other labels are another alert', [fired(11, 12, { x: '1' }), fired(13, 15, { x: '2' })], undefined],
])('%s', async (_name, episodes, message) => {
  const [found] = await findingsOf(alertFlaps, { rules: [{ rule, episodes, context }] });
  expect(found?.message).toBe(message);
});

test.each<[string, AlertEpisode[], string, RegExp]>([
  [
    'a `for` longer than the fault',
    [episode(11, 14.5)],
    'warning',
    /^Its `for` of 5m is longer than one, which lasted 4m\.$/,
  ],
  ['a condition with gaps', [episode(3, 4), episode(5, 9)], 'error', /was not true for 5m without a gap/],
  ['moments of a fault', [episode(11, 11.25), episode(26, 26.5)], 'info', /was not true for 5m without a gap/],
  ['the end of the traffic', [episode(58)], 'warning', /still pending when the traffic ended/],
])('an alert that was only pending: %s', async (_name, episodes, severity, why) => {
  const [finding] = await findingsOf(alertNeverFires, { rules: [{ rule, episodes, context }] });
  expect(finding).toMatchObject({ kind: 'alert-never-fires', severity, why: expect.stringMatching(why) as string });
  expect(finding?.message).toMatch(
    /^A was pending (once, for (3m30s|2m)|2 times, for at most (4m|30s)), but fires only after 5m$/,
  );
});

test('keep_firing_for is suggested if it bridges the gaps within a fault and none between two', async () => {
  const hintOf = async (...episodes: AlertEpisode[]): Promise<string | undefined> =>
    (await findingsOf(alertFlaps, { rules: [{ rule, episodes, context }] }))[0]?.hint;
  expect(await hintOf(fired(10, 11), fired(13, 14), fired(25, 26))).toBe('Write: keep_firing_for: 3m.');
  // The next fault begins before that.
  const soon = await hintOf(fired(10, 11), fired(18, 24), fired(25, 26));
  expect(soon).toBeUndefined();
});
