import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';
import { type Booted, failuresOf, of, run, scenarioOf, shutDown, timeoutMs } from './booted.ts';

export interface ScenarioContract {
  boot: () => Promise<Booted>;
  bootTimeoutMs?: number;
  scenarios: readonly Scenario[];
  /** Called with the events of a scenario that passed. */
  onPass?: (name: string, events: RunEvent[]) => void;
}

/** What holds on every runtime: each scenario passes, and its alert is quiet without its fault. Returns the booted stack. */
export function scenarioContract({ boot, bootTimeoutMs, scenarios, onPass }: ScenarioContract): () => Booted {
  let booted: Booted | undefined;
  beforeAll(async () => {
    booted = await boot();
  }, bootTimeoutMs);
  afterAll(() => booted && shutDown(booted));
  const theStack = (): Booted => {
    if (!booted) throw new Error('nothing is booted');
    return booted;
  };

  // First, as the series of cardinality stay. That an alert does not fire is asserted below, in less time than a run waits for one.
  const withoutAlert = scenarios.filter(({ faults, expectations }) => {
    const needsFault = expectations.some((one) => 'needsFault' in one && one.needsFault);
    return faults.length > 0 && needsFault && expectations.every(({ type }) => type !== 'alert-fires');
  });
  it.each(withoutAlert.map(({ name }) => name))(
    '%s fails with its fault removed',
    { timeout: timeoutMs },
    async (name) => {
      // The run waits three times as long for what does not come.
      const events = await run(theStack(), { ...scenarioOf(name), faults: [], duration: '1m' });
      expect(of(events, 'run.end')[0]).toMatchObject({ result: 'fail', exitCode: 1 });
      const failed = of(events, 'expect.fail').map((one) => one.name);
      const expected = scenarioOf(name).expectations.filter((one) => 'needsFault' in one && one.needsFault);
      expect(failed).toEqual(expect.arrayContaining(expected.map((one) => one.name)));
    },
  );

  it.each(scenarios.map(({ name }) => name))('%s passes', { timeout: timeoutMs }, async (name) => {
    const events = await run(theStack(), name);
    expect(failuresOf(events)).toEqual([]);
    expect(of(events, 'run.end')[0]).toMatchObject({ result: 'pass', exitCode: 0 });
    expect(of(events, 'ledger')[0]?.unaccounted).toBe(0);
    onPass?.(name, events);
  });

  const withAlert = scenarios.filter(({ expectations }) => expectations.some(({ type }) => type === 'alert-fires'));
  it.each(withAlert.map(({ name }) => name))(
    '%s leaves its alert quiet without its fault',
    { timeout: timeoutMs },
    async (name) => {
      const events = await run(theStack(), name, false);
      expect(failuresOf(events)).toEqual([]);
      expect(of(events, 'run.end')[0]).toMatchObject({ result: 'pass', exitCode: 0 });
      expect(of(events, 'alert')).toEqual([]);
      expect(of(events, 'fault.start')).toEqual([]);
      expect(of(events, 'expect.skip').length).toBeGreaterThan(0);
    },
  );

  if (scenarios.some(({ name }) => name === 'polyglot-trace')) {
    it('polyglot-trace fails where a service drops the trace context', { timeout: timeoutMs }, async () => {
      // From before the first request until after the last one: the run looks at the newest orders.
      const fault = `${theStack().stack.endpoints.control.order ?? ''}/faults/lost-context`;
      const headers = { 'content-type': 'application/json' };
      expect((await fetch(fault, { method: 'PUT', headers, body: '{}' })).ok).toBe(true);
      const events = await run(theStack(), 'polyglot-trace').finally(() => fetch(fault, { method: 'DELETE' }));
      expect(of(events, 'run.end')[0]).toMatchObject({ result: 'fail', exitCode: 1 });
      const failure = of(events, 'expect.fail').find(
        ({ name }) => name === 'an order is one trace through all services',
      );
      expect(failure?.observed).toMatch(/^0 of \d+ traces of orders; .*shipping is absent in \d+/);
    });
  }
  return theStack;
}
