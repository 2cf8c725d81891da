import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { configWith } from './harness/config.ts';
import { reportData } from './harness/report-data.ts';
import { Sandbox } from './harness/sandbox.ts';

/** A team's own: what is wrong with it is in `policy` and in `metric`. */
const files = (policy: string, metric: string): Record<string, string> => ({
  'collector.yaml': `receivers: {otlp: {protocols: {grpc: {}, http: {}}}}
processors:
  tail_sampling:
    decision_wait: 15s
    policies:
      - ${policy}
      - {name: rest, type: probabilistic, probabilistic: {sampling_percentage: 5}}
connectors: {span_metrics: {metrics_flush_interval: 15s}}
exporters:
  otlp_grpc/tempo: {endpoint: "\${env:TEMPO}:4317"}
  prometheus_remote_write: {endpoint: "http://mimir/api/v1/push"}
service:
  pipelines:
    traces/all: {receivers: [otlp], exporters: [span_metrics]}
    traces: {receivers: [otlp], processors: [tail_sampling], exporters: [otlp_grpc/tempo]}
    metrics: {receivers: [otlp, span_metrics], exporters: [prometheus_remote_write]}
`,
  'rules/api.yml': `groups:
  - name: api
    interval: 15s
    rules:
      - alert: Errors
        expr: sum by (service_name) (rate(${metric}{status_code="STATUS_CODE_ERROR",span_kind="SPAN_KIND_SERVER"}[2m])) > 0.1
        for: 1m
`,
});
const onErrors =
  "{name: errors, type: ottl_condition, ottl_condition: {span: ['span.status.code == STATUS_CODE_ERROR and span.kind == SPAN_KIND_SERVER']}}";
const right = files(onErrors, 'traces_span_metrics_calls_total');
const wrong = files('{name: slow, type: latency, latency: {threshold_ms: 60000}}', 'calls_total');
const shortFault = ['--baseline', '6m', '--fault-for', '4m'];

/** Nothing can open a browser. */
const withoutDesktop = { DISPLAY: '', WAYLAND_DISPLAY: '', WSL_DISTRO_NAME: '', BROWSER: '' };

const given = (folder: string): string[] => [
  ...['check', '--collector', join(folder, 'collector.yaml'), '--rules', join(folder, 'rules/*.yml')],
  ...shortFault,
];

test('own files that do what they are there for pass, and --init makes a test of them', async () => {
  const sandbox = new Sandbox();
  const folder = configWith(right);
  const expected = join(folder, 'sandbox.yaml');
  const init = await sandbox.run([...given(folder), '--init', expected]);
  expect(init).toMatchObject({ code: 0, stderr: '' });
  expect(readFileSync(expected, 'utf8')).toContain('Errors: {fires: {within: ');
  const check = await sandbox.run(['check', '--file', expected, '--reporter', 'ndjson']);
  const events = check.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);
  expect(events.filter((event) => event.type === 'expect.fail')).toEqual([]);
  expect(events.filter((event) => event.type === 'finding' && event.severity === 'error')).toEqual([]);
  expect(check).toMatchObject({ code: 0, stderr: '' });
  expect(events.at(-1)).toMatchObject({ type: 'run.end', result: 'pass' });
  sandbox.expectNothingLeft();
});

test('a mistake in them fails, with an annotation on its line from the root of the repository, in JUnit and in the HTML report', async () => {
  const sandbox = new Sandbox();
  const folder = configWith(wrong);
  const junit = join(sandbox.stateHome, 'junit.xml');
  const fixed = join(sandbox.stateHome, 'fixed');
  const html = join(sandbox.stateHome, 'report.html');
  const args = [...given(folder), '--reporter', 'github', '--junit', junit, '--html', html, '--fix', fixed];
  const { code, stdout, stderr } = await sandbox.run(args, { GITHUB_WORKSPACE: folder });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^::error file=rules\/api\.yml,line=5,title=alert-never-fires%3A Errors::/m);
  expect(stdout).toMatch(/^::notice file=collector\.yaml,line=6,title=policy-never-samples%3A slow::/m);
  expect(stdout).toContain('Use traces_span_metrics_calls_total.');
  expect(stdout).toMatch(/Write: sum by \(service_name\) \(rate\(traces_span_metrics_calls_total.*verified: fires /);
  // No progress is printed to a pipe.
  expect(stderr).toMatch(
    /^Wrote \S+\/collector\.yaml, \S+\/rules\/api\.yml and fixes\.diff to \S+: 2 findings fixed\.\n$/,
  );
  const diff = readFileSync(join(fixed, 'fixes.diff'), 'utf8');
  expect(diff).toMatch(/^\+ +- name: errors$/m);
  expect(diff).toMatch(/^\+ +expr: sum by \(service_name\) \(rate\(traces_span_metrics_calls_total/m);
  expect(readFileSync(join(folder, 'rules/api.yml'), 'utf8')).toBe(wrong['rules/api.yml']);
  expect(readFileSync(junit, 'utf8')).toMatch(/<testcase classname="shop" name="alert-never-fires: Errors"/);
  const { events, excerpts, diffs, endedAt } = reportData(html);
  const found = events.filter((event) => event.type === 'finding');
  const rule = found.findIndex(({ kind }) => kind === 'alert-never-fires');
  const { source } = found[rule] ?? expect.unreachable();
  expect(source).toEqual({ file: join(folder, 'rules/api.yml'), line: 5 });
  expect(excerpts[source?.file ?? '']?.[0]?.lines.join('\n')).toContain('- alert: Errors');
  expect(diffs[rule]?.[0]?.lines?.join('\n')).toMatch(/^-.*calls_total[^]*^\+.*traces_span_metrics_calls_total/m);
  expect(endedAt).toBeDefined();
  sandbox.expectNothingLeft();
});

test.each<[string, string[], RegExp]>([
  ['a file that is not there', ['--collector', 'nowhere.yaml'], /The file nowhere\.yaml does not exist/],
  ['a folder', ['--collector', '.'], /\. is a folder, not a file/],
  ['a pattern without a match', ['--rules', 'nowhere/*.yml'], /No file matches nowhere\/\*\.yml/],
  ['a duration that is none', ['--fault-for', 'long'], /It must be a duration from 1m to 7d/],
  ['a report in no folder', ['--html', 'no/r.html'], /^error: The HTML report no\/r\.html cannot be written: ENOENT/],
  ['a report that is opened but not written', ['--open'], /--open was given, but no report to open/],
  ['an unknown option', ['--colector', 'a.yaml'], /Did you mean --collector\?/],
])('%s is wrong usage and reported at once', async (_, args, message) => {
  const sandbox = new Sandbox();
  const { code, stdout, stderr } = await sandbox.run(['check', ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

test.skipIf(process.platform !== 'linux')(
  'a report that no browser can open is written, and one line says so',
  async () => {
    const sandbox = new Sandbox();
    const html = join(sandbox.stateHome, 'report.html');
    const file = join(configWith({ 'collector.yaml': 'receivers: [' }), 'collector.yaml');
    const { code, stderr } = await sandbox.run(['check', '-c', file, '--html', html, '--open'], withoutDesktop);
    expect(code).toBe(2);
    expect(stderr).toContain(`The report was not opened: no desktop was found. Open ${html} in a browser.\n`);
    expect(reportData(html)).toMatchObject({ events: [], error: { message: expect.stringContaining(file) as string } });
  },
);

test('the configuration error of the Collector is reported with file and line, and with the variables that are not set', async () => {
  const sandbox = new Sandbox();
  const text = (right['collector.yaml'] ?? '').replace('decision_wait: 15s', 'decision_wait: ${env:NOWHERE_SET}x');
  const file = join(configWith({ 'collector.yaml': text }), 'collector.yaml');
  const { code, stderr } = await sandbox.run(['check', '--collector', file]);
  expect(code).toBe(2);
  expect(stderr).toContain(`${file}:4`);
  expect(stderr).toContain('Not set in this environment, and so empty: NOWHERE_SET');
});

test('Ctrl-C during the simulation ends it at once, and the JUnit and HTML reports contain it', async () => {
  const sandbox = new Sandbox();
  const junit = join(sandbox.stateHome, 'junit.xml');
  const html = join(sandbox.stateHome, 'report.html');
  const args = ['--baseline', '6h', '--junit', junit, '--html', html, '--open'];
  const check = sandbox.start([...given(configWith(right)), ...args]);
  await check.says(/traffic starts/);
  check.press('SIGINT');
  const { code, stdout, stderr } = await check.exited;
  expect(code).toBe(130);
  expect(stderr).toBe('SIGINT: stopping\ninterrupted by SIGINT\n');
  expect(stdout).not.toMatch(/passed|failed|internal error/);
  expect(readFileSync(junit, 'utf8')).toContain('interrupted by SIGINT');
  expect(reportData(html).error).toEqual({ message: 'interrupted by SIGINT', details: [] });
  sandbox.expectNothingLeft();
});

test('a reader that has enough ends it quietly', async () => {
  const sandbox = new Sandbox();
  const check = sandbox.start([...given(configWith(right)), '--baseline', '6h', '--reporter', 'ndjson']);
  await check.says(/"type":"load"/);
  check.stopReading();
  expect((await check.exited).stderr).not.toMatch(/EPIPE|internal error/);
  sandbox.expectNothingLeft();
});

test('a scenario of the catalog passes on the files that are shipped', async () => {
  const sandbox = new Sandbox();
  const { code, stdout } = await sandbox.run(['check', 'baseline']);
  expect(stdout).toMatch(/✓ baseline passed/);
  expect(code).toBe(0);
  expect(existsSync('sandbox.yaml')).toBe(false);
  sandbox.expectNothingLeft();
});
