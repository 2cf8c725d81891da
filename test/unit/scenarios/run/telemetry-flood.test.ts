import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../lib/events/run-event.ts';
import type { ScenarioInput } from '../../../../scenarios/scenario.ts';
import { type Failures, floodParameters } from './failures.ts';
import { endOf, failed, of, run } from './fake-run.ts';

describe('a run with a telemetry flood', () => {
  const flood = {
    fault: 'telemetry-flood',
    target: { component: 'otel-collector' },
    parameters: floodParameters,
    to: '5m',
  } as const;
  const changes: Partial<ScenarioInput> = {
    faults: [flood],
    expectations: [
      { type: 'refused', name: 'refused', atLeast: 40 },
      { type: 'load', name: 'users', maxErrors: 0, latency: { quantile: 0.95, maxMs: 100 } },
      { type: 'traces', name: 'payments', class: 'payment', orRefused: true },
      { type: 'accounted', name: 'accounted' },
    ],
  };
  const observed = (events: RunEvent[], name: string) =>
    [...of(events, 'expect.pass'), ...of(events, 'expect.fail')].find((event) => event.name === name)?.observed;

  it('sends as fast as it should, sees refusals, and ends', async () => {
    const { events } = await run({ changes });
    expect(failed(events)).toEqual([]);
    expect(of(events, 'fault.start')).toMatchObject([{ fault: 'telemetry-flood', target: 'otel-collector' }]);
    expect(of(events, 'fault.end')).toHaveLength(1);
    // One at the start, then 10/s until ten are accepted; then one or two per second, as each refusal is followed by a pause.
    // Each has four spans, and the phase lasts 15 s.
    const [, refused = '', taken = ''] =
      /spans (\d+) were refused and (\d+) accepted;/.exec(observed(events, 'refused') ?? '') ?? [];
    expect(Number(taken)).toBe(40);
    expect(Number(refused)).toBeGreaterThanOrEqual(4 * 14);
    expect(Number(refused)).toBeLessThanOrEqual(4 * 28);
    expect(observed(events, 'users')).toMatch(/^0 of \d+ requests failed, 95% took at most 20ms$/);
  });

  it('sends nothing in a run without faults', async () => {
    const { events } = await run({ changes, withFaults: false });
    expect(endOf(events)).toMatchObject({ result: 'pass' });
    expect(of(events, 'expect.skip').map(({ name }) => name)).toEqual(['refused']);
  });

  it('reports what was refused to the services and dropped by them, and excuses no other loss', async () => {
    const { events } = await run({ changes, failures: { refuse: 7 } });
    expect(failed(events)).toEqual([]);
    const [ledger] = of(events, 'ledger');
    expect(ledger?.unaccounted).toBe(0);
    expect(ledger?.refused).toBeGreaterThan(10);
    expect(observed(events, 'accounted')).toBe(`0 unaccounted, ${ledger?.refused ?? 0} refused`);
    expect(observed(events, 'payments')).toContain(`${ledger?.refused ?? 0} traces of all classes were refused`);
  });

  it.each<[string, Failures]>([
    ['was refused', { refuseOrderSpan: 7 }],
    ['was refused, and sent again after the decision', { delayOrderSpan: 7 }],
  ])('excuses an order that the sampler dropped because the span of its policy %s', async (_, failures) => {
    const { events } = await run({ changes, failures });
    expect(failed(events)).toEqual([]);
    const [, kept, sent] = /^(\d+) of (\d+) payment traces kept/.exec(observed(events, 'payments') ?? '') ?? [];
    expect(Number(kept)).toBeLessThan(Number(sent));
  });

  it('excuses no order that the sampler dropped although no service dropped a span', async () => {
    const { events } = await run({ changes, failures: { loseOrderSpan: 7 } });
    expect(failed(events)).toEqual(['payments']);
  });

  it('still counts what is refused when no request may be', async () => {
    const strict = { ...changes, expectations: [{ type: 'traces', name: 'payments', class: 'payment' }] as const };
    const { events } = await run({
      changes: { ...strict, expectations: [...strict.expectations] },
      failures: { refuse: 7 },
    });
    const [verdict] = of(events, 'expect.fail');
    expect(verdict?.evidence.at(-1)?.label).toBe('data stopped at: receiver');
    expect(verdict?.evidence.at(-1)?.text).toMatch(/refused \d+ spans \(\d+ of them of the flood\).*dropped \d+ spans/);
  });

  it.each<[string, Failures, string, RegExp]>([
    ['the Collector has enough memory', { roomForAll: true }, 'refused', /had enough memory for the flood/],
    ['the Collector does not count what it refuses', { uncountedRefusals: true }, 'refused', /does not count/],
    ['traces are lost and no service gave them up', { refuseInSilence: 7 }, 'accounted', /traces lost/],
  ])('fails when %s', async (_, failures, name, diagnosis) => {
    const { events } = await run({ changes, failures });
    expect(endOf(events).exitCode).toBe(1);
    const verdict = of(events, 'expect.fail').find((event) => event.name === name);
    expect(verdict?.evidence.at(-1)?.text).toMatch(diagnosis);
  });

  it('fails when users noticed', async () => {
    const { events } = await run({
      changes: {
        expectations: [{ type: 'load', name: 'users', maxErrors: 0, latency: { quantile: 0.95, maxMs: 100 } }],
      },
    });
    const [verdict] = of(events, 'expect.fail');
    expect(verdict?.observed).toMatch(/^\d\d+ of \d+ requests failed/);
    expect(verdict?.evidence).toContainEqual({ label: 'HTTP 502', text: expect.stringContaining('times') as string });
  });

  it('is an error when nothing answers the flood', async () => {
    const { events } = await run({ changes, failures: { collectorGone: true } });
    expect(endOf(events)).toMatchObject({ exitCode: 3, error: { code: 'fault-not-applied' } });
    expect(endOf(events).error?.message).toContain('ECONNREFUSED');
  });
});
