import type { RunEvent } from '../../../../lib/events/run-event.ts';

const at = (second: number): string => new Date(Date.parse('2026-01-02T03:04:05.000Z') + second * 1000).toISOString();

/** A whole run in which one expectation fails, with an event of a type that no reporter knows. */
export const failedRun: RunEvent[] = [
  { type: 'phase', time: at(-2), name: 'boot' },
  { type: 'component', time: at(-1), name: 'gateway', state: 'ready', ms: 250 },
  {
    type: 'run.start',
    time: at(0),
    run: { id: 'r1', scenario: 'error-burst', runtime: 'embedded', seed: 7, pace: 20 },
  },
  { type: 'phase', time: at(0.1), name: 'steady-state' },
  { type: 'load', time: at(1), sent: 20, ok: 19, failed: 1, rate: 20 },
  { type: 'load', time: at(2), sent: 40, ok: 39, failed: 1, rate: 20 },
  { type: 'from-the-future', time: at(2) } as unknown as RunEvent,
  { type: 'phase', time: at(3), name: 'fault' },
  { type: 'fault.start', time: at(3), fault: 'error-rate', target: 'payment', parameters: { rate: 0.5 } },
  {
    type: 'alert',
    time: at(9),
    alertname: 'ServiceErrorRateHigh',
    labels: { service_name: 'payment' },
    from: 'pending',
    to: 'firing',
    at: at(8.5),
  },
  { type: 'fault.end', time: at(13), fault: 'error-rate', target: 'payment', parameters: { rate: 0.5 } },
  {
    type: 'expect.pass',
    time: at(20),
    name: 'the alert fires & resolves',
    expected: 'firing',
    observed: 'fired after 5.5s',
    tries: 3,
    ms: 1500,
    evidence: [],
  },
  {
    type: 'expect.fail',
    time: at(21),
    name: 'every error trace is kept',
    expected: '40 of 40',
    observed: '39 of 40 <1 missing>',
    tries: 12,
    ms: 10_000,
    evidence: [
      { label: 'lost at', text: 'tail_sampling: 1 trace not sampled' },
      { label: 'trace', url: 'http://127.0.0.1:16686/trace/abc' },
    ],
  },
  { type: 'expect.skip', time: at(21), name: 'needs a fault', reason: 'run without faults' },
  {
    type: 'ledger',
    time: at(22),
    classes: [
      {
        class: 'error',
        sent: 40,
        kept: 39,
        dropped: 1,
        expected: { min: 40, max: 40 },
        incomplete: 0,
        policies: { slow: 2, errors: 37 },
      },
      {
        class: 'normal',
        sent: 900,
        kept: 44,
        dropped: 856,
        expected: { min: 25, max: 68 },
        incomplete: 0,
        policies: {},
      },
    ],
    unaccounted: 0,
  },
  { type: 'run.end', time: at(23), result: 'fail', exitCode: 1, ms: 23_000 },
];

/** A run that ended by an error before anything was asked. */
export const brokenRun: RunEvent[] = [
  {
    type: 'run.start',
    time: at(30),
    run: { id: 'r2', scenario: 'baseline', runtime: 'embedded', seed: 7, pace: 20 },
  },
  {
    type: 'run.end',
    time: at(31),
    result: 'error',
    exitCode: 3,
    ms: 1_000,
    error: {
      code: 'steady-state',
      message: 'The steady state was not reached: healthy',
      details: ['503'],
      hint: 'Look.',
    },
  },
];
