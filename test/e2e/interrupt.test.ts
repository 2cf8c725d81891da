import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isRunning } from '../../stack/session/process-identity.ts';
import { reportData } from './harness/report-data.ts';
import { Sandbox, withoutDocker } from './harness/sandbox.ts';

const moments: [string, RegExp][] = [
  ['before anything has started', /runtime: embedded/],
  ['when the first component starts', /starting/],
  ['when the database answers', /ready +postgres/],
  ['when Prometheus starts', /starting +prometheus/],
  ['when a service answers', /ready +(gateway|payment|order)/],
  ['when Prometheus answers', /ready +prometheus/],
  ['in steady state', /Ctrl-C or `sandbox down`/],
];

test.each(moments)('Ctrl-C %s tears up down', async (_, moment) => {
  const sandbox = new Sandbox();
  const up = sandbox.start(['up', '--ports', 'auto', '--runtime', 'auto'], withoutDocker);
  await up.says(moment);
  up.press('SIGINT');
  const { code, stderr, stdout } = await up.exited;
  expect(code).toBe(130);
  expect(stderr).toContain('SIGINT: stopping');
  expect(stderr).toContain('interrupted by SIGINT');
  // What ends because everything ends has not failed.
  expect(stdout + stderr).not.toMatch(/failed|internal error/);
  sandbox.expectNothingLeft();
});

test.each(['SIGTERM', 'SIGHUP'] as const)('%s does the same', async (signal) => {
  const sandbox = new Sandbox();
  const up = sandbox.start(['up', '--ports', 'auto']);
  await up.says(/Ctrl-C or `sandbox down`/);
  up.press(signal);
  expect(await up.exited).toMatchObject({ code: 130 });
  sandbox.expectNothingLeft(4);
});

test('a second Ctrl-C says that it is at it, a third kills everything', async () => {
  const sandbox = new Sandbox();
  const up = sandbox.start(['up', '--ports', 'auto']);
  await up.says(/Ctrl-C or `sandbox down`/);
  // A gateway that does not listen keeps the teardown waiting.
  const gateway = sandbox.mustHaveRecord().processes.find(({ name }) => name === 'gateway');
  process.kill(gateway?.pid ?? 0, 'SIGSTOP');
  up.kill('SIGINT');
  await up.says(/SIGINT: stopping/);
  await pressUntil(
    () => up.kill('SIGINT'),
    () => up.stderr.includes('still tearing down'),
  );
  await pressUntil(
    () => up.kill('SIGINT'),
    () => up.stderr.includes('killing everything'),
  );
  expect(await up.exited).toMatchObject({ code: 130 });
  await expect.poll(() => sandbox.record()).toBeUndefined();
  await expect.poll(() => gateway && isRunning(gateway)).toBe(false);
  sandbox.expectNothingLeft(4);
});

test('Ctrl-C during up --detach tears down what it had begun', async () => {
  const sandbox = new Sandbox();
  const up = sandbox.start(['up', '--detach', '--ports', 'auto']);
  await up.says(/ready +postgres/);
  up.press('SIGINT');
  expect(await up.exited).toMatchObject({ code: 130 });
  sandbox.expectNothingLeft(1);
});

test('down during the boot tears it down', async () => {
  const sandbox = new Sandbox();
  const up = sandbox.start(['up', '--ports', 'auto']);
  await up.says(/starting +prometheus/);
  expect(await sandbox.run(['down'])).toMatchObject({ code: 0 });
  const { code, stderr } = await up.exited;
  expect(code).toBe(130);
  expect(stderr).toContain('stopped by `sandbox down`');
  sandbox.expectNothingLeft(1);
});

test.each([
  ['during the boot', /ready +postgres/],
  ['in the steady state', /steady state\n/],
  ['during the fault', /fault injected/],
])('Ctrl-C %s of a run tears it down, and the reports say so', async (_, moment) => {
  const sandbox = new Sandbox();
  const junit = join(sandbox.stateHome, 'junit.xml');
  const html = join(sandbox.stateHome, 'report.html');
  const run = sandbox.start(['run', 'error-burst', '--ports', 'auto', '--junit', junit, '--html', html]);
  await run.says(moment, 240_000);
  run.press('SIGINT');
  const { code, stdout, stderr } = await run.exited;
  expect(code).toBe(130);
  expect(stderr).toContain('interrupted by SIGINT');
  expect(stdout + stderr).not.toContain('This is an internal error');
  expect(readFileSync(junit, 'utf8')).toMatch(/<error message="(the run was )?interrupted/);
  expect(JSON.stringify(reportData(html))).toMatch(/"message":"(the run was )?interrupted/);
  sandbox.expectNothingLeft(1);
});

test('Ctrl-C during the teardown of a run is heard, and JUnit says so', async () => {
  const sandbox = new Sandbox();
  const junit = join(sandbox.stateHome, 'junit.xml');
  const run = sandbox.start(['run', 'error-burst', '--ports', 'auto', '--junit', junit]);
  // However the run goes: its teardown is what is interrupted.
  await run.says(/fault injected|✗ steady state/, 240_000);
  // A server that does not listen keeps the teardown waiting; its children go on serving the connections that they have.
  const postgres = sandbox.mustHaveRecord().processes.find(({ name }) => name === 'postgres');
  process.kill(postgres?.pid ?? 0, 'SIGSTOP');
  await run.says(/stopped +gateway/, 240_000);
  run.press('SIGINT');
  const { code, stdout, stderr } = await run.exited;
  expect(code).toBe(130);
  expect(stderr).toContain('interrupted by SIGINT');
  expect(stdout + stderr).not.toContain('This is an internal error');
  // A run that has passed by then has no other error.
  const errors = /<error message="((the run was )?interrupted|The steady state was not reached)/;
  expect(readFileSync(junit, 'utf8')).toMatch(errors);
  sandbox.expectNothingLeft(1);
});

test('a run whose reader is gone ends quietly and leaves nothing', async () => {
  const sandbox = new Sandbox();
  const run = sandbox.start(['run', 'baseline', '--ports', 'auto', '--reporter', 'ndjson']);
  await run.says(/"state":"ready"/);
  run.stopReading();
  await run.exited;
  expect(run.stderr).not.toMatch(/EPIPE|internal error/);
  sandbox.expectNothingLeft(1);
});

/** Signals that follow each other within a moment count as one, so it presses until it is heard. */
async function pressUntil(press: () => void, heard: () => boolean): Promise<void> {
  await expect
    .poll(
      () => {
        if (!heard()) press();
        return heard();
      },
      { interval: 300 },
    )
    .toBe(true);
}
