import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { componentsOf } from '../../../stack/components/component.ts';
import { composeFile } from '../../../stack/images/pinned.ts';
import { coreServiceNames } from '../../../stack/services/index.ts';
import { dockerOrReason, titled } from '../../docker/docker-or-reason.ts';
import { DockerSandbox, ready } from './docker-sandbox.ts';

const { docker, reason } = await dockerOrReason();

describe.skipIf(reason)(titled('a sandbox on Docker', reason), () => {
  const onDocker = (): DockerSandbox => new DockerSandbox(docker as NonNullable<typeof docker>);

  test('auto takes it; it answers, is listed by docker compose, and Ctrl-C leaves nothing', async () => {
    const sandbox = onDocker();
    const up = sandbox.start(['up', '--ports', 'auto', '--runtime', 'auto']);
    await up.says(ready);
    expect(up.stderr).toMatch(/runtime: docker \(Docker \S+ answers and has the images\)/);
    const { endpoints, owner } = sandbox.mustHaveRecord();
    expect(up.stdout).toContain(endpoints?.grafana);
    expect((await fetch(`${endpoints?.gateway ?? ''}/products`)).status).toBe(200);

    const status = await sandbox.status();
    expect(status.components.map(({ name, state }) => `${name} ${state}`).sort()).toEqual(
      componentsOf(coreServiceNames)
        .map((name) => `${name} ready`)
        .sort(),
    );
    for (const component of status.components)
      expect(component).toMatchObject({ memoryBytes: expect.any(Number) as number });

    const compose = await execa('docker', ['compose', '-f', composeFile, 'ps', '--services'], { reject: false });
    expect(compose.stdout.split('\n').sort()).toEqual([...componentsOf(coreServiceNames)].sort());
    const logs = await sandbox.run(['logs', 'postgres']);
    expect(logs.stdout).toContain('database system is ready to accept connections');

    // The daemon has room for one, whoever's state folder it is kept in.
    const second = await onDocker().run(['up', '--ports', 'auto']);
    expect(second.code).toBe(4);
    expect(second.stderr).toContain(`Another sandbox (pid ${owner.pid}) runs on this Docker daemon`);

    up.press('SIGINT');
    const { code, stderr, stdout } = await up.exited;
    expect(code).toBe(130);
    expect(stdout + stderr).not.toMatch(/failed|internal error/);
    await sandbox.expectNothingLeftAnywhere();
  });

  test('a scenario passes on a sandbox in the background, a killed container is reported, and down ends the sandbox', async () => {
    const sandbox = onDocker();
    expect(await sandbox.run(['up', '--detach', '--ports', 'auto'])).toMatchObject({ code: 0 });
    const run = await sandbox.run(['run', 'error-burst', '--runtime', 'docker']);
    expect(run.stdout).not.toContain('✗');
    expect(run.code).toBe(0);

    await sandbox.container('payment').kill();
    await expect
      .poll(async () => (await sandbox.status()).components.find(({ name }) => name === 'payment'), { interval: 200 })
      .toMatchObject({ state: 'failed', detail: expect.stringContaining('exit code 137') as string });

    const down = await sandbox.run(['down']);
    expect(down).toMatchObject({ code: 0 });
    expect(down.stdout).toContain('■ stopped  otel-collector');
    await sandbox.expectNothingLeftAnywhere();
  });
});
