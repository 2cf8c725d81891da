import pc from 'picocolors';
import { expect, test } from 'vitest';
import { paragraph, table } from '../../../../cli/reporters/layout.ts';
import { openPlainReporter } from '../../../../cli/reporters/plain.ts';
import type { FindingEvent, RunEvent } from '../../../../lib/events/run-event.ts';
import { failedCheck, passedScenario } from './check-events.ts';
import { failedRun } from './events.ts';

async function reportOf(events: readonly RunEvent[]): Promise<string[]> {
  const lines: string[] = [];
  let ms = 0;
  // Opened at 0, asked again at 3.2 s.
  const reporter = openPlainReporter(
    (line) => void lines.push(line),
    pc.createColors(false),
    () => (ms += 3200) - 3200,
  );
  for (const event of events) reporter.onEvent(event);
  await reporter.onEnd?.(1);
  return lines;
}

test('a report has the simulation first and the findings last', async () => {
  expect(`\n${(await reportOf(failedCheck)).join('\n')}\n`).toMatchInlineSnapshot(`
    "
      ⚒ building otel-collector  100% linking

    ▶ shop  in virtual time, seed 1
      12:00:00  traffic starts, without faults
      12:10:00  ⚡ error-rate on payment {rate=0.5, status=500}
      12:15:00  ⚡ reverted: error-rate on payment
      12:15:00  recovery: alerts may resolve
      12:26:00  end: 31,200 requests, 412 failed

    Traces
      class     sent   kept  dropped  incomplete    expected  policies
      error      412    400       12           3         412  errors 380, slow 12,
                                                              all-of-checkout 8
      normal  30,788  1,540   29,248           0  308..3,079  baseline 1,540
      2 unaccounted for: neither kept nor counted as dropped.

    Alerts
      HighErrorRate{service="payment"}
        errors at payment: first affected request 12:10:01 +0s · pending +45s ·
        firing +2m45s · resolved 1m30s after the fault
      HighErrorRate{service="order"}
        errors at payment: first affected request 12:10:01 +0s · pending +59s ·
        never fired · inactive +1m59s
      Noisy
        before any fault: pending 12:03:00 · firing +1m · not resolved by the end

    Storage per day, at 20 requests/s
      signal     sent  exported  by
      traces   4.2 GB    310 MB  7.38% otlp/jaeger
      metrics   12 MB      9 MB  74.4% prometheus
                           9 MB  74.4% otlphttp/copy
      logs      34 MB            nothing exported
      otlp/jaeger: 20 requests/s × 6.2% sampled × 5.87 spans per trace ×
        493 B per span = 310 MB per day

    Cost of 7d hot and then 30d archived: $0.01 per day
      signal      hot  archived  per month
      traces   2.2 GB    9.3 GB      $0.29
      metrics  126 MB    540 MB      $0.02
      logs        0 B       0 B      $0.00
      total                          $0.31
      At $0.08 per GB and month hot (--price-hot) and $0.0125 archived
      (--price-archive), for uncompressed OTLP; without compute, replicas and what
      Prometheus stores.

    Findings: 1 error, 2 warnings, 1 info
      rules/api.yml:31  ✗ error: SlowCheckout never fired in 26 minutes of traffic
          with 1 fault. (alert-never-fires)
          why   Its expression asks for http_server_duration_seconds_bucket, which
                has no series.
          hint  The nearest name is http_server_request_duration_seconds_bucket.
          highest value: none

      rules/api.yml:12  ⚠ warning: HighErrorRate fired 4 times for one fault, 100%
          of it in pieces, and was quiet between. (alert-flaps)

      ⚠ warning: No log came out. (telemetry-lost)

      collector.yaml:4  ℹ info: The receiver zipkin gets no traffic. (receiver-idle)

    Expectations
      sandbox.yaml:11  ✓ traces of class normal are kept: 1,540 of 30,788 (5%)
      sandbox.yaml:10  ✗ traces of class error are kept
          expected: 100%
          observed: 400 of 412 (97.1%)
          kept by: errors 380, slow 12, all-of-checkout 8

    ✗ shop failed: 1 error, 2 warnings, 1 info; 1 of 2 expectations passed
      26m of virtual time in 3.2s
    "
  `);
});

test('a check of two tiers prints how many Collectors of each it simulates', async () => {
  const tiers = { agents: 2, gateways: 1 };
  const events = failedCheck.map((event) =>
    event.type === 'run.start' ? { ...event, run: { ...event.run, tiers } } : event,
  );
  expect(await reportOf(events)).toContain('▶ shop  in virtual time, seed 1, 2 agents, 1 gateway');
});

test('a scenario in virtual time prints the alert timeline from its state changes', async () => {
  expect(`\n${(await reportOf(passedScenario)).join('\n')}\n`).toMatchInlineSnapshot(`
    "

    ▶ error-burst  in virtual time, seed 1
      12:00:00  traffic starts, without faults
      12:01:00  ⚡ error-rate on payment
      12:05:00  ⚡ reverted: error-rate on payment
      12:07:00  end

    Alerts
      ServiceErrorRateHigh
        fault 12:01:00 +0s · pending +35s · firing +2m35s ·
        resolved 1m5s after the fault

    Expectations
      ✓ the alert fires: fired
      - needs a store: skipped, there is none

    ✓ error-burst passed: 1 of 1 expectation passed
      7m of virtual time in 3.2s
    "
  `);
});

test('several are counted at the end', async () => {
  expect((await reportOf([...failedCheck, ...passedScenario])).slice(-5)).toMatchInlineSnapshot(`
    [
      "",
      "✗ shop         fail     1 error, 2 warnings, 1 info, 1 of 2 expectations passed,",
      "                        26m",
      "✓ error-burst  pass     1 of 1 expectation passed, 7m",
      "1 of 2 passed; 33m of virtual time in 3.2s",
    ]
  `);
});

test('a run on a real stack after one in virtual time is printed as usual', async () => {
  const alone = await reportOf(failedRun);
  const lines = await reportOf([...passedScenario, ...failedRun]);
  expect(lines).toEqual(expect.arrayContaining(alone));
});

test('no line is longer than 80 columns, but for a word that is', async () => {
  const lines = await reportOf([...failedCheck, ...passedScenario]);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(paragraph(`a ${'b'.repeat(90)} c`, '> ')).toEqual(['> a', `  ${'b'.repeat(90)}`, '  c']);
});

test('the last column of a table wraps below itself', () => {
  const text = 'word '.repeat(20).trim();
  const lines = table([{ heading: 'n', align: 'right' }, { heading: 'text' }], [['10', text]]);
  expect(lines).toEqual(['   n  text', `  10  ${'word '.repeat(15).trim()}`, `      ${'word '.repeat(5).trim()}`]);
});

test('info with the same cause is grouped, and printed without evidence', async () => {
  const base = failedCheck.filter(({ type }) => type !== 'finding');
  const note = (subject: string, line: number, more: Partial<FindingEvent> = {}): RunEvent => ({
    ...{ type: 'finding', time: base.at(-1)?.time ?? '', kind: 'alert-never-fires', severity: 'info', subject },
    ...{
      message: `${subject} was inactive.`,
      why: `No series is named ${subject}.`,
      shared: 'nothing here has node_*',
    },
    ...{ source: { file: 'rules/node.yml', line }, evidence: [{ label: 'expression', text: 'x' }], ...more },
  });
  const lines = await reportOf([
    ...base.slice(0, -1),
    note('DiskFull', 9),
    note('HostDown', 4),
    note('Elsewhere', 1, { source: { file: 'rules/other.yml', line: 1 } }),
    note('Alone', 2, { shared: 'nothing here has pg_*' }),
    ...base.slice(-1),
  ]);
  const from = lines.indexOf('Findings: 4 info');
  expect(lines.slice(from, from + 7)).toEqual([
    'Findings: 4 info',
    '  rules/node.yml:2  ℹ info: Alone was inactive. (alert-never-fires)',
    '      why   No series is named Alone.',
    '  ℹ 3 info: nothing here has node_* (alert-never-fires)',
    '      rules/node.yml:4 HostDown, :9 DiskFull',
    '      rules/other.yml:1 Elsewhere',
    '',
  ]);
});

test('what no pipeline takes has no table of traces, and what Prometheus takes is said', async () => {
  const volume: RunEvent = {
    ...{ type: 'volume', time: failedCheck.at(-1)?.time ?? '', requestsPerSecond: 5 },
    signals: [
      { signal: 'traces', sentBytesPerDay: 0, exporters: {} },
      { signal: 'metrics', sentBytesPerDay: 1e6, exporters: { otlp: 2e6 }, toPrometheus: ['prometheus'] },
      { signal: 'logs', sentBytesPerDay: 1e6, exporters: {} },
    ],
  };
  const others = failedCheck.filter(({ type }) => type !== 'volume');
  const lines = await reportOf([...others.slice(0, -1), volume, ...others.slice(-1)]);
  expect(lines).not.toContain('Traces');
  const from = lines.findIndex((line) => line.startsWith('Storage per day'));
  expect(lines.slice(from + 2, from + 6)).toEqual([
    '  traces    0 B            no pipeline',
    '  metrics  1 MB      2 MB  200% otlp',
    '                           prometheus, into Prometheus',
    '  logs     1 MB            nothing exported',
  ]);
});

test('an incomplete run does not print a virtual duration', async () => {
  expect((await reportOf(failedCheck.slice(0, 4))).join('\n')).not.toContain('virtual time in');
});
