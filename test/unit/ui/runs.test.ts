import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EventLog } from '../../../lib/events/event-log.ts';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import { activeFaults, faultEpisodes } from '../../../ui/runs/active-faults.ts';
import { reduceRuns } from '../../../ui/runs/run-list.ts';
import type { RunState } from '../../../ui/runs/run-state.ts';

const recording = new URL('../tui/recordings/baseline-and-error-burst.ndjson', import.meta.url);
const events = readFileSync(recording, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as RunEvent);

describe('reduceRuns', () => {
  it('collects each run of a recording with its end, its faults and the results', () => {
    const runs = events.reduce<readonly RunState[]>((all, event) => reduceRuns(all, event), []);
    expect(runs.map(({ scenario, end }) => [scenario, end?.result])).toEqual([
      ['baseline', 'pass'],
      ['error-burst', 'pass'],
    ]);
    expect(runs[1]?.episodes.faults.map(({ target, to }) => [target, to !== undefined])).toEqual([
      ['payment', true],
      ['order', true],
    ]);
    expect(runs[1]?.verdicts.length).toBeGreaterThan(5);
  });

  it('changes nothing by events between runs', () => {
    const runs = events.reduce<readonly RunState[]>((all, event) => reduceRuns(all, event), []);
    const load = events.find(({ type }) => type === 'load') ?? expect.unreachable();
    expect(reduceRuns(runs, load)).toBe(runs);
  });

  it('changes nothing by events of an unknown type', () => {
    const runs = reduceRuns([], events.find(({ type }) => type === 'run.start') ?? expect.unreachable());
    expect(reduceRuns(runs, { type: 'from-the-future', time: '' } as unknown as RunEvent)).toBe(runs);
  });
});

describe('activeFaults', () => {
  it('are those that began and have not ended', () => {
    const end = events.findIndex(({ type }) => type === 'fault.end');
    expect(activeFaults(events.slice(0, end)).map(({ target }) => target)).toEqual(['payment', 'order']);
    expect(activeFaults(events)).toEqual([]);
    expect(faultEpisodes(events)).toHaveLength(2);
  });
});

describe('EventLog', () => {
  it('keeps the newest events, and reports each later one until the end of a subscription', () => {
    const log = new EventLog<number>(3);
    const heard: number[] = [];
    log.push(1);
    const unsubscribe = log.subscribe((event) => heard.push(event));
    for (const event of [2, 3, 4]) log.push(event);
    unsubscribe();
    log.push(5);
    expect([...log.events]).toEqual([3, 4, 5]);
    expect(heard).toEqual([2, 3, 4]);
  });
});
