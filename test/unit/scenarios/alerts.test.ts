import { describe, expect, it } from 'vitest';
import { describeTimeline, firesAndResolves, timelineOf } from '../../../scenarios/alerts/timeline.ts';
import { type AlertStates, nextStates, type Transition } from '../../../scenarios/alerts/transitions.ts';
import { watchAlerts } from '../../../scenarios/alerts/watcher.ts';
import type { ActiveAlert, AlertRule } from '../../../stack/clients/prometheus.ts';
import { VirtualClock } from './virtual-clock.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();

const rule = (evaluated: number, alerts: Partial<ActiveAlert>[], changes: Partial<AlertRule> = {}): AlertRule => ({
  name: 'High',
  group: 'g',
  labels: {},
  annotations: {},
  state: 'inactive',
  health: 'ok',
  lastError: '',
  query: '',
  duration: 6,
  keepFiringFor: 0,
  interval: 1,
  lastEvaluation: at(evaluated),
  alerts: alerts.map((alert) => ({
    labels: { alertname: 'High', service_name: 'order' },
    state: 'pending',
    activeAt: at(1),
    value: '1',
    annotations: {},
    ...alert,
  })),
  ...changes,
});

/** The changes that a sequence of readings shows, as `from>to second`. */
function follow(...readings: AlertRule[]): string[] {
  let states: AlertStates = new Map();
  return readings.flatMap((reading) => {
    const next = nextStates(states, [reading]);
    states = next.states;
    return next.transitions.map(({ from, to, at: time }) => `${from}>${to} ${new Date(time).getUTCSeconds()}`);
  });
}

describe('nextStates', () => {
  it('takes the begin from activeAt and the rest from the evaluation', () => {
    const readings = [rule(0, []), rule(2, [{}]), rule(3, [{}]), rule(7, [{ state: 'firing' }]), rule(12, [])];
    expect(follow(...readings)).toEqual(['inactive>pending 1', 'pending>firing 7', 'firing>inactive 12']);
  });

  it('puts in the pending state that a rule with a `for` must have had', () => {
    expect(follow(rule(0, []), rule(8, [{ state: 'firing' }]))).toEqual(['inactive>pending 1', 'pending>firing 8']);
    expect(follow(rule(0, []), rule(8, [{ state: 'firing' }], { duration: 0 }))).toEqual(['inactive>firing 8']);
  });

  it('sees by activeAt that an alert ended and began anew between two readings', () => {
    const readings = [rule(2, [{ state: 'firing' }]), rule(9, [{ activeAt: at(9) }])];
    expect(follow(...readings).slice(2)).toEqual(['firing>inactive 9', 'inactive>pending 9']);
  });

  it('keeps alerts of other labels apart', () => {
    const other = { labels: { alertname: 'High', service_name: 'payment' } };
    expect(follow(rule(2, [{}, other]), rule(3, [other]))).toEqual([
      'inactive>pending 1',
      'inactive>pending 1',
      'pending>inactive 3',
    ]);
  });
});

describe('an alert timeline', () => {
  const change = (from: Transition['from'], to: Transition['to'], second: number, service = 'order'): Transition => ({
    alertname: 'High',
    labels: { service_name: service, severity: 'critical' },
    from,
    to,
    at: at(second),
  });
  const timeline = [change('inactive', 'pending', 1), change('pending', 'firing', 7), change('firing', 'inactive', 12)];

  it('fires and resolves when one alert went through all states', () => {
    expect(firesAndResolves(timeline)).toBe(true);
    expect(firesAndResolves(timeline.slice(0, 2))).toBe(false);
    expect(firesAndResolves([])).toBe(false);
    expect(firesAndResolves([change('inactive', 'pending', 1), change('pending', 'inactive', 2)])).toBe(false);
  });

  it('is not combined from two alerts', () => {
    const mixed = [
      change('inactive', 'pending', 1),
      change('pending', 'firing', 7, 'payment'),
      change('firing', 'inactive', 12),
    ];
    expect(firesAndResolves(mixed)).toBe(false);
  });

  it('is selected by name and labels, and described in one line', () => {
    expect(timelineOf(timeline, 'High', { service_name: 'payment' })).toEqual([]);
    expect(timelineOf(timeline, 'Low', {})).toEqual([]);
    expect(describeTimeline(timelineOf(timeline, 'High', { service_name: 'order' }))).toBe(
      'inactive -> pending 12:00:01.000 -> firing 12:00:07.000 -> inactive 12:00:12.000 (service_name=order)',
    );
  });
});

describe('watchAlerts', () => {
  it('reads the rules several times between two evaluations, survives a failed reading, and reports changes only', async () => {
    const clock = new VirtualClock();
    const start = clock.now();
    const seen: string[] = [];
    let readings = 0;
    const alertRules = (): Promise<AlertRule[]> => {
      readings += 1;
      if (readings === 3) return Promise.reject(new Error('connection refused'));
      const second = (clock.now() - start) / 1000;
      if (second < 2) return Promise.resolve([rule(1, [])]);
      return Promise.resolve([rule(Math.floor(second), [{ state: second < 5 ? 'pending' : 'firing' }])]);
    };
    const watch = await watchAlerts({
      prometheus: { alertRules } as never,
      clock,
      onTransition: ({ from, to }) => seen.push(`${from}>${to}`),
    });
    await clock.sleep(6000);
    expect(watch.stateOf('High', { service_name: 'order' })).toBe('firing');
    expect(watch.stateOf('High', { service_name: 'payment' })).toBe('inactive');
    expect(watch.lastError).toBeUndefined();
    await watch.stop();
    expect(seen).toEqual(['inactive>pending', 'pending>firing']);
    expect(readings).toBeGreaterThanOrEqual(6 * 3);
  });
});
