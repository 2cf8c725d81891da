import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import { childrenOf, isStopped } from '../../../lib/process-tree.ts';
import type { ComponentFault } from '../../../stack/components/component-fault.ts';
import type { ComponentName } from '../../../stack/components/component.ts';
import { embeddedRuntime } from '../../../stack/runtimes/embedded/runtime.ts';
import type { ComponentEvent, RunningStack } from '../../../stack/runtimes/runtime.ts';
import { expectDataFlows, works } from './outside.ts';

let folder: string;
let stack: RunningStack;
let events: ComponentEvent[] = [];
const processes: { pid: number; name: string }[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-faults-'));
  chmodSync(folder, 0o711);
  stack = await embeddedRuntime.boot({
    ...{ ports: 'auto', pace: 20, seed: 1, folder },
    onComponent: (event) => events.push(event),
    onProcess: (one) => processes.push(one),
  });
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => (events = []));

const pidOf = (wanted: string): number => processes.findLast(({ name }) => name === wanted)?.pid ?? 0;
const statusOf = async (name: ComponentName) => (await stack.components()).find((status) => status.name === name);
const portOf = (url: string): number => Number(new URL(url.includes('://') ? url : `http://${url}`).port);

async function holdPort(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const published = (): [ComponentName, number][] => [
  ['jaeger', portOf(stack.endpoints.jaeger)],
  ['otel-collector', portOf(stack.endpoints.collector.otlpHttp)],
  ['payment', portOf(stack.endpoints.control.payment ?? '')],
];

describe.each(['kill', 'disconnect'] as const satisfies ComponentFault[])('%s', (fault) => {
  test.each(['jaeger', 'otel-collector', 'payment'] as const)(
    '%s: a port that was taken in the meantime is reported, and the fault can be reverted later',
    async (component) => {
      const port = published().find(([name]) => name === component)?.[1] ?? 0;
      await stack.applyFault({ component, fault });
      const taken = await holdPort(port);
      const refused = stack.rollBackFault({ component, fault });
      await expect(refused).rejects.toBeInstanceOf(UserError);
      await expect(refused).rejects.toMatchObject({
        code: 'port-taken',
        message: expect.stringContaining(`${component} did not recover from ${fault}: `) as string,
        hint: expect.stringContaining('Another process took its port') as string,
      });
      expect((await statusOf(component))?.state).toBe(fault === 'kill' ? 'failed' : 'stopped');
      await expect(stack.applyFault({ component, fault: 'pause' })).rejects.toMatchObject({ code: 'fault-already-on' });

      taken.close();
      await once(taken, 'close');
      await stack.rollBackFault({ component, fault });
      expect(await statusOf(component)).toMatchObject({ state: 'ready' });
      expect(await works(component, stack.endpoints)).toBe(true);
    },
  );
});

test('a component that is started again is reported as a new process', async () => {
  const before = pidOf('payment');
  await stack.applyFault({ component: 'payment', fault: 'restart' });
  const after = pidOf('payment');
  expect(after).not.toBe(before);
  expect(() => process.kill(after, 0)).not.toThrow();
  expect(() => process.kill(before, 0)).toThrow();
});

test.skipIf(process.platform === 'win32')(
  'PostgreSQL is paused with all of its processes, and goes on with them',
  async () => {
    const all = (): number[] => [pidOf('postgres'), ...childrenOf(pidOf('postgres'))];
    expect(all().length).toBeGreaterThan(3);
    await stack.applyFault({ component: 'postgres', fault: 'pause' });
    expect(all().filter((pid) => !isStopped(pid))).toEqual([]);
    await stack.rollBackFault({ component: 'postgres', fault: 'pause' });
    expect(all().filter(isStopped)).toEqual([]);
  },
);

test('what is paused or cut off has its memory, what is killed has none', async () => {
  await expectDataFlows(stack.endpoints);
  for (const component of ['otel-collector', 'jaeger', 'order', 'postgres'] as const) {
    for (const fault of ['pause', 'disconnect', 'kill'] as const) {
      await stack.applyFault({ component, fault });
      const { memoryBytes } = (await statusOf(component)) ?? {};
      if (fault === 'kill') expect(memoryBytes, component).toBeUndefined();
      else expect(memoryBytes, component).toBeGreaterThan(0);
      await stack.rollBackFault({ component, fault });
    }
  }
});

test('orders that were stored before PostgreSQL was killed are there when it is back', async () => {
  const placed = await fetch(`${stack.endpoints.gateway}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ productId: 3, quantity: 1 }),
  });
  const { id } = (await placed.json()) as { id: string };
  // What is written with the commits that do not wait for the disk is written within a second: a restart sees to it.
  await stack.applyFault({ component: 'postgres', fault: 'restart' });
  await stack.applyFault({ component: 'postgres', fault: 'kill' });
  await stack.rollBackFault({ component: 'postgres', fault: 'kill' });
  expect((await fetch(`${stack.endpoints.gateway}/orders/${id}`)).status).toBe(200);
});

// The last: the component is gone for good.
test.skipIf(process.platform === 'win32')(
  'one that ends by itself while it is paused has failed, and stays so',
  async () => {
    await expectDataFlows(stack.endpoints);
    await stack.applyFault({ component: 'payment', fault: 'pause' });
    process.kill(pidOf('payment'), 'SIGKILL');
    await expect
      .poll(() => events.map(({ state, detail }) => `${state} ${detail ?? ''}`))
      .toEqual(['stopped paused', 'failed its process was killed by SIGKILL']);
    await expect(stack.rollBackFault({ component: 'payment', fault: 'pause' })).rejects.toMatchObject({
      message: 'payment did not recover from pause: it ended in the meantime: its process was killed by SIGKILL',
    });
    expect(await statusOf('payment')).toMatchObject({ state: 'failed', detail: 'its process was killed by SIGKILL' });
    await expect(stack.applyFault({ component: 'payment', fault: 'pause' })).rejects.toMatchObject({
      message: 'pause cannot be injected into payment: it is failed.',
    });
  },
);
