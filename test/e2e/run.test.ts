import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { waitUntil } from '../../lib/wait.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { PrometheusClient } from '../../stack/clients/prometheus.ts';
import { collectorConfig, configWith } from './harness/config.ts';
import { reportData } from './harness/report-data.ts';
import { Sandbox } from './harness/sandbox.ts';

const eventsOf = (stdout: string): RunEvent[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);

test('a run without a running sandbox boots one, prints every event as NDJSON, writes JUnit and HTML, and leaves nothing', async () => {
  const sandbox = new Sandbox();
  const junit = join(sandbox.stateHome, 'junit.xml');
  const html = join(sandbox.stateHome, 'report.html');
  const files = ['--junit', junit, '--html', html];
  const run = await sandbox.run(['run', 'error-burst', '--ports', 'auto', '--reporter', 'ndjson', ...files]);
  const events = eventsOf(run.stdout);
  const failed = events.filter(({ type }) => type === 'expect.fail');
  expect(failed).toEqual([]);
  expect(run.code).toBe(0);
  const changes = events.flatMap((event) =>
    event.type === 'alert' && event.alertname === 'ServiceErrorRateHigh' && event.labels.service_name === 'payment'
      ? [`${event.from} ${event.to}`]
      : [],
  );
  expect(changes).toEqual(['inactive pending', 'pending firing', 'firing inactive']);
  expect(events.find((event) => event.type === 'ledger')).toMatchObject({ unaccounted: 0 });
  expect(events.at(-1)).toMatchObject({ type: 'component', state: 'stopped' });
  const xml = readFileSync(junit, 'utf8');
  expect(xml).toMatch(/<testsuite name="error-burst" tests="\d+" failures="0" errors="0" skipped="0"/);
  const report = reportData(html);
  expect(report.events.filter(({ type }) => type === 'expect.pass')).toEqual(
    events.filter(({ type }) => type === 'expect.pass'),
  );
  expect(report.events.filter(({ type }) => type === 'load')).toEqual(events.filter(({ type }) => type === 'load'));
  sandbox.expectNothingLeft(4);
});

test('run --keep-running leaves the sandbox running; a control run on it keeps the alert quiet; down ends it', async () => {
  const sandbox = new Sandbox();
  const kept = await sandbox.run(['run', 'baseline', '--ports', 'auto', '--keep-running']);
  expect(kept).toMatchObject({ code: 0 });
  expect(kept.stderr).toContain(`gateway        ${sandbox.mustHaveRecord().endpoints?.gateway ?? ''}`);
  expect(kept.stderr).toContain('Stop it with `sandbox down`.');
  expect(await sandbox.status()).toMatchObject({ running: true, traffic: { rate: 5, paused: false } });

  const control = await sandbox.run(['run', 'error-burst', '--no-faults', '--reporter', 'ndjson']);
  const events = eventsOf(control.stdout);
  expect(events.filter(({ type }) => type === 'expect.fail' || type === 'alert' || type === 'fault.start')).toEqual([]);
  expect(control.code).toBe(0);

  const other = await sandbox.run(['run', 'baseline', '--pace', '7']);
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('--pace 7: the running sandbox has pace 20');
  expect(await sandbox.run(['down'])).toMatchObject({ code: 0 });
  sandbox.expectNothingLeft(4);
});

/** Nothing listens on port 1 (tcpmux); what is retried fills a queue of a few spans. */
const fullQueue = collectorConfig(({ exporters }) => {
  exporters['otlp_http/jaeger'] = {
    endpoint: 'http://127.0.0.1:1',
    sending_queue: { queue_size: 20, sizer: 'items' },
    retry_on_failure: { initial_interval: '5s', max_elapsed_time: '300s' },
  };
});

test('an exporter whose queue is full raises the alert on lost telemetry, and does not keep the sandbox from stopping', async () => {
  const sandbox = new Sandbox();
  const config = configWith({ 'collector.yaml': fullQueue });
  const up = sandbox.start(['up', '--ports', 'auto', '--traffic', '20', '--config', config]);
  await up.says(/Ctrl-C or `sandbox down`/);
  const prometheus = new PrometheusClient(sandbox.mustHaveRecord().endpoints?.prometheus ?? '');
  const firing = await waitUntil(
    async () => {
      const query = 'ALERTS{alertname="OTelCollectorDropping", alertstate="firing"}';
      const reasons = (await prometheus.query(query)).map(({ labels }) => labels.reason);
      return reasons.includes("dropped: an exporter's queue is full")
        ? { done: true, value: true }
        : { done: false, seen: JSON.stringify(reasons) };
    },
    { timeoutMs: 120_000 },
  );
  expect(firing).toMatchObject({ ok: true });
  up.press('SIGINT');
  expect(await up.exited).toMatchObject({ code: 130 });
  sandbox.expectNothingLeft(4);
});

test('a scenario that does not exist is wrong usage before anything starts', async () => {
  const sandbox = new Sandbox();
  const { code, stderr } = await sandbox.run(['run', 'baseline', 'eror-burst', '--ports', 'auto']);
  expect(code).toBe(2);
  expect(stderr).toContain('Did you mean error-burst?');
  expect((await sandbox.run(['run', 'baseline', '--reporter', 'tui'])).code).toBe(2);
  sandbox.expectNothingLeft();
});
