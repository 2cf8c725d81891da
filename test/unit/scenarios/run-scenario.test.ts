import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import { runScenario } from '../../../scenarios/run/run-scenario.ts';
import { defineScenario, type ScenarioInput } from '../../../scenarios/scenario.ts';
import type { Endpoints } from '../../../stack/components/endpoints.ts';
import { type Failures, FakeStack, floodParameters } from './fake-stack.ts';
import { VirtualClock } from './virtual-clock.ts';

const endpoints = {
  gateway: 'http://gateway',
  control: { gateway: '', order: '', payment: '' },
} as unknown as Endpoints;

const scenario = (changes: Partial<ScenarioInput> = {}) =>
  defineScenario({
    name: 'errors',
    title: 'Errors',
    teaches: 'something',
    explanation: { does: 'things', see: ['something'] },
    load: { arrivalsPerSecond: 20, arrivals: 'even', routes: { browse: 60, product: 10, order: 20, 'read-order': 10 } },
    steadyState: {
      within: '1m',
      probes: [
        { type: 'load-errors', max: 0 },
        { type: 'metric', name: 'rate', query: 'rate', tolerance: { min: 5 } },
        { type: 'alert-inactive', alertname: 'ServiceErrorRateHigh' },
      ],
    },
    duration: '5m',
    faults: [{ fault: 'error-rate', target: { service: 'payment' }, parameters: { seed: '$seed' }, to: '5m' }],
    expectations: [
      { type: 'alert-fires', name: 'alert', alertname: 'ServiceErrorRateHigh', labels: { service_name: 'payment' } },
      { type: 'traces', name: 'errors', class: 'error', policy: 'errors', needsFault: true },
      { type: 'traces', name: 'payments', class: 'payment' },
      { type: 'traces', name: 'normal', class: 'normal' },
      { type: 'accounted', name: 'accounted' },
      { type: 'metric', name: 'metric', query: 'x', tolerance: { min: 1 } },
      { type: 'logs', name: 'logs', query: '{service_name="gateway"}', tolerance: { min: 1 } },
      { type: 'link', name: 'exemplars', link: 'exemplar-to-trace' },
      { type: 'link', name: 'trace to logs', link: 'trace-to-logs' },
      { type: 'link', name: 'log to trace', link: 'log-to-trace' },
    ],
    recovery: { within: '10m', probes: [{ type: 'load-errors', max: 0 }] },
    ...changes,
  });

interface Options {
  failures?: Failures;
  withFaults?: boolean;
  changes?: Partial<ScenarioInput>;
  /** False for a stack that cannot inject faults into components. */
  control?: boolean;
  signal?: AbortSignal;
  onEvent?: (event: RunEvent, stack: FakeStack) => void;
}

async function run({ failures = {}, withFaults = true, changes, control = true, signal, onEvent }: Options = {}) {
  const clock = new VirtualClock();
  const stack = new FakeStack(clock, failures);
  const events: RunEvent[] = [];
  const deps = {
    endpoints,
    runtime: 'embedded' as const,
    pace: 20,
    seed: 7,
    clock,
    withFaults,
    signal,
    clients: stack.clients,
    sender: stack.sender,
    ...(control ? { control: stack.control } : {}),
  };
  for await (const event of runScenario(scenario(changes), deps)) {
    events.push(event);
    onEvent?.(event, stack);
  }
  return { events, stack };
}

type Of<T extends RunEvent['type']> = RunEvent & { type: T };
const of = <T extends RunEvent['type']>(events: RunEvent[], type: T): Of<T>[] =>
  events.filter((event): event is Of<T> => event.type === type);
const endOf = (events: RunEvent[]) => events.at(-1) as Extract<RunEvent, { type: 'run.end' }>;
const failed = (events: RunEvent[]) => of(events, 'expect.fail').map(({ name }) => name);

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

  describe('with faults of components', () => {
    const disconnect = { fault: 'disconnect', target: { component: 'jaeger' }, from: '1m', to: '3m' } as const;
    const restart = { fault: 'restart', target: { component: 'payment' }, from: '2m' } as const;
    const expectations: ScenarioInput['expectations'] = [{ type: 'accounted', name: 'accounted' }];
    const changes = { faults: [disconnect, restart], expectations };

    it('injects them, reports the component, and reverts them', async () => {
      const { events, stack } = await run({ changes });
      expect(endOf(events)).toMatchObject({ result: 'pass', exitCode: 0 });
      const faultEvents = [...of(events, 'fault.start'), ...of(events, 'fault.end')].map(({ type, fault, target }) => [
        type,
        fault,
        target,
      ]);
      expect(faultEvents).toEqual([
        ['fault.start', 'disconnect', 'jaeger'],
        ['fault.start', 'restart', 'payment'],
        ['fault.end', 'restart', 'payment'],
        ['fault.end', 'disconnect', 'jaeger'],
      ]);
      expect(stack.faulted.size).toBe(0);
      const [start, end] = [of(events, 'fault.start')[0], of(events, 'fault.end').at(-1)];
      expect(Date.parse(end?.time ?? '') - Date.parse(start?.time ?? '')).toBe(120_000 / 20);
    });

    it('injects nothing in a run without faults', async () => {
      const { stack } = await run({ changes, withFaults: false });
      expect(stack.calls).toEqual([]);
    });

    it.each<[string, Options, RegExp]>([
      ['the runtime refuses it', { failures: { injectionRefused: true } }, /to jaeger: it cannot be reached/],
      ['the component keeps running', { failures: { componentFaultIgnored: true } }, /reports jaeger as ready/],
      [
        'the stack cannot inject faults into components',
        { control: false },
        /no components that faults can be injected into/,
      ],
    ])('is an error when %s', async (_, options, message) => {
      const { events } = await run({ changes, ...options });
      expect(endOf(events)).toMatchObject({ result: 'error', exitCode: 3, error: { code: 'fault-not-applied' } });
      expect(endOf(events).error?.message).toMatch(message);
      expect(of(events, 'fault.start').filter(({ target }) => target === 'jaeger')).toEqual([]);
    });

    it('is an error when the component does not come back', async () => {
      const { events } = await run({ changes, failures: { componentFaultStays: true } });
      expect(endOf(events)).toMatchObject({ exitCode: 70, error: { code: 'fault-not-reverted' } });
      expect(endOf(events).error?.message).toContain('jaeger as stopped');
    });

    it('reverts it when aborted meanwhile', async () => {
      const abort = new AbortController();
      const onEvent = (event: RunEvent): void => {
        if (event.type === 'fault.start') abort.abort(new Error('Ctrl-C'));
      };
      const { events, stack } = await run({ changes, signal: abort.signal, onEvent });
      expect(endOf(events).exitCode).toBe(130);
      expect(of(events, 'fault.end')).toMatchObject([{ fault: 'disconnect', target: 'jaeger' }]);
      expect(stack.faulted.size).toBe(0);
    });
  });

  describe('with a flood', () => {
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
        { type: 'load', name: 'users', maxErrors: 0, quantile: 0.95, maxMs: 100 },
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

    it('still counts what is refused when no request may be', async () => {
      const strict = { ...changes, expectations: [{ type: 'traces', name: 'payments', class: 'payment' }] as const };
      const { events } = await run({
        changes: { ...strict, expectations: [...strict.expectations] },
        failures: { refuse: 7 },
      });
      const [verdict] = of(events, 'expect.fail');
      expect(verdict?.evidence.at(-1)?.label).toBe('data stopped at: receiver');
      expect(verdict?.evidence.at(-1)?.text).toMatch(
        /refused \d+ spans \(\d+ of them of the flood\).*dropped \d+ spans/,
      );
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
        changes: { expectations: [{ type: 'load', name: 'users', maxErrors: 0, quantile: 0.95, maxMs: 100 }] },
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

  it.each(['steady-state', 'fault', 'recovery'] as const)('reverts its faults when aborted in %s', async (phase) => {
    const abort = new AbortController();
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'phase' && event.name === phase) abort.abort(new Error('Ctrl-C'));
    };
    const { events, stack } = await run({ signal: abort.signal, onEvent });
    expect(endOf(events)).toMatchObject({ result: 'error', exitCode: 130 });
    expect(stack.faults.size).toBe(0);
  });

  it('reverts its faults when aborted while a fault is active', async () => {
    const abort = new AbortController();
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'fault.start') abort.abort(new Error('Ctrl-C'));
    };
    const { events, stack } = await run({ signal: abort.signal, onEvent });
    expect(endOf(events).exitCode).toBe(130);
    expect(of(events, 'fault.end')).toHaveLength(1);
    expect(stack.faults.size).toBe(0);
    expect(stack.calls).toEqual(['enable payment/error-rate', 'disable payment/error-rate']);
  });

  it('reverts its faults when the iteration is left early', async () => {
    const clock = new VirtualClock();
    const stack = new FakeStack(clock);
    const deps = { endpoints, runtime: 'embedded' as const, pace: 20, seed: 1, clock };
    for await (const event of runScenario(scenario(), { ...deps, clients: stack.clients, sender: stack.sender })) {
      if (event.type === 'fault.start') break;
    }
    expect(stack.calls).toContain('disable payment/error-rate');
    expect(stack.faults.size).toBe(0);
  });
});
