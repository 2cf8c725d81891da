import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../lib/events/run-event.ts';
import type { Failures } from './failures.ts';
import { endOf, failed, of, run } from './fake-run.ts';
import type { FakeStack } from './fake-stack.ts';

describe('runScenario', () => {
  it('goes through its phases, sees the alert live, keeps every error, and passes', async () => {
    const { events, stack } = await run();
    expect(failed(events)).toEqual([]);
    expect(endOf(events)).toMatchObject({ result: 'pass', exitCode: 0 });
    expect(of(events, 'phase').map(({ name }) => name)).toEqual(['steady-state', 'fault', 'recovery']);
    expect(of(events, 'alert').map(({ from, to }) => [from, to])).toEqual([
      ['inactive', 'pending'],
      ['pending', 'firing'],
      ['firing', 'inactive'],
    ]);
    expect(of(events, 'fault.start')).toMatchObject([
      { fault: 'error-rate', target: 'payment', parameters: { seed: 7 } },
    ]);
    expect(of(events, 'fault.end')).toHaveLength(1);
    expect(stack.faults.size).toBe(0);
    const [ledger] = of(events, 'ledger');
    expect(ledger?.unaccounted).toBe(0);
    const errors = ledger?.classes.find((entry) => entry.class === 'error');
    expect(errors?.sent).toBeGreaterThan(10);
    expect(errors).toMatchObject({ kept: errors?.sent, incomplete: 0, policies: { errors: errors?.sent } });
    expect(of(events, 'load').length).toBeGreaterThan(10);
  });

  it('is the same run for the same seed', async () => {
    const shape = ({ events }: Awaited<ReturnType<typeof run>>) => of(events, 'ledger')[0]?.classes;
    expect(shape(await run())).toEqual(shape(await run()));
  });

  it('leaves the alert quiet without the fault, and says what it did not ask', async () => {
    const { events, stack } = await run({ withFaults: false });
    expect(endOf(events)).toMatchObject({ result: 'pass', exitCode: 0 });
    expect(of(events, 'alert')).toEqual([]);
    expect(stack.calls).toEqual([]);
    expect(of(events, 'expect.pass').find(({ name }) => name === 'alert')?.expected).toContain('stays inactive');
    expect(of(events, 'expect.skip').map(({ name }) => name)).toEqual(['errors']);
    expect(of(events, 'phase').map(({ name }) => name)).toEqual(['steady-state']);
  });

  it('ignores what an alert did before the steady state', async () => {
    const { events } = await run({ withFaults: false, failures: { alertAtFirst: true } });
    expect(of(events, 'alert').map(({ to }) => to)).toEqual(['inactive']);
    expect(failed(events)).toEqual([]);
    const verdict = of(events, 'expect.pass').find(({ name }) => name === 'alert');
    expect(verdict?.observed).toBe('inactive all the time');
  });

  it('fails without the errors policy, and reports that the sampler dropped them', async () => {
    const { events } = await run({ failures: { withoutErrorsPolicy: true } });
    expect(endOf(events)).toMatchObject({ result: 'fail', exitCode: 1 });
    expect(failed(events)).toContain('errors');
    expect(failed(events)).not.toContain('accounted');
    const text = of(events, 'expect.fail')
      .find(({ name }) => name === 'errors')
      ?.evidence.at(-1);
    expect(text?.label).toBe('data stopped at: sampler');
    expect(text?.text).toMatch(
      /class error: \d+ of \d+ traces lost; .*no policy sampled.*\(traces that each policy would keep.*order-placements.*baseline/,
    );
  });

  it.each<[string, Failures, string, string]>([
    ['the exporter loses traces', { loseAfterSampling: 5 }, 'accounted', 'exporter'],
    ['services lose traces', { loseBeforeSampling: 5 }, 'accounted', 'service'],
    ['traces come without the spans of a service', { withoutPaymentSpans: true }, 'payments', 'sampler'],
    ['the rule never matches', { deafRule: true }, 'alert', 'rule'],
    ['no logs arrive', { withoutLogs: true }, 'logs', 'service'],
  ])('fails when %s', async (_, failures, name, stage) => {
    const { events } = await run({ failures });
    expect(endOf(events).exitCode).toBe(1);
    const verdict = of(events, 'expect.fail').find((event) => event.name === name);
    expect(verdict?.evidence.map(({ label }) => label)).toContain(`data stopped at: ${stage}`);
  });

  it('counts requests that are answered without a trace id as unaccounted', async () => {
    const { events } = await run({ failures: { withoutTraceIds: true } });
    expect(of(events, 'ledger')[0]?.unaccounted).toBeGreaterThan(100);
  });

  it('lets the traffic of others hide no loss', async () => {
    let added = false;
    const onEvent = (event: RunEvent, stack: FakeStack): void => {
      if (event.type === 'fault.start' && !added) stack.addForeignTraces(2000);
      if (event.type === 'fault.start') added = true;
    };
    for (const failures of [{ loseBeforeSampling: 5 }, { loseAfterSampling: 5 }]) {
      added = false;
      const { events } = await run({ failures, onEvent });
      expect(of(events, 'ledger')[0]?.unaccounted).toBeGreaterThan(10);
    }
    added = false;
    const { events } = await run({ onEvent });
    expect(of(events, 'ledger')[0]?.unaccounted).toBe(0);
  });

  it('injects nothing when the steady state is not reached', async () => {
    const { events, stack } = await run({ failures: { unhealthy: true } });
    expect(endOf(events)).toMatchObject({ result: 'error', exitCode: 3, error: { code: 'steady-state-not-reached' } });
    expect(stack.calls).toEqual([]);
    expect(of(events, 'expect.fail')[0]).toMatchObject({
      name: 'steady state',
      observed: expect.stringContaining('rate: at least 5') as string,
    });
  });

  it('ends before the steady state when the gateway does not answer', async () => {
    const { events, stack } = await run({ failures: { deadGateway: true } });
    expect(endOf(events)).toMatchObject({
      exitCode: 3,
      error: {
        code: 'steady-state-not-reached',
        message: expect.stringMatching(/^The gateway does not answer: connect ECONNREFUSED \(\d+ tries\)$/) as string,
      },
    });
    expect(stack.calls).toEqual([]);
    expect(of(events, 'load')).toEqual([]);
  });

  it.each<[string, Failures]>([
    ['is refused', { faultRefused: true }],
    ['is taken but not active', { faultIgnored: true }],
  ])('is an error when the fault %s', async (_, failures) => {
    const { events } = await run({ failures });
    expect(endOf(events)).toMatchObject({ result: 'error', exitCode: 3, error: { code: 'fault-not-applied' } });
    expect(of(events, 'fault.start')).toEqual([]);
  });

  it('is an error when the fault cannot be reverted', async () => {
    const { events } = await run({ failures: { faultSticks: true } });
    expect(endOf(events)).toMatchObject({ result: 'error', exitCode: 70, error: { code: 'fault-not-reverted' } });
  });
});

describe('durations of a fault in production time', () => {
  it.each([
    ['are divided by the pace', { overMs: 120_000 }, 6000],
    ['have the pace by default too', {}, 3000],
    ['are not below the minimum', { overMs: 1000 }, 1000],
  ])('%s', async (_, parameters, overMs) => {
    const fault = { fault: 'memory-leak', target: { service: 'payment' }, parameters, to: '5m' } as const;
    const { events } = await run({ changes: { faults: [fault], expectations: [{ type: 'accounted', name: 'a' }] } });
    expect(of(events, 'fault.start')[0]).toMatchObject({ parameters: { overMs } });
  });

  it('are no latencies', async () => {
    const fault = { fault: 'latency', target: { service: 'payment' }, parameters: { ms: 200 }, to: '5m' } as const;
    const { events } = await run({ changes: { faults: [fault], expectations: [{ type: 'accounted', name: 'a' }] } });
    expect(of(events, 'fault.start')[0]).toMatchObject({ parameters: { ms: 200 } });
  });
});
