import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { waitUntil } from '../../lib/wait.ts';
import { packageRoot } from '../../lib/paths.ts';
import { findFreePorts } from '../../stack/components/free-ports.ts';
import { Sandbox } from './harness/sandbox.ts';

const applications = join(packageRoot, 'test', 'e2e', 'applications');

const eventsOf = (stdout: string): RunEvent[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);

const failed = (events: readonly RunEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'expect.fail' ? [`${event.name}: ${event.observed}`] : []));

async function untilAnswers(url: string): Promise<void> {
  const answered = await waitUntil(
    async () => ({ done: (await fetch(url)).ok, value: undefined, seen: 'no answer' }) as const,
    { timeoutMs: 60_000 },
  );
  expect(answered.ok, `${url} answers`).toBe(true);
}

async function boot(): Promise<Sandbox> {
  const sandbox = new Sandbox();
  const up = ['up', '--detach', '--ports', 'auto', '--services', 'none', '--traffic', '0'];
  expect(await sandbox.run(up)).toMatchObject({ code: 0 });
  return sandbox;
}

describe('an application that knows nothing of the sandbox', () => {
  test('Express: under a fault its own alert fires, every trace is accounted for, and it ends with the sandbox', async () => {
    const sandbox = await boot();
    const [port = 0] = await findFreePorts(1);
    const command = ['node', join(applications, 'express-shop.cjs')];
    const application = sandbox.start(['exec', '--instrument', '--service-name', 'express-shop', '--', ...command], {
      PORT: String(port),
    });
    const url = `http://127.0.0.1:${port}`;
    await untilAnswers(`${url}/items/1`);

    const file = join(sandbox.stateHome, 'uploads.yaml');
    // At 50 bytes/s the application waits three seconds for each body of 150 bytes.
    writeFileSync(
      file,
      `target: ${url}
service: express-shop
# The machine may be busy: what is slow here is not the subject.
steady-state: { p95: 5s }
load:
  rate: 20/s
  requests:
    - { request: GET /items/1, weight: 4 }
    - { request: POST /uploads, weight: 4, body: { text: ${'x'.repeat(140)} } }
    - { request: GET /missing, headers: { accept: text/plain } }
duration: 7m
faults:
  - { fault: proxy-bandwidth, bytes-per-second: 50 }
  - { fault: proxy-errors, rate: 10%, from: 1m, to: 4m }
  - { fault: proxy-aborts, rate: 5%, from: 2m, to: 5m }
expect:
  classes:
    error: { at-least: 10, policy: errors }
    slow: { at-least: 10, policy: slow }
    normal: {}
  alerts:
    ServiceLatencyHigh: { fires: true, labels: { service_name: express-shop } }
    OTelCollectorDropping: quiet
`,
    );
    const run = await sandbox.run(['run', file, '--reporter', 'ndjson']);
    const events = eventsOf(run.stdout);
    expect(failed(events)).toEqual([]);
    expect(run.code).toBe(0);
    const changes = events.flatMap((event) =>
      event.type === 'alert' && event.labels.service_name === 'express-shop' ? [`${event.from} ${event.to}`] : [],
    );
    expect(changes).toEqual(['inactive pending', 'pending firing', 'firing inactive']);
    expect(events.find(({ type }) => type === 'ledger')).toMatchObject({ unaccounted: 0 });

    await sandbox.run(['down']);
    const ended = await application.exited;
    expect(ended.stderr).toContain('the sandbox has stopped: ending the program');
    expect(ended.code).toBe(143);
    sandbox.expectNothingLeft();
  });

  const missing = ['flask', 'opentelemetry-instrument'].filter((name) => spawnSync(name, ['--version']).error);
  test.skipIf(missing.length > 0)(
    `Flask: its traces are accounted for${missing.length > 0 ? ` (skipped: ${missing.join(' and ')} not in PATH)` : ''}`,
    async () => {
      const sandbox = await boot();
      const [port = 0] = await findFreePorts(1);
      const command = ['flask', '--app', join(applications, 'flask_shop.py'), 'run', '--port', String(port)];
      const application = sandbox.start(['exec', '--instrument', '--service-name', 'flask-shop', '--', ...command]);
      const url = `http://127.0.0.1:${port}`;
      await untilAnswers(`${url}/items/1`);
      const file = join(sandbox.stateHome, 'flask.yaml');
      writeFileSync(
        file,
        `target: ${url}
service: flask-shop
steady-state: { p95: 5s }
load: { rate: 10/s, requests: [GET /items/1] }
faults: [{ fault: proxy-errors, rate: 30% }]
expect:
  classes: { error: 100%, normal: {} }
  alerts:
    ServiceErrorRateHigh: [{ fires: true, labels: { service_name: sandbox-proxy } }, { quiet: true, labels: { service_name: flask-shop } }]
`,
      );
      const run = await sandbox.run(['run', file, '--reporter', 'ndjson']);
      expect(failed(eventsOf(run.stdout))).toEqual([]);
      expect(run.code).toBe(0);
      await sandbox.run(['down']);
      await application.exited;
    },
  );
});

test('without a sandbox, env and exec report it; a program that cannot be instrumented is reported as well', async () => {
  const sandbox = new Sandbox();
  const env = await sandbox.run(['env']);
  expect(env).toMatchObject({ code: 2, stdout: '' });
  expect(env.stderr).toContain('No sandbox is running.');
  expect(await sandbox.run(['exec', '--', 'true'])).toMatchObject({ code: 2 });
});
