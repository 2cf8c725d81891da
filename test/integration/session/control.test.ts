import { statSync } from 'node:fs';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { waitUntil } from '../../../lib/wait.ts';
import type { StopMessage } from '../../../stack/session/control-protocol.ts';
import { controlClient } from '../../../stack/session/control-client.ts';
import { fakeRuntime } from './fake-runtime.ts';
import { open, stateFolder } from './open.ts';

function recordingTraffic(): { calls: string[]; pause: () => void; resume: () => void; stop: () => Promise<void> } {
  const calls: string[] = [];
  return {
    calls,
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
    stop: () => Promise.resolve(void calls.push('stop')),
  };
}

/** A release is signaled by the end of a connection, which takes a moment to be noticed. */
async function untilFree<T>(use: () => Promise<T>): Promise<T> {
  const waited = await waitUntil(async () => ({ done: true, value: await use() }), {
    timeoutMs: 30_000,
    intervalMs: 20,
  });
  if (!waited.ok) throw new Error(waited.lastSeen);
  return waited.value;
}

test('the status is what the stack reports', async () => {
  const { session } = await open(stateFolder());
  const client = controlClient(session.record);
  expect(statSync(session.record.socket).mode & 0o077).toBe(0);
  expect(await client.status()).toMatchObject({ state: 'booting', components: [] });
  await session.boot(fakeRuntime());
  session.attachTraffic(recordingTraffic(), 5);
  expect(await client.status()).toMatchObject({
    state: 'ready',
    record: { id: session.record.id },
    components: [{ name: 'order', state: 'ready', memoryBytes: 42 }],
    traffic: { rate: 5, paused: false },
  });
});

test('changes need the token of the record, and reading does not', async () => {
  const { session } = await open(stateFolder());
  await session.boot(fakeRuntime());
  const { token, socket } = session.record;
  expect(token).toMatch(/^[0-9a-f]{32}$/);
  const stranger = controlClient({ socket, token: 'another' });
  for (const change of [
    () => stranger.use('a stranger'),
    () => stranger.applyFault({ component: 'order', fault: 'pause' }),
    () => stranger.rollBackFault({ component: 'order', fault: 'pause' }),
    async () => {
      for await (const message of stranger.stop()) expect.fail(message.type);
    },
  ]) {
    await expect(change()).rejects.toMatchObject({ code: 'token-rejected', exitCode: 4 });
  }
  expect(session.stopRequested.aborted).toBe(false);
  expect(await stranger.status()).not.toHaveProperty('usedBy');
});

test('a run keeps the sandbox for itself, its traffic paused, until it is released', async () => {
  const { session } = await open(stateFolder());
  await session.boot(fakeRuntime());
  const traffic = recordingTraffic();
  session.attachTraffic(traffic, 5);
  const client = controlClient(session.record);

  const use = await client.use('sandbox run baseline');
  expect(traffic.calls).toEqual(['pause']);
  expect(await client.status()).toMatchObject({ usedBy: 'sandbox run baseline', traffic: { paused: true } });
  await expect(client.use('sandbox run --all')).rejects.toMatchObject({
    message: 'The running sandbox is in use by sandbox run baseline.',
    exitCode: 2,
  });

  use.release();
  await expect.poll(() => traffic.calls).toEqual(['pause', 'resume']);
  expect(use.lost.aborted).toBe(false);
  const next = await client.use('sandbox run --all');
  next.release();
});

test('who uses it hears of its components until it gives it back', async () => {
  const { session } = await open(stateFolder());
  await session.boot(fakeRuntime());
  const client = controlClient(session.record);
  const heard: string[] = [];
  const use = await client.use('sandbox run backend-outage', ({ name, state }) => heard.push(`${name} ${state}`));
  const disconnect = { component: 'jaeger', fault: 'disconnect' } as const;
  await client.applyFault(disconnect);
  await client.rollBackFault(disconnect);
  await expect.poll(() => heard).toEqual(['jaeger stopped', 'jaeger ready']);
  use.release();

  const next = await untilFree(() =>
    client.use('sandbox run --all', ({ name, state }) => heard.push(`next: ${name} ${state}`)),
  );
  await client.applyFault(disconnect);
  await client.rollBackFault(disconnect);
  // What the first one heard besides would come before the second event.
  await expect.poll(() => heard.slice(2)).toEqual(['next: jaeger stopped', 'next: jaeger ready']);
  next.release();
});

test('who asks for the stop hears of it until the end, and who uses it hears that it is gone', async () => {
  const { session } = await open(stateFolder());
  await session.boot(fakeRuntime());
  const client = controlClient(session.record);
  const use = await client.use('sandbox run baseline');
  const messages: StopMessage[] = [];
  const heard = (async () => {
    for await (const message of client.stop()) messages.push(message);
  })();
  await once(session.stopRequested, 'abort');
  expect(String(session.stopRequested.reason)).toBe('Interrupted: stopped by `sandbox down`');
  await session.stop();
  await heard;
  expect(messages).toMatchObject([{ type: 'component', name: 'order', state: 'stopped' }, { type: 'stopped' }]);
  await expect.poll(() => use.lost.aborted).toBe(true);
  await expect(client.status()).rejects.toThrow();
});
