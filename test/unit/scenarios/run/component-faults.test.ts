import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../lib/events/run-event.ts';
import type { ScenarioInput } from '../../../../scenarios/scenario.ts';
import { endOf, of, type Options, run } from './fake-run.ts';

describe('a run with faults of components', () => {
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
