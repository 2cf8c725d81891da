import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from '../../../scenarios/scenario.ts';
import { serviceNames } from '../../../stack/services/index.ts';
import { titled } from '../../docker/docker-or-reason.ts';
import { pythonOrReason } from '../python/python-or-reason.ts';
import { boot, type Booted, failuresOf, of, otherScenarios, run, scenarioOf, shutDown, timeoutMs } from './booted.ts';

const { reason } = await pythonOrReason();

describe.skipIf(reason)(titled('every scenario that needs all services', reason), () => {
  let booted: Booted;
  // The first boot installs the packages of inventory.
  beforeAll(async () => {
    booted = await boot({ services: serviceNames });
  }, 600_000);
  afterAll(() => shutDown(booted));

  it.each(otherScenarios.map(({ name }) => name))('%s passes', { timeout: timeoutMs }, async (name) => {
    const events = await run(booted, name);
    expect(failuresOf(events)).toEqual([]);
    expect(of(events, 'run.end')[0]).toMatchObject({ result: 'pass', exitCode: 0 });
    expect(of(events, 'ledger')[0]?.unaccounted).toBe(0);
  });

  it('polyglot-trace fails where a service drops the trace context', { timeout: timeoutMs }, async () => {
    const scenario = scenarioOf('polyglot-trace');
    const faults = [
      { fault: 'lost-context', target: { service: 'order' }, parameters: {}, from: '0s', to: scenario.duration },
    ];
    const events = await run(booted, { ...scenario, faults: faults as Scenario['faults'] });
    expect(of(events, 'run.end')[0]).toMatchObject({ result: 'fail', exitCode: 1 });
    const failure = of(events, 'expect.fail').find(({ name }) => name === 'an order is one trace through all services');
    expect(failure?.observed).toMatch(/^0 of \d+ traces of orders; .*shipping is absent in \d+/);
  });

  it('legacy-blind-spot leaves its alert quiet without its fault', { timeout: timeoutMs }, async () => {
    const events = await run(booted, 'legacy-blind-spot', false);
    expect(failuresOf(events)).toEqual([]);
    expect(of(events, 'alert')).toEqual([]);
    expect(of(events, 'expect.skip').length).toBeGreaterThan(0);
  });
});
