import { expect, test, vi } from 'vitest';
import { ownTarget } from '../../../cli/session/target.ts';
import { Driver } from '../../../cli/tui/driver/driver.ts';
import { FeedRunner } from '../../../cli/tui/feeds/feed-runner.ts';
import { systemClock } from '../../../lib/clock.ts';
import { controlClient } from '../../../stack/session/control-client.ts';
import { activeFaults } from '../../../ui/runs/active-faults.ts';
import { fakeRuntime } from '../session/fake-runtime.ts';
import { open, stateFolder } from '../session/open.ts';

const fault = { kind: 'component', component: 'jaeger', fault: 'pause' } as const;

test('a component fault that is injected in the terminal UI is an event of the sandbox, and so is its end', async () => {
  const { session } = await open(stateFolder());
  const stack = await session.boot(fakeRuntime());
  const dispatch = vi.fn();
  const feeds = new FeedRunner({ views: [], clock: systemClock, dispatch });
  const driver = new Driver({ dispatch, feeds, copy: () => undefined, interrupt: () => undefined });
  driver.attach(ownTarget({ session, stack, stop: () => session.stop() }, 1), () => undefined);
  driver.execute({ type: 'fault-on', fault });
  await expect.poll(() => activeFaults(session.events.events)).toMatchObject([{ fault: 'pause', target: 'jaeger' }]);
  driver.execute({ type: 'fault-off', fault });
  await expect.poll(() => activeFaults(session.events.events)).toEqual([]);
  await driver.settle();
});

test('an event of another process is one of the sandbox', async () => {
  const { session } = await open(stateFolder());
  await session.boot(fakeRuntime());
  const event = { type: 'fault.start', time: '2026-01-02T03:04:05.000Z', fault: 'pause', target: 'loki' } as const;
  controlClient(session.record).publish({ ...event, parameters: {} });
  await expect.poll(() => activeFaults(session.events.events)).toMatchObject([{ fault: 'pause', target: 'loki' }]);
});
