import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceNames } from '../../../stack/services/index.ts';
import { titled } from '../../docker/docker-or-reason.ts';
import { pythonOrReason } from '../python/python-or-reason.ts';
import { boot, type Booted, failuresOf, of, otherScenarios, run, shutDown, timeoutMs } from './booted.ts';

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
    // From before the first request until after the last one: the run looks at the newest orders.
    const fault = `${booted.stack.endpoints.control.order ?? ''}/faults/lost-context`;
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(fault, { method: 'PUT', headers, body: '{}' })).ok).toBe(true);
    const events = await run(booted, 'polyglot-trace').finally(() => fetch(fault, { method: 'DELETE' }));
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
