import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { gatherFirstRun } from '../../../../check/expectations/first-run.ts';
import { readSandboxFile } from '../../../../check/expectations/read-sandbox-file.ts';
import { type InputFiles, sandboxFileText } from '../../../../check/expectations/write-sandbox-file.ts';
import type { LedgerClass, RunEvent } from '../../../../lib/events/run-event.ts';
import type { Finding } from '../../../../lib/events/finding.ts';

const time = '2026-01-01T12:00:00.000Z';
const ledgerClass = (name: string, sent: number, kept: number, policies: Record<string, number>): LedgerClass => ({
  ...{ class: name, sent, kept, dropped: sent - kept, expected: { min: 0, max: sent }, incomplete: 0 },
  policies,
});
const finding = (kind: Finding['kind'], subject: string, severity: Finding['severity'], why: string): RunEvent => ({
  ...{ type: 'finding', time, kind, severity, subject, message: `${subject} is odd.`, why, evidence: [] },
});
const detection = (alertname: string, service: string, detectMs: number): RunEvent => ({
  ...{ type: 'detection', time, alertname, labels: { service }, during: 'errors at payment', firstAffected: time },
  ...{ pending: time, firing: time, resolved: time, detectMs },
});

const events: RunEvent[] = [
  {
    type: 'ledger',
    time,
    classes: [
      ledgerClass('error', 412, 412, { errors: 400, slow: 12 }),
      ledgerClass('slow', 60, 2, { baseline: 2 }),
      ledgerClass('normal', 1020, 52, { baseline: 52 }),
      ledgerClass('health', 50, 0, {}),
      ledgerClass('never sent', 0, 0, {}),
    ],
    unaccounted: 0,
  },
  detection('HighErrorRate', 'order', 200_000),
  detection('HighErrorRate', 'payment', 165_000),
  { type: 'alert', time, alertname: 'Noisy', labels: {}, from: 'pending', to: 'firing', at: time },
  finding('traces-lost', 'slow', 'error', 'No policy asks for latency.'),
  finding('policy-never-samples', 'vip', 'warning', 'Nothing has it.'),
  finding('alert-never-fires', 'Typo', 'error', 'There are no series\nhttp_requets.'),
  finding('alert-never-fires', 'DiskFull', 'info', 'The traffic has no disk.'),
];

const inputs: InputFiles = {
  ...{
    collector: ['collector.yaml'],
    agent: ['agent.yaml'],
    gateways: 3,
    rules: ['rules/*.yml', 'more rules/a.yml'],
    dashboards: [],
  },
  ...{ scenarios: [], secrets: ["it's\\d+"], headSampling: 0.1, baseline: 6 * 3_600_000, faultFor: 90_000, seed: 3 },
};

function readBack(text: string): ReturnType<typeof readSandboxFile> {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'sandbox.yaml'), text);
  return readSandboxFile(join(folder, 'sandbox.yaml'));
}

test('a first run is written as a commented file, which does not accept failures', () => {
  expect(sandboxFileText(inputs, gatherFirstRun(events))).toMatchInlineSnapshot(`
    "# Inputs and expectations of \`sandbox check\`. docs/sandbox-yaml.md describes each key.
    # The expectations are the results of a first run. Change them to what you require.

    collector: collector.yaml
    agent: agent.yaml
    gateways: 3
    rules:
      - 'rules/*.yml'
      - more rules/a.yml
    # No exported telemetry may match these patterns.
    secrets: 'it''s\\d+'
    head-sampling: 10%
    baseline: 6h
    fault-for: 90s
    seed: 3
    # Warnings fail the check too.
    # strict: true

    expect:
      # Share of each trace class that must be kept: 100%, 1%..10%, ">= 99%" or "<= 5%".
      classes:
        # 412 of 412 (100%), by errors 400, slow 12
        error: 100%
        # Only 2 of 60 (3.33%), by baseline 2. Fails until all are kept.
        slow: 100%
        # 52 of 1,020 (5.1%), by baseline 52
        normal: 3%..10%
        # 0 of 50 (0%)
        health: 0%
        # Policy vip: vip is odd.

      # Maximum number of kept traces with missing spans.
      incomplete: 0

      # Expectation for each alert: \`fires\`, \`{fires: {within: 5m}}\`, \`quiet\`, or \`ignore\`.
      alerts:
        # 2m45s after the first affected request, during errors at payment.
        HighErrorRate: {fires: {within: 3m30s}}
        # Fired, but not because of a fault.
        Noisy: quiet
        # There are no series http_requets.
        # Typo: fires
        # The traffic has no disk.
        DiskFull: quiet
    "
  `);
});

test('the written file can be read', () => {
  const { secrets, headSampling, durations, seed, expectations } = readBack(
    sandboxFileText(inputs, gatherFirstRun(events)),
  );
  expect({ secrets, headSampling, seed }).toEqual({ secrets: ["it's\\d+"], headSampling: 0.1, seed: 3 });
  expect(durations).toEqual({ beforeFaultsMs: 6 * 3_600_000, faultMs: 90_000 });
  expect(expectations.classes.map((one) => [one.class, one.kept])).toEqual([
    ['error', { min: 1, max: 1 }],
    ['slow', { min: 1, max: 1 }],
    ['normal', { min: 0.03, max: 0.1 }],
    ['health', { min: 0, max: 0 }],
  ]);
  expect(expectations.alerts.map(({ alertname, must, withinMs }) => [alertname, must, withinMs])).toEqual([
    ['HighErrorRate', 'fire', 210_000],
    ['Noisy', 'stay-quiet', undefined],
    ['DiskFull', 'stay-quiet', undefined],
  ]);
});

test('the file of a run without results can be read', () => {
  const nothing = { ...inputs, collector: [], rules: [], secrets: [] };
  expect(readBack(sandboxFileText(nothing, gatherFirstRun([]))).expectations).toMatchObject({
    classes: [],
    alerts: [],
  });
});
