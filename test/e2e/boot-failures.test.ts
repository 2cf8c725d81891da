import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { publishedPorts } from '../../stack/components/ports.ts';
import { collectorConfig, configWith } from './harness/config.ts';
import { builtEntry } from '../../lib/paths.ts';
import { Cli } from './harness/cli.ts';
import { Sandbox } from './harness/sandbox.ts';

test.each([
  ['up', ''],
  ['up', '--detach'],
  ['run', 'baseline'],
])('a taken port is reported before anything starts: %s %s', async (...args) => {
  const { port } = publishedPorts.prometheus;
  const server = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  // If another process has the port already, that process is the holder.
  const ours = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  const sandbox = new Sandbox();
  const { code, stdout, stderr } = await sandbox.run(args.filter(Boolean));
  expect(code).toBe(4);
  expect(stderr).toMatch(new RegExp(`\\b${port}\\b.*prometheus`));
  if (process.platform === 'linux') expect(stderr).toMatch(ours ? `(pid ${process.pid})` : / by .* \(pid \d+\)/);
  expect(stderr).toContain('--ports auto');
  expect(stdout).not.toContain('starting');
  sandbox.expectNothingLeft();
});

test.each([
  ['up', '--ports', 'auto'],
  ['up', '--detach', '--ports', 'auto'],
  ['run', 'baseline', '--ports', 'auto'],
])('a state folder that cannot be made is an error of the environment: %s %s %s', async (...args) => {
  const sandbox = new Sandbox();
  symlinkSync('/nowhere/state', sandbox.state);
  const { code, stderr } = await sandbox.run(args.filter(Boolean));
  expect(code).toBe(4);
  expect(stderr).toMatch(/^error: The state folder .* cannot be used/m);
  expect(stderr).toMatch(/^hint: .*XDG_STATE_HOME/m);
});

test('a record that was damaged, or is of another version, is an error of the environment', async () => {
  const stateHome = mkdtempSync(join(tmpdir(), 'sandbox-e2e-'));
  onTestFinished(() => rmSync(stateHome, { recursive: true }));
  const state = join(stateHome, 'sandbox');
  mkdirSync(state);
  writeFileSync(join(state, 'sandbox.json'), '{"schema":1,"processes":[]}');
  for (const args of [['up'], ['up', '--detach'], ['run', 'baseline'], ['status'], ['down'], ['logs']]) {
    const { code, stderr } = await new Cli(args, { stateHome }).exited;
    expect(stderr).toMatch(/^error: .* cannot be read by this version\.\nhint: .*delete the file/m);
    expect(`${args.join(' ')} ${code}`).toBe(`${args.join(' ')} 4`);
    expect(readdirSync(state)).toEqual(['sandbox.json']);
  }
});

test.skipIf(process.platform === 'win32')('too few open files are named (needs ulimit)', () => {
  const sandbox = new Sandbox();
  // A check passes with 60 files. With 40 to 60, a component of `up` may fail first, with a message of its own.
  for (const [limit, ...args] of [
    ['30', 'up'],
    ['30', 'up', '--detach'],
    ['40', 'check', 'baseline'],
  ]) {
    const limited = ['-c', `ulimit -n ${limit}; exec "$0" "$@"`, process.execPath, builtEntry('cli/main')];
    const options = { env: { ...process.env, XDG_STATE_HOME: sandbox.stateHome }, encoding: 'utf8' as const };
    const { status, stderr } = spawnSync('sh', [...limited, ...args], options);
    expect(stderr).toMatch(/^error: This process may not open (more|enough) files/m);
    expect(stderr).toContain('ulimit -n');
    expect(status).toBe(4);
  }
  sandbox.expectNothingLeft();
});

test.each([
  ['that is not YAML', { 'collector.yaml': 'receivers: [unclosed' }, 2, /collector\.yaml/],
  [
    'with a component that does not exist',
    { 'collector.yaml': collectorConfig(({ exporters }) => (exporters.loki = { endpoint: 'http://loki:3100' })) },
    2,
    /unknown type: "loki"/,
  ],
  [
    'with a setting that does not exist',
    { 'collector.yaml': collectorConfig(({ processors }) => (processors.tail_sampling = { decison_wait: '30s' })) },
    2,
    /decison_wait/,
  ],
  [
    'with a rule that is no PromQL',
    { 'rules/services.yml': 'groups: [{name: g, rules: [{alert: A, expr: "sum by (", for: 1m}]}]' },
    2,
    /services\.yml|parse error|PromQL/,
  ],
])('a configuration %s is reported with the component’s own message', async (_, files, exitCode, message) => {
  const sandbox = new Sandbox();
  const { code, stderr } = await sandbox.run(['up', '--ports', 'auto', '--config', configWith(files)]);
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('This is an internal error');
  expect(code).toBe(exitCode);
  sandbox.expectNothingLeft();
});

test('in the background the failure and its exit code are the same', async () => {
  const sandbox = new Sandbox();
  const config = configWith({
    'collector.yaml': collectorConfig(({ exporters }) => (exporters.loki = { endpoint: 'http://loki:3100' })),
  });
  const up = sandbox.run(['up', '--ports', 'auto', '--config', config]);
  const { code, stderr } = await up;
  const detached = await new Sandbox().run(['up', '--detach', '--ports', 'auto', '--config', config]);
  expect(detached.code).toBe(code);
  expect(detached.stderr).toContain('unknown type: "loki"');
  expect(stderr).toContain('unknown type: "loki"');
});

test.each([
  ['that does not exist', '/does/not/exist', /cannot be read/],
  ['with nothing in it that is used', configWithNothing, /contains none of collector\.yaml/],
])('a configuration folder %s is wrong usage', async (_, folder, message) => {
  const sandbox = new Sandbox();
  const config = typeof folder === 'string' ? folder : folder();
  const { code, stderr } = await sandbox.run(['up', '--ports', 'auto', '--config', config]);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  sandbox.expectNothingLeft();
});

test.each([[[]], [['--keep-running']]])(
  'a scenario that needs Python fails on a machine without it before anything is booted: %j',
  async (more) => {
    const sandbox = new Sandbox();
    const args = ['run', 'polyglot-trace', '--ports', 'auto', ...more];
    const { code, stdout, stderr } = await sandbox.run(args, { PATH: '/does/not/exist' });
    expect(code).toBe(4);
    expect(stderr).toContain('inventory cannot run on this machine. Python 3.10 or newer is needed');
    expect(stdout).not.toMatch(/starting|ready/);
    sandbox.expectNothingLeft();
  },
);

function configWithNothing(): string {
  return configWith({ 'collector.yml': 'misspelt' });
}
