import { describe, expect, test } from 'vitest';
import { dockerOrReason, titled } from '../../docker/docker-or-reason.ts';
import { collectorConfig, configWith } from '../harness/config.ts';
import { withoutDocker } from '../harness/sandbox.ts';
import { startProxy } from './daemon-proxy.ts';
import { DockerSandbox } from './docker-sandbox.ts';

const { docker, reason } = await dockerOrReason();

/** A daemon that has all images but one, and no way to its registry: its answers are those of a real one without a network. */
function withoutGrafana(method: string, path: string): { status: number; message: string } | undefined {
  const noWay = 'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host';
  if (method === 'GET' && /\/images\/grafana\/grafana:[^/]+\/json/.test(path))
    return { status: 404, message: 'No such image' };
  if (method === 'POST' && path.includes('/images/create')) return { status: 500, message: noWay };
  return path.includes('/distribution/') ? { status: 500, message: noWay } : undefined;
}

describe.skipIf(reason)(titled('a boot on Docker that fails', reason), () => {
  const onDocker = (): DockerSandbox => new DockerSandbox(docker as NonNullable<typeof docker>);

  test('for want of a daemon says where it was looked for, and does not fall back', async () => {
    const sandbox = onDocker();
    const { code, stdout, stderr } = await sandbox.run(['up', '--ports', 'auto'], withoutDocker);
    expect(code).toBe(4);
    expect(stderr).toContain('No Docker daemon answers.');
    expect(stderr).toContain('unix:///nowhere/docker.sock (from DOCKER_HOST): no such socket');
    expect(stdout).not.toContain('starting');
    sandbox.expectNothingLeft();
  });

  test('for want of an image and of a network names the image and what to do', async () => {
    const sandbox = onDocker();
    const { env } = await startProxy(withoutGrafana);
    const { code, stderr } = await sandbox.run(['up', '--ports', 'auto'], env);
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /The image grafana\/grafana:\S+ \(grafana\) is missing and could not be pulled: .*no such host/,
    );
    expect(stderr).toContain('sandbox images load FILE');
    await sandbox.expectNothingLeftAnywhere();

    const auto = sandbox.start(['up', '--ports', 'auto', '--runtime', 'auto'], env);
    await auto.says(
      /runtime: embedded \(Docker has not the image grafana\/grafana:\S+, and its registry does not answer\)/,
    );
    auto.press('SIGINT');
    expect(await auto.exited).toMatchObject({ code: 130 });
    await sandbox.expectNothingLeftAnywhere();
  });

  test('by a container that ends at its start has its own words, and is a matter of the configuration', async () => {
    const sandbox = onDocker();
    const config = configWith({
      'collector.yaml': collectorConfig(({ exporters }) => (exporters.loki = { endpoint: 'http://loki:3100' })),
    });
    const { code, stdout, stderr } = await sandbox.run(['up', '--ports', 'auto', '--config', config]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/otel-collector could not be started: .*exit code 1: .*unknown type: "loki"/s);
    expect(stderr).toContain(config);
    expect(stdout.match(/✗ failed +\S+/g)).toEqual([expect.stringContaining('otel-collector')]);
    await sandbox.expectNothingLeftAnywhere();
  });

  test('by a container that is killed from outside names it', async () => {
    const sandbox = onDocker();
    const up = sandbox.start(['up', '--ports', 'auto']);
    // Without its database it does not become ready.
    await sandbox.untilRunning('postgres');
    await sandbox.container('postgres').pause();
    await sandbox.untilRunning('order');
    await sandbox.container('order').kill();
    const { code, stderr } = await up.exited;
    expect(code).toBe(4);
    expect(stderr).toContain('order could not be started: its container was killed (exit code 137)');
    await sandbox.expectNothingLeftAnywhere();
  });

  test.each([
    ['before any container is made', undefined],
    ['while containers start', /ready +grafana/],
  ])('as the daemon goes away %s says so, and the next down removes what it left', async (_, moment) => {
    const sandbox = onDocker();
    let cut = (): void => undefined;
    const proxy = await startProxy((method, path) => {
      if (moment === undefined && method === 'POST' && path.includes('/containers/create')) cut();
      return undefined;
    });
    cut = proxy.cut;
    const up = sandbox.start(['up', '--ports', 'auto'], proxy.env);
    if (moment) {
      await up.says(moment);
      cut();
    }
    const { code, stderr } = await up.exited;
    expect(stderr).not.toContain('This is an internal error');
    expect(code).toBe(4);
    expect(stderr).toContain(`The Docker daemon at ${proxy.env.DOCKER_HOST} stopped answering`);
    expect(stderr).toContain('`sandbox down`, or the next start, then removes the containers');
    sandbox.expectNothingLeft();
    expect(await sandbox.onDocker()).not.toEqual([]);

    const down = await sandbox.run(['down']);
    expect(down.code).toBe(0);
    expect(down.stdout).toMatch(
      /Removed from Docker what a killed sandbox \(pid \d+\) left: .*network sandbox_default/,
    );
    await sandbox.expectNothingLeftAnywhere();
  });
});
