import { constants, existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { configWith } from './harness/config.ts';
import { Sandbox, withoutDocker } from './harness/sandbox.ts';

/** The services and the database. */
const processes = 4;

test('up boots, answers, refuses a second one, and Ctrl-C leaves nothing', async () => {
  const sandbox = new Sandbox();
  const up = sandbox.start(['up', '--ports', 'auto', '--runtime', 'auto'], withoutDocker);
  await up.says(/Ctrl-C or `sandbox down`/);
  expect(up.stderr).toContain('runtime: embedded (No Docker daemon answers)');
  const record = sandbox.mustHaveRecord();
  const { endpoints, owner } = record;
  expect(up.stdout).toContain(endpoints?.gateway);
  expect(up.stdout).toMatch(/^Workbench: http:\/\/127\.0\.0\.1:\d+\/#\/\?token=/);
  const page = await fetch(record.workbench ?? '');
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<script')]);
  expect((await fetch(`${endpoints?.gateway ?? ''}/products`)).status).toBe(200);

  expect(readableByOthers(record.folder)).toEqual([]);

  const status = await sandbox.status();
  expect(status).toMatchObject({ running: true, state: 'ready', traffic: { rate: 5, paused: false } });
  expect(status.components.map(({ name, state }) => `${name} ${state}`).sort()).toEqual(
    ['gateway', 'jaeger', 'loki', 'order', 'otel-collector', 'payment', 'postgres', 'prometheus'].map(
      (name) => `${name} ready`,
    ),
  );

  const second = await sandbox.run(['up', '--ports', 'auto']);
  expect(second.code).toBe(2);
  expect(second.stderr).toContain(`A sandbox is already running (pid ${owner.pid}, started by \`sandbox up\` at `);
  expect(second.stderr).toContain('sandbox down');
  expect((await sandbox.status()).running).toBe(true);

  const logs = await sandbox.run(['logs', 'postgres']);
  expect(logs.stdout).toContain('database system is ready to accept connections');
  expect((await sandbox.run(['logs', 'postgre'])).stderr).toContain('Did you mean postgres?');

  up.press('SIGINT');
  const { code, stderr, stdout } = await up.exited;
  expect(code).toBe(130);
  expect(stderr).not.toContain('failed');
  expect(stdout).toContain('Stopped; nothing is left running.');
  sandbox.expectNothingLeft(processes);
});

test('up --detach returns when it is ready; down stops it and is content when nothing runs', async () => {
  const sandbox = new Sandbox();
  const up = await sandbox.run(['up', '--detach', '--ports', 'auto', '--traffic', '0']);
  expect(up).toMatchObject({ code: 0 });
  expect(up.stdout).toContain('✓ ready    gateway');
  expect(up.stdout).toMatch(/^Workbench: http:/m);
  const { endpoints } = sandbox.mustHaveRecord();
  expect((await fetch(`${endpoints?.gateway ?? ''}/products`)).status).toBe(200);
  const again = await sandbox.run(['up', '--detach', '--ports', 'auto']);
  expect(again.code).toBe(2);

  const follow = sandbox.start(['logs', 'gateway', '--follow']);
  await follow.says(/GET \/products 200/);

  const down = await sandbox.run(['down']);
  expect(down).toMatchObject({ code: 0 });
  expect(down.stdout).toContain('■ stopped  otel-collector');
  expect(await follow.exited).toMatchObject({ code: 0 });
  expect(existsSync(sandbox.state) ? readdirSync(sandbox.state) : []).toEqual([]);
  sandbox.expectNothingLeft(processes);

  expect(await sandbox.run(['down'])).toMatchObject({ code: 0, stdout: 'No sandbox is running.\n' });
  expect(await sandbox.run(['status'])).toMatchObject({
    code: 0,
    stdout: 'No sandbox is running. Start one with `sandbox up`.\n',
  });
});

test('a run on a sandbox of another process injects faults into its components, receives their events, and leaves it as it was', async () => {
  const sandbox = new Sandbox();
  expect(await sandbox.run(['up', '--detach', '--ports', 'auto'])).toMatchObject({ code: 0 });
  const run = await sandbox.run(['run', 'backend-outage', '--reporter', 'ndjson']);
  const events = run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);
  expect(events.filter(({ type }) => type === 'expect.fail')).toEqual([]);
  expect(run).toMatchObject({ code: 0 });
  const states = events.flatMap((event) => (event.type === 'component' ? `${event.name} ${event.state}` : []));
  expect(states).toEqual(['jaeger stopped', 'jaeger starting', 'jaeger ready']);
  const faults = events.flatMap((event) =>
    'fault' in event && event.target === 'jaeger' ? `${event.type} ${event.fault}` : [],
  );
  expect(faults).toEqual(['fault.start disconnect', 'fault.end disconnect']);
  const { components } = await sandbox.status();
  expect(components.filter(({ state }) => state !== 'ready')).toEqual([]);
  await importsItsTraces(sandbox);
  expect(await sandbox.run(['down'])).toMatchObject({ code: 0 });
  sandbox.expectNothingLeft(processes);
});

/** The traces that the sandbox stored become a traffic file, which a check simulates. */
async function importsItsTraces(sandbox: Sandbox): Promise<void> {
  const { endpoints } = sandbox.mustHaveRecord();
  const answer = await fetch(`${endpoints?.jaeger ?? ''}/api/traces?service=gateway&limit=1000`);
  const folder = configWith({ 'traces.json': await answer.text() });
  const out = join(folder, 'traffic.yaml');
  const imported = await sandbox.run(['traffic', 'import', join(folder, 'traces.json'), '--out', out]);
  expect(imported).toMatchObject({ code: 0, stdout: '' });
  expect(imported.stderr).toMatch(
    /^Read [\d,]+ traces with [\d,]+ spans: 3 services, \d routes, methods and consumers\.$/m,
  );
  const file = parse(readFileSync(out, 'utf8')) as { services: Record<string, { routes: Record<string, unknown> }> };
  expect(Object.keys(file.services).sort()).toEqual(['gateway', 'order', 'payment']);
  expect(file.services.payment?.routes).toHaveProperty(['POST /charges']);
  const check = await sandbox.run(['check', '--traffic', out, '--quick']);
  expect(check, check.stdout).toMatchObject({ code: 0 });
}

test('with --keep the logs and data outlive the sandbox', async () => {
  const sandbox = new Sandbox();
  const up = sandbox.start(['up', '--ports', 'auto', '--keep']);
  await up.says(/Ctrl-C or `sandbox down`/);
  const { folder } = sandbox.mustHaveRecord();
  const down = await sandbox.run(['down']);
  expect(down.stdout).toContain(`Logs and data are kept in ${folder}.`);
  expect(await up.exited).toMatchObject({ code: 0 });
  expect(readdirSync(`${folder}/logs`)).toContain('gateway.log');
  expect(sandbox.record()).toBeUndefined();
});

test('doctor finds that up can work here', async () => {
  const sandbox = new Sandbox();
  const { code, stdout } = await sandbox.run(['doctor', '--json']);
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: { name: string; result: string }[] };
  expect({ ok, code }).toEqual({ ok: true, code: 0 });
  expect(checks.find(({ name }) => name === 'engine')?.result).toMatch(/ok|warn/);
  expect(checks.find(({ name }) => name === 'postgresql')?.result).toBe('ok');
});

/** What other users of the machine could read below a folder that they may pass: keys in configurations, lines of logs. */
function readableByOthers(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const { mode } = lstatSync(path);
    if ((mode & constants.S_IFMT) === constants.S_IFDIR)
      return [...(mode & constants.S_IROTH ? [path] : []), ...(mode & constants.S_IXOTH ? readableByOthers(path) : [])];
    return mode & constants.S_IROTH ? [path] : [];
  });
}
