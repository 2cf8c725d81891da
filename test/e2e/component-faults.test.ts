import { expect, test } from 'vitest';
import { childrenOf, isStopped } from '../../lib/process-tree.ts';
import { waitUntil } from '../../lib/wait.ts';
import type { ComponentFaultRequest } from '../../stack/components/component-fault.ts';
import { identityOf, isRunning } from '../../stack/session/process-identity.ts';
import { startLeaseHolder } from './harness/lease-holder.ts';
import { Sandbox } from './harness/sandbox.ts';

const ready = /Ctrl-C or `sandbox down`/;

const paused: readonly ComponentFaultRequest[] = [
  { component: 'postgres', fault: 'pause' },
  { component: 'payment', fault: 'pause' },
  { component: 'otel-collector', fault: 'pause' },
  { component: 'jaeger', fault: 'disconnect' },
];

const pidOf = (sandbox: Sandbox, wanted: string): number =>
  sandbox.mustHaveRecord().processes.find(({ name }) => name === wanted)?.pid ?? 0;

test.skipIf(process.platform === 'win32').each(['down', 'up'])(
  'what a sandbox leaves that is killed while its components are paused is removed by %s',
  async (command) => {
    const sandbox = new Sandbox();
    const up = sandbox.start(['up', '--ports', 'auto']);
    await up.says(ready);
    const holder = await startLeaseHolder(sandbox.mustHaveRecord(), paused);
    const server = pidOf(sandbox, 'postgres');
    const all = [server, ...childrenOf(server), pidOf(sandbox, 'payment')];
    expect(all.length).toBeGreaterThan(3);
    expect(all.filter((pid) => !isStopped(pid))).toEqual([]);
    // PostgreSQL's children are on no record.
    const identities = all.flatMap((pid) => identityOf(pid) ?? []);

    up.kill('SIGKILL');
    await up.exited;
    await holder.kill();
    if (command === 'down') {
      expect(await sandbox.run(['down'])).toMatchObject({ code: 0 });
    } else {
      const next = sandbox.start(['up', '--ports', 'auto']);
      await next.says(ready);
      expect(next.stderr).toMatch(/killed\) left: .*postgres/);
      expect(identities.filter(isRunning)).toEqual([]);
      next.press('SIGINT');
      await next.exited;
    }
    expect(identities.filter(isRunning)).toEqual([]);
    sandbox.expectNothingLeft(4);
  },
);

test('a run that is killed while its faults are active leaves none: the sandbox reverts them itself', async () => {
  const sandbox = new Sandbox();
  const up = sandbox.start(['up', '--ports', 'auto']);
  await up.says(ready);
  const holder = await startLeaseHolder(sandbox.mustHaveRecord(), [
    { component: 'jaeger', fault: 'disconnect' },
    { component: 'payment', fault: 'kill' },
  ]);
  await up.says(/stopped +payment.*killed/);
  const states = async (): Promise<string[]> =>
    (await sandbox.status()).components.filter(({ state }) => state !== 'ready').map(({ name }) => name);
  expect((await states()).sort()).toEqual(['jaeger', 'payment']);

  await holder.kill();
  const back = await waitUntil(
    async () => {
      const left = await states();
      return left.length === 0 ? { done: true, value: true } : { done: false, seen: left.join() };
    },
    { timeoutMs: 60_000 },
  );
  expect(back).toMatchObject({ ok: true });
  await up.says(/a run that will be killed has ended and left disconnect of jaeger, kill of payment active: reverted/);
  up.press('SIGINT');
  expect(await up.exited).toMatchObject({ code: 130 });
  sandbox.expectNothingLeft(4);
});

test('a sandbox that is stopped while faults are active leaves nothing', async () => {
  const sandbox = new Sandbox();
  const up = sandbox.start(['up', '--ports', 'auto']);
  await up.says(ready);
  const holder = await startLeaseHolder(sandbox.mustHaveRecord(), paused);
  const server = pidOf(sandbox, 'postgres');
  const identities = [server, ...childrenOf(server)].flatMap((pid) => identityOf(pid) ?? []);
  up.press('SIGINT');
  const { code, stdout } = await up.exited;
  expect(code).toBe(130);
  expect(stdout).not.toMatch(/failed/);
  await holder.kill();
  expect(identities.filter(isRunning)).toEqual([]);
  sandbox.expectNothingLeft(4);
});
