import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { explainOutput } from '../../../stack/engine/explain-output.ts';
import { explainError } from '../../../stack/threads/explain-error.ts';
import type { Clock } from '../../../lib/clock.ts';
import { ComponentStates } from '../../../stack/runtimes/component-states.ts';
import { PartSet } from '../../../stack/runtimes/parts/part-set.ts';
import { RestartPolicy } from '../../../stack/runtimes/parts/restart-policy.ts';
import { FakeComponent } from './fake-part.ts';

/** Restarts consist of promises that settle at once. */
const settled = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await setImmediate();
};

/** With a clock that does not wait, but calls `onSleep`. */
async function start(
  component: FakeComponent,
  onSleep = (): void => undefined,
): Promise<{ events: string[]; states: ComponentStates; parts: PartSet }> {
  const events: string[] = [];
  const states = new ComponentStates(({ state, detail }) =>
    events.push(detail === undefined ? state : `${state} ${detail}`),
  );
  const clock: Clock = {
    now: () => 0,
    sleep(_, signal) {
      onSleep();
      return Promise.resolve().then(() => signal?.throwIfAborted());
    },
  };
  const parts = new PartSet(states, undefined, clock);
  await parts.start(component);
  events.length = component.done.length = 0;
  return { events, states, parts };
}

test('a component that ended by itself is started again, and its status shows why', async () => {
  const collector = new FakeComponent('otel-collector', true);
  const { events, states } = await start(collector);
  for (const reason of ['its stack overflowed', 'out of memory']) {
    collector.endItself(reason);
    await settled();
  }
  expect(events).toEqual([
    ...['failed its stack overflowed', 'starting', 'ready'],
    ...['failed out of memory', 'starting', 'ready'],
  ]);
  expect(await states.statuses()).toEqual([
    { name: 'otel-collector', state: 'ready', restarts: { count: 2, reason: 'out of memory' } },
  ]);
});

test('a start that fails is tried again', async () => {
  const collector = new FakeComponent('otel-collector', true);
  const failures = [new Error('port taken'), undefined];
  const { events } = await start(collector, () => void collector.failures.set('begin', failures.shift()));
  collector.endItself('a panic');
  await settled();
  expect(events).toEqual(['failed a panic', 'starting', 'failed port taken', 'starting', 'ready']);
});

test('one that keeps ending stays failed', async () => {
  const collector = new FakeComponent('otel-collector', true);
  const { events, states } = await start(collector);
  collector.failures.set('begin', new Error('no'));
  collector.endItself('a panic');
  await settled();
  expect(collector.done).toEqual(Array.from({ length: 5 }, () => 'begin'));
  expect(events.at(-1)).toBe('failed no');
  expect((await states.statuses())[0]).toMatchObject({ state: 'failed', restarts: { count: 5, reason: 'a panic' } });
});

test.each([
  ['ends without a policy', false, 'endItself'],
  ['was killed', true, 'kill'],
  ['ends while the stack is being stopped', true, 'stop'],
] as const)('one that %s is not started again', async (_, restarts, how) => {
  const collector = new FakeComponent('otel-collector', restarts);
  const { parts } = await start(collector);
  if (how === 'kill') await parts.slot('otel-collector')?.end('kill');
  if (how === 'stop') parts.abort();
  collector.endItself('it ended');
  await settled();
  expect(collector.done).not.toContain('begin');
});

test('the delay doubles, and starts anew when it ran for a while', () => {
  const policy = new RestartPolicy();
  expect(Array.from({ length: 6 }, (_, i) => policy.next(i))).toEqual([100, 200, 400, 800, 1_600, undefined]);
  expect(policy.next(300_010)).toBe(100);
});

test('the reason is that of the exception or of the output', () => {
  expect(explainError(new RangeError('Maximum call stack size exceeded'))).toContain('its stack overflowed');
  expect(explainError(new Error('unreachable'))).toBe('unreachable');
  expect(explainOutput(['a', 'panic: nil', 'goroutine 1'], 2)).toBe('panic: nil');
  expect(explainOutput([], 2)).toBe('ended by itself with code 2');
});
