import pc from 'picocolors';
import { expect, test } from 'vitest';
import { checkProgress } from '../../../../cli/reporters/check/progress.ts';
import { defined } from '../../../../lib/defined.ts';
import type { RunEvent } from '../../../../lib/events/run-event.ts';

const at = (minutes: number): string => new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();
const start = (scenario: string, plannedMs?: number): RunEvent => ({
  ...{ type: 'run.start', time: at(0) },
  run: { id: 'x', scenario, runtime: 'virtual', seed: 1, pace: 1, ...defined({ plannedMs }) },
});
const load = (minutes: number): RunEvent => ({ type: 'load', time: at(minutes), sent: 1, ok: 1, failed: 0, rate: 1 });
const end: RunEvent = { type: 'run.end', time: at(47), result: 'pass', exitCode: 0, ms: 1 };

test('one run shows how far it has come, then that it asks, then nothing', () => {
  const shown: (string | undefined)[] = [];
  const { onPlayed } = checkProgress((line) => shown.push(line), pc.createColors(false));
  for (const event of [start('shop', 40 * 60_000), load(10), load(40), load(41), end]) onPlayed(event);
  expect(shown).toEqual([
    '  shop ──────────────────── 00:00:00 of 00:40:00',
    '  shop ━━━━━─────────────── 00:10:00 of 00:40:00',
    '  shop: 00:40:00 played, asking what became of it',
    '  shop: 00:40:00 played, asking what became of it',
    undefined,
  ]);
});

test('of several it names those that are being played, and how many are done', () => {
  const shown: (string | undefined)[] = [];
  const { onPlayed } = checkProgress((line) => shown.push(line), pc.createColors(false), 3);
  onPlayed(start('baseline'), 'baseline');
  onPlayed(start('error-burst'), 'error-burst');
  onPlayed(load(5), 'error-burst');
  // What is read out of Prometheus afterwards bears an earlier time.
  onPlayed(load(4), 'error-burst');
  onPlayed(end, 'baseline');
  expect(shown.slice(-2)).toEqual([
    '  0 of 3 scenarios done · baseline 00:00:00 · error-burst 00:05:00',
    '  1 of 3 scenarios done · error-burst 00:05:00',
  ]);
});
