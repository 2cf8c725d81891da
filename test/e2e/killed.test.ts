import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { waitUntil } from '../../lib/wait.ts';
import { isRunning } from '../../stack/session/process-identity.ts';
import type { RecordedProcess } from '../../stack/session/record.ts';
import { endWorker, throwInside } from './harness/inspector.ts';
import { Sandbox } from './harness/sandbox.ts';

const ready = /Ctrl-C or `sandbox down`/;

function processOf(sandbox: Sandbox, wanted: string): RecordedProcess {
  const found = sandbox.mustHaveRecord().processes.find(({ name }) => name === wanted);
  if (!found) throw new Error(`There is no process of ${wanted} on record.`);
  return found;
}

test('a service that is killed is said to have failed, and the sandbox goes on until it is stopped', async () => {
  const sandbox = new Sandbox();
  const up = sandbox.start(['up', '--ports', 'auto']);
  await up.says(ready);
  process.kill(processOf(sandbox, 'payment').pid, 'SIGKILL');
  await up.says(/failed +payment.*SIGKILL/);
  const { components } = await sandbox.status();
  expect(components.find(({ name }) => name === 'payment')).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('SIGKILL') as string,
  });
  expect(components.filter(({ state }) => state === 'ready')).toHaveLength(7);
  up.press('SIGINT');
  expect(await up.exited).toMatchObject({ code: 130 });
  sandbox.expectNothingLeft(4);
});

test('a service that is killed during a run fails expectations, not the command', async () => {
  const sandbox = new Sandbox();
  const run = sandbox.start(['run', 'baseline', '--ports', 'auto']);
  await run.says(/✓ steady state/);
  process.kill(processOf(sandbox, 'payment').pid, 'SIGKILL');
  const { code, stdout, stderr } = await run.exited;
  expect(code).toBe(1);
  expect(stdout).toMatch(/failed +payment.*SIGKILL/);
  expect(stdout).toMatch(/✗ baseline failed: \d+ expectations? failed/);
  expect(stdout + stderr).not.toContain('This is an internal error');
  sandbox.expectNothingLeft(4);
});

test('a thread of the engine that ends is started again, with the reason in the status', async () => {
  const sandbox = new Sandbox();
  const up = sandbox.start(['up', '--ports', 'auto'], { NODE_OPTIONS: '--inspect=127.0.0.1:0' });
  await up.says(ready);
  await endWorker(up.stderr, 'collector');
  await up.says(/failed +otel-collector[^]*ready +otel-collector/);
  const { components } = await sandbox.status();
  expect(components.find(({ name }) => name === 'otel-collector')).toMatchObject({
    state: 'ready',
    restarts: { count: 1, reason: 'its thread was ended' },
  });
  expect(components.find(({ name }) => name === 'prometheus')).not.toHaveProperty('restarts');
  up.press('SIGINT');
  expect(await up.exited).toMatchObject({ code: 130 });
  sandbox.expectNothingLeft(4);
});

test('an internal error of the sandbox is reported as one, after everything was torn down', async () => {
  const sandbox = new Sandbox();
  const up = sandbox.start(['up', '--ports', 'auto'], { NODE_OPTIONS: '--inspect=127.0.0.1:0' });
  await up.says(ready);
  await throwInside(up.stderr, 'an unexpected error');
  const { code, stderr, stdout } = await up.exited;
  expect(code).toBe(70);
  expect(stderr).toContain('This is an internal error of sandbox');
  expect(stderr).toMatch(/TypeError: an unexpected error\n +at /);
  expect(stdout).toContain('■ stopped  otel-collector');
  sandbox.expectNothingLeft(4);
});

test.each([
  ['in steady state', ready, 4],
  ['during its boot', /ready +postgres/, 1],
])('what a sandbox killed %s leaves is removed by the next start', async (_, moment, processes) => {
  const sandbox = new Sandbox();
  const up = sandbox.start(['up', '--ports', 'auto']);
  await up.says(moment);
  const killed = sandbox.mustHaveRecord();
  up.kill('SIGKILL');
  expect(await up.exited).toMatchObject({ code: 'SIGKILL' });
  expect(existsSync(killed.folder)).toBe(true);

  const next = sandbox.start(['up', '--ports', 'auto']);
  await next.says(ready);
  expect(next.stderr).toContain(`removed what the sandbox of ${killed.since} (pid ${killed.owner.pid}, killed) left`);
  expect(killed.processes.length).toBeGreaterThanOrEqual(processes);
  expect(killed.processes.filter(isRunning)).toEqual([]);
  expect(existsSync(killed.folder)).toBe(false);
  next.press('SIGINT');
  await next.exited;
  sandbox.expectNothingLeft(4);
});

test('what a killed sandbox leaves is reported by status and removed by down, and no other process is touched', async () => {
  const sandbox = new Sandbox();
  const up = sandbox.start(['up', '--ports', 'auto']);
  await up.says(ready);
  const { owner, folder } = sandbox.mustHaveRecord();
  up.kill('SIGKILL');
  await up.exited;
  const status = await sandbox.run(['status']);
  expect(status.stdout).toMatch(
    /No sandbox is running\. A killed one left \d+ process(es)?.*Clean up with `sandbox down`/,
  );
  expect((await sandbox.run(['logs'])).code).toBe(2);

  const down = await sandbox.run(['down']);
  expect(down.code).toBe(0);
  expect(down.stdout).toContain(`(pid ${owner.pid}, killed) left`);
  expect(existsSync(folder)).toBe(false);
  sandbox.expectNothingLeft(4);
});

test('a run whose sandbox is killed says so', async () => {
  const sandbox = new Sandbox();
  await sandbox.run(['up', '--detach', '--ports', 'auto']);
  const run = sandbox.start(['run', 'baseline']);
  await run.says(/steady state\n/);
  process.kill(sandbox.mustHaveRecord().owner.pid, 'SIGKILL');
  const { code, stderr } = await run.exited;
  expect(code).toBe(4);
  expect(stderr).toContain('The sandbox stopped during the run.');
  expect(await sandbox.run(['down'])).toMatchObject({ code: 0 });
  sandbox.expectNothingLeft(4);
});

test('a run reports at once that the gateway is dead, and that the sandbox does not respond', async () => {
  const sandbox = new Sandbox();
  await sandbox.run(['up', '--detach', '--ports', 'auto']);
  process.kill(processOf(sandbox, 'gateway').pid, 'SIGKILL');
  const dead = await sandbox.run(['run', 'baseline']);
  expect(dead.code).toBe(3);
  expect(dead.stdout + dead.stderr).toMatch(/The gateway does not answer: .*ECONNREFUSED/);

  process.kill(sandbox.mustHaveRecord().owner.pid, 'SIGSTOP');
  const stopped = await sandbox.run(['run', 'baseline']);
  expect(stopped.code).toBe(4);
  expect(stopped.stderr).toContain('The sandbox does not respond: no answer within 5s.');

  const down = await sandbox.run(['down']);
  expect(down.code).toBe(0);
  expect(down.stderr).toContain('Sending SIGTERM.');
  sandbox.expectNothingLeft(4);
});

test('a run that is killed gives the sandbox back: its faults end, its traffic goes on, the next run may use it', async () => {
  const sandbox = new Sandbox();
  await sandbox.run(['up', '--detach', '--ports', 'auto']);
  const run = sandbox.start(['run', 'error-burst']);
  await run.says(/fault injected/, 240_000);
  expect(await sandbox.status()).toMatchObject({ usedBy: 'sandbox run error-burst', traffic: { paused: true } });
  const second = await sandbox.run(['run', 'baseline']);
  expect(second.code).toBe(2);
  expect(second.stderr).toContain('in use by sandbox run error-burst');
  const control = sandbox.mustHaveRecord().endpoints?.control.payment ?? '';
  const activeFaults = async (): Promise<string[]> => {
    const faults = (await (await fetch(`${control}/faults`)).json()) as { name: string; active: boolean }[];
    return faults.filter(({ active }) => active).map(({ name }) => name);
  };
  expect(await activeFaults()).toEqual(['error-rate']);

  run.kill('SIGKILL');
  await run.exited;
  const resumed = await waitUntil(
    async () => {
      const { traffic } = (await sandbox.status()) as unknown as { traffic: { paused: boolean } };
      return traffic.paused ? { done: false, seen: 'paused' } : { done: true, value: true };
    },
    { timeoutMs: 60_000 },
  );
  expect(resumed.ok).toBe(true);
  await expect.poll(activeFaults).toEqual([]);
  expect(await sandbox.run(['down'])).toMatchObject({ code: 0 });
  sandbox.expectNothingLeft(4);
});
