import { describe, expect, test } from 'vitest';
import { dockerOrReason, titled } from '../../docker/docker-or-reason.ts';
import { DockerSandbox, ready } from './docker-sandbox.ts';

const { docker, reason } = await dockerOrReason();

describe.skipIf(reason)(titled('Ctrl-C on Docker', reason), () => {
  const onDocker = (): DockerSandbox => new DockerSandbox(docker as NonNullable<typeof docker>);

  test('while docker compose makes the containers', async () => {
    const sandbox = onDocker();
    const up = sandbox.start(['up', '--ports', 'auto']);
    await expect
      .poll(() => sandbox.record()?.processes.map(({ name }) => name), { interval: 5 })
      .toContain('docker compose');
    up.press('SIGINT');
    const { code, stdout, stderr } = await up.exited;
    expect(code).toBe(130);
    expect(stdout + stderr).not.toMatch(/failed|bug|starting/);
    await sandbox.expectNothingLeftAnywhere();
  });

  test.each([
    ['when the first container starts', /starting/],
    ['when Jaeger answers', /ready +jaeger/],
    ['when the database answers', /ready +postgres/],
    ['in steady state', ready],
  ])('%s', async (_, moment) => {
    const sandbox = onDocker();
    const up = sandbox.start(['up', '--ports', 'auto']);
    await up.says(moment);
    up.press('SIGINT');
    const { code, stdout, stderr } = await up.exited;
    expect(code).toBe(130);
    expect(stdout + stderr).not.toMatch(/failed|bug/);
    await sandbox.expectNothingLeftAnywhere();
  });

  test('three times ends at once, and the containers go behind it', async () => {
    const sandbox = onDocker();
    const up = sandbox.start(['up', '--ports', 'auto']);
    await up.says(ready);
    // One that does not hear SIGTERM keeps the teardown waiting.
    await sandbox.container('gateway').pause();
    for (const heard of ['SIGINT: stopping', 'still tearing down', 'ending everything hard']) {
      await expect
        .poll(
          () => {
            if (!up.stderr.includes(heard)) up.kill('SIGINT');
            return up.stderr.includes(heard);
          },
          // Signals that follow each other within a moment count as one.
          { interval: 300 },
        )
        .toBe(true);
    }
    expect(await up.exited).toMatchObject({ code: 130 });
    await expect.poll(() => sandbox.onDocker(), { interval: 200 }).toEqual([]);
    sandbox.expectNothingLeft();
  });
});
