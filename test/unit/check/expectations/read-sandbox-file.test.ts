import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readSandboxFile, type SandboxSettings } from '../../../../check/expectations/read-sandbox-file.ts';
import { describeShare, parseShare } from '../../../../scenarios/sampling/share.ts';
import { UserError } from '../../../../lib/errors.ts';

function read(text: string): SandboxSettings {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'sandbox.yaml');
  writeFileSync(file, text);
  // Paths in it are relative to it: without the folder they are the same on every machine.
  const bare = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (_, one: unknown) => (typeof one === 'string' ? one.replace(`${folder}/`, '') : one)),
    );
  try {
    return bare(readSandboxFile(file)) as SandboxSettings;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new Error([error.message, ...error.details].join('\n').replaceAll(`${folder}/`, ''), { cause: error });
  }
}

test('reads short forms, each with its line', () => {
  const settings = read(`# checks
collector: [gateway.yaml, /etc/otel.yaml]
rules: rules/*.yml
scenarios: error-burst
secrets: 'sk_live_[0-9a-z]+'
head-sampling: 10%
strict: true
production: {requests-per-second: 500}
expect:
  classes:
    error: 100%
    normal: {kept: 1%..10%}
  incomplete: 0
  alerts:
    HighErrorRate: {fires: {within: 5m}}
    DiskFull: quiet
    Noisy: ignore
    Slow:
      - {fires: true, resolves: false, labels: {service: payment}}
      - {quiet: true, labels: {service: order}}
`);
  const at = (line: number): object => ({ file: 'sandbox.yaml', line });
  expect(settings).toEqual({
    collector: [
      { path: 'gateway.yaml', source: at(2) },
      { path: '/etc/otel.yaml', source: at(2) },
    ],
    agent: [],
    rules: [{ path: 'rules/*.yml', source: at(3) }],
    dashboards: [],
    scenarios: [{ name: 'error-burst', source: at(4) }],
    secrets: ['sk_live_[0-9a-z]+'],
    headSampling: 0.1,
    durations: {},
    strict: true,
    production: { requestsPerSecond: 500 },
    suppressions: [],
    expectations: {
      classes: [
        { class: 'error', kept: { min: 1, max: 1 }, source: at(11) },
        { class: 'normal', kept: { min: 0.01, max: 0.1 }, source: at(12) },
      ],
      maxIncomplete: { count: 0, source: at(13) },
      alerts: [
        { alertname: 'HighErrorRate', labels: {}, must: 'fire', withinMs: 300_000, resolves: true, source: at(15) },
        { alertname: 'DiskFull', labels: {}, must: 'stay-quiet', resolves: false, source: at(16) },
        { alertname: 'Noisy', labels: {}, must: 'be-ignored', resolves: false, source: at(17) },
        { alertname: 'Slow', labels: { service: 'payment' }, must: 'fire', resolves: false, source: at(19) },
        { alertname: 'Slow', labels: { service: 'order' }, must: 'stay-quiet', resolves: false, source: at(20) },
      ],
      noLeak: [{ pattern: 'sk_live_[0-9a-z]+', source: at(5) }],
    },
  });
});

test.each([
  ['collectr: a.yaml', 'sandbox.yaml:1: unknown key "collectr". Did you mean collector?'],
  [
    'expect:\n  classes:\n    error: 101%',
    'sandbox.yaml:3: expect.classes.error must be a share, for example 100%, 1%..10%',
  ],
  [
    'expect:\n  classes:\n    error: 0.5',
    'sandbox.yaml:3: expect.classes.error must be a share, for example 100%, 1%..10%',
  ],
  ['expect:\n  classes:\n    error: {keep: 5%}', 'unknown key "keep" in expect.classes.error. Did you mean kept?'],
  ['expect:\n  alerts:\n    A: fire', 'sandbox.yaml:3: expect.alerts.A must be fires or quiet or ignore'],
  [
    'expect:\n  alerts:\n    A: {fires: {within: soon}}',
    'sandbox.yaml:3: expect.alerts.A.fires.within must be a duration',
  ],
  [
    'expect:\n  alerts:\n    A: {fires: true, quiet: true}',
    'sandbox.yaml:3: expect.alerts.A must have exactly one of fires',
  ],
  ['secrets: "["', 'sandbox.yaml:1: secrets must be a valid JavaScript regular expression'],
  ['head-sampling: ">= 5%"', 'sandbox.yaml:1: head-sampling must be a single share above 0%'],
  ['', 'sandbox.yaml:1: the file must be a mapping'],
])('%j is rejected: %s', (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test.each([
  ['5%', { min: 0.05, max: 0.05 }, '5%'],
  ['1%..10%', { min: 0.01, max: 0.1 }, '1% to 10%'],
  ['1 .. 7%', { min: 0.01, max: 0.07 }, '1% to 7%'],
  ['>= 99.5%', { min: 0.995, max: 1 }, 'at least 99.5%'],
  ['<=5%', { min: 0, max: 0.05 }, 'at most 5%'],
])('the share %s', (text, share, words) => {
  expect(parseShare(text)).toEqual(share);
  expect(describeShare(share)).toBe(words);
});

test.each(['', '5', '-5%', '10%..1%', '200%', '5%5%', 'all'])('%j is not a share', (text) => {
  expect(parseShare(text)).toBeUndefined();
});

test('accepts findings by kind, with a reason and a last day, each at its line', () => {
  const settings = read(`collector: c.yaml
ignore:
  - { kind: traces-lost, subject: slow, until: 2027-03-01, because: batch jobs are slow }
`);
  expect(settings.suppressions).toEqual([
    {
      kind: 'traces-lost',
      subject: 'slow',
      until: '2027-03-01',
      because: 'batch jobs are slow',
      source: { file: 'sandbox.yaml', line: 3 },
    },
  ]);
  expect(() => read('ignore: [{ kind: traces-lost }]')).toThrow(/because/);
  expect(() => read('ignore: [{ kind: nonsense, because: x }]')).toThrow(/kind of a finding/);
});
