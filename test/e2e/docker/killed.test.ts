import { rmSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ownerOfThisProcess } from '../../../stack/docker/owner.ts';
import { dockerOrReason, titled } from '../../docker/docker-or-reason.ts';
import { withoutDocker } from '../harness/sandbox.ts';
import { DockerSandbox, ready } from './docker-sandbox.ts';

const { docker, reason } = await dockerOrReason();

describe.skipIf(reason)(titled('what a killed sandbox leaves on Docker', reason), () => {
  const daemon = docker as NonNullable<typeof docker>;

  test.each([
    ['in steady state', ready],
    ['during its boot', /ready +jaeger/],
  ])('%s is removed by the next start', async (_, moment) => {
    const sandbox = new DockerSandbox(daemon);
    const up = sandbox.start(['up', '--ports', 'auto']);
    await up.says(moment);
    const { owner, since } = sandbox.mustHaveRecord();
    up.kill('SIGKILL');
    await up.exited;
    expect(await sandbox.onDocker()).toContain('container sandbox-jaeger-1');
    expect((await sandbox.run(['status'])).stdout).toMatch(/A killed one left \d+ process(es)? and its containers/);

    const next = sandbox.start(['up', '--ports', 'auto']);
    await next.says(/starting/);
    expect(next.stderr).toContain(`removed what the sandbox of ${since} (pid ${owner.pid}, killed) left`);
    expect(next.stderr).toContain('sandbox-jaeger-1');
    next.press('SIGINT');
    expect(await next.exited).toMatchObject({ code: 130 });
    await sandbox.expectNothingLeftAnywhere();
  });

  test('is removed by down, with its record and without', async () => {
    const sandbox = new DockerSandbox(daemon);
    for (const withRecord of [true, false]) {
      const up = sandbox.start(['up', '--ports', 'auto']);
      await up.says(/ready +jaeger/);
      const { owner } = sandbox.mustHaveRecord();
      up.kill('SIGKILL');
      await up.exited;
      if (!withRecord) rmSync(sandbox.state, { recursive: true });
      const down = await sandbox.run(['down']);
      expect(down.code).toBe(0);
      expect(down.stdout).toMatch(new RegExp(`^Removed .*\\(pid ${owner.pid}\\b.*\\bleft: .*sandbox-jaeger-1`, 'm'));
      expect(await sandbox.onDocker()).toEqual([]);
    }
  });

  test.each([
    [
      'belongs to a stack started with docker compose alone',
      '',
      /was started with `docker compose` alone; it was not changed/,
    ],
    [
      'belongs to another running sandbox',
      ownerOfThisProcess(),
      new RegExp(`Another sandbox \\(pid ${process.pid}\\) runs on this Docker daemon`),
    ],
    [
      'belongs to a sandbox of another host',
      '17 boot:4 elsewhere',
      /belongs to a sandbox of another host \(pid 17 on elsewhere\)/,
    ],
  ])('does not include a volume that %s: it is left alone', async (_, owner, message) => {
    const sandbox = new DockerSandbox(daemon);
    const name = 'sandbox_of-a-test';
    await daemon.createVolume({
      Name: name,
      Labels: {
        'com.docker.compose.project': 'sandbox',
        'dev.sandbox.session': owner === '' ? '' : 'of-a-test',
        'dev.sandbox.owner': owner,
      },
    });
    onTestFinished(async () => {
      await daemon.getVolume(name).remove();
    });
    const up = await sandbox.run(['up', '--ports', 'auto']);
    expect(up.code).toBe(4);
    expect(up.stderr).toMatch(message);
    expect(up.stderr).toContain('volume sandbox_of-a-test');
    expect(up.stdout).not.toContain('starting');
    const down = await sandbox.run(['down']);
    expect(down).toMatchObject({ code: 0, stdout: 'No sandbox is running.\n' });
    expect(down.stderr).toMatch(message);
    expect(await sandbox.onDocker()).toEqual(['volume sandbox_of-a-test']);
    // Who has no Docker to ask has nothing to hear of it.
    expect(await sandbox.run(['down'], withoutDocker)).toMatchObject({ code: 0, stderr: '' });
    sandbox.expectNothingLeft();
  });
});
