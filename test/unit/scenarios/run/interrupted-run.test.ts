import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../lib/events/run-event.ts';
import { runScenario } from '../../../../scenarios/run/run-scenario.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { endOf, endpoints, of, run, scenario } from './fake-run.ts';
import { FakeStack } from './fake-stack.ts';

describe('an interrupted run', () => {
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
