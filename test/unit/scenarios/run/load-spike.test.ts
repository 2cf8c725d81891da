import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../lib/events/run-event.ts';
import { endOf, of, run } from './fake-run.ts';

/** Requests per second between two events of a run, by its load reports. */
function rateBetween(events: RunEvent[], from: RunEvent | undefined, to: RunEvent | undefined): number {
  const rates = events
    .slice(events.indexOf(from as RunEvent), events.indexOf(to as RunEvent))
    .flatMap((event) => (event.type === 'load' ? [event.rate] : []));
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

describe('a run with a load spike', () => {
  const spike = {
    fault: 'load-spike',
    target: { load: true },
    parameters: { factor: 2 },
    from: '2m',
    to: '4m',
  } as const;
  const changes = { faults: [spike], expectations: [{ type: 'accounted', name: 'accounted' } as const] };

  it('sends several times as many requests while it is active, and the usual number before and after', async () => {
    const { events } = await run({ changes });
    expect(endOf(events)).toMatchObject({ result: 'pass' });
    const [started] = of(events, 'fault.start');
    const [ended] = of(events, 'fault.end');
    expect(started).toMatchObject({ fault: 'load-spike', target: 'load', parameters: { factor: 2 } });
    expect(rateBetween(events, events[0], started)).toBeLessThan(22);
    expect(rateBetween(events, started, ended)).toBeGreaterThan(35);
    expect(rateBetween(events, of(events, 'phase').at(-1), endOf(events))).toBeLessThan(25);
  });

  it('sends the usual number in a run without faults', async () => {
    const { events } = await run({ changes, withFaults: false });
    expect(of(events, 'fault.start')).toEqual([]);
    expect(rateBetween(events, events[0], endOf(events))).toBeLessThan(22);
  });
});
