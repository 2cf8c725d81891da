import { expect, it } from 'vitest';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import { loadRates, momentOf } from '../../../ui/runs/moment.ts';
import { beginRun, reduceRun } from '../../../ui/runs/run-state.ts';

const second = (value: number): string => new Date(value * 1000).toISOString();
const alert = (to: 'pending' | 'firing' | 'inactive', at: number): RunEvent => ({
  ...{ type: 'alert', time: second(at), alertname: 'ServiceErrorRateHigh', labels: { service_name: 'payment' } },
  ...{ from: 'inactive', to, at: second(at) },
});
const fault = { fault: 'error-rate', target: 'payment', parameters: {} };
const events: RunEvent[] = [
  { type: 'phase', time: second(0), name: 'steady-state' },
  { type: 'load', time: second(10), sent: 100, ok: 100, failed: 0, rate: 10 },
  { type: 'phase', time: second(20), name: 'fault' },
  { type: 'load', time: second(20), sent: 200, ok: 200, failed: 0, rate: 10 },
  { type: 'fault.start', time: second(20), ...fault },
  alert('pending', 25),
  { type: 'load', time: second(30), sent: 400, ok: 350, failed: 50, rate: 20 },
  alert('firing', 35),
  { type: 'fault.end', time: second(40), ...fault },
  alert('inactive', 45),
];
const start = { id: '1', scenario: 'error-burst', runtime: 'virtual', seed: 1, pace: 1 } as const;
const run = events.reduce(reduceRun, beginRun({ type: 'run.start', time: second(0), run: start }, true));

it('has the rates between two load events', () => {
  expect(loadRates(run)).toEqual({
    requests: [
      [10_000, 10],
      [20_000, 10],
      [30_000, 20],
    ],
    failed: [
      [10_000, 0],
      [20_000, 0],
      [30_000, 5],
    ],
  });
});

it.each([
  ['before the fault', 15, { phase: 'steady-state', rate: 10, failedRate: 0, faults: [], alerts: [] }],
  ['when the fault begins', 20, { phase: 'fault', faults: ['error-rate payment'], alerts: [] }],
  [
    'with a pending alert',
    26,
    { rate: 20, failedRate: 5, alerts: [{ label: expect.anything() as string, state: 'pending' }] },
  ],
  [
    'with a firing alert',
    36,
    { faults: ['error-rate payment'], alerts: [{ label: 'ErrorRate payment', state: 'firing' }] },
  ],
  ['when the fault has ended', 40, { faults: [], alerts: [{ label: 'ErrorRate payment', state: 'firing' }] }],
  ['when the alert is resolved', 45, { faults: [], alerts: [] }],
])('knows what a run was like %s', (_, at, expected) => {
  expect(momentOf(run, at * 1000)).toMatchObject(expected);
});

it('knows no rate after the last load event', () => {
  expect(momentOf(run, 31_000)).not.toHaveProperty('rate');
});
