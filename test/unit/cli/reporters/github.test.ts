import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pc from 'picocolors';
import { expect, onTestFinished, test } from 'vitest';
import { githubReporter } from '../../../../cli/reporters/github.ts';
import type { Reporter } from '../../../../cli/reporters/reporter.ts';
import { failedCheck } from './check-events.ts';
import { brokenRun, failedRun } from './events.ts';

function reporterWith(summaryFile?: string, workspace?: string): { reporter: Reporter; lines: string[] } {
  const lines: string[] = [];
  const out = (line: string): void => void lines.push(line);
  return {
    lines,
    reporter: githubReporter.open({
      ...{ out, colors: pc.createColors(false) },
      env: { GITHUB_STEP_SUMMARY: summaryFile, GITHUB_WORKSPACE: workspace },
    }),
  };
}

test('each run is a group, and each failure an annotation with its text escaped', () => {
  const { reporter, lines } = reporterWith();
  for (const event of [...failedRun, ...brokenRun]) reporter.onEvent(event);
  expect(lines.filter((line) => line.startsWith('::'))).toEqual([
    '::group::error-burst',
    '::endgroup::',
    '::error title=error-burst%3A every error trace is kept::expected: 40 of 40%0Aobserved: 39 of 40 <1 missing>%0A' +
      'checked:  12 times in 10s%0Alost at: tail_sampling: 1 trace not sampled%0Atrace: http://127.0.0.1:16686/trace/abc',
    '::group::baseline',
    '::endgroup::',
    '::error title=baseline::The steady state was not reached: healthy%0A  503%0Ahint: Look.',
  ]);
});

test('an abort closes the group and is an annotation', () => {
  const { reporter, lines } = reporterWith();
  for (const event of failedRun.slice(0, 6)) reporter.onEvent(event);
  reporter.onError?.(new Error('100% broken'));
  expect(lines.slice(-2)).toEqual(['::endgroup::', '::error title=sandbox::100%25 broken']);
});

test('the step summary has a table of the scenarios and their ledgers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { reporter } = reporterWith(join(folder, 'summary.md'));
  for (const event of [...failedRun, ...brokenRun]) reporter.onEvent(event);
  await reporter.onEnd?.(3);
  expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toMatchInlineSnapshot(`
    "## Sandbox

    | Scenario | Result | Passed | Failed | Took |
    | --- | --- | --- | --- | --- |
    | error-burst | ❌ fail | 1 | every error trace is kept | 23s |
    | baseline | ❌ error | 0 |  | 1s |

    ### Ledger of error-burst: 0 traces unaccounted for

    | class | sent | kept | dropped | incomplete | expected | policies |
    | --- | --: | --: | --: | --: | --: | --- |
    | error | 40 | 39 | 1 | 0 | 40 | errors 37, slow 2 |
    | normal | 900 | 44 | 856 | 0 | 25..68 |  |
    "
  `);
});

test('of a check, findings and failed expectations are annotations on their line, from the root of the repository', () => {
  const { lines, reporter } = reporterWith(undefined, join(process.cwd(), '..'));
  for (const event of failedCheck) reporter.onEvent(event);
  const folder = basename(process.cwd());
  const annotations = lines.filter((line) => /^::(error|warning|notice)/.test(line));
  expect(annotations.map((line) => line.replaceAll(`=${folder}/`, '=REPOSITORY/'))).toMatchInlineSnapshot(`
    [
      "::error file=REPOSITORY/rules/api.yml,line=31,title=alert-never-fires%3A SlowCheckout::SlowCheckout never fired in 26 minutes of traffic with 1 fault.%0AIts expression asks for http_server_duration_seconds_bucket, which has no series.%0AThe nearest name is http_server_request_duration_seconds_bucket.",
      "::warning file=REPOSITORY/rules/api.yml,line=12,title=alert-flaps%3A HighErrorRate::HighErrorRate fired 4 times for one fault, 100%25 of it in pieces, and was quiet between.",
      "::notice file=REPOSITORY/collector.yaml,line=4,title=receiver-idle%3A zipkin::The receiver zipkin gets no traffic.",
      "::warning title=telemetry-lost%3A loki::No log came out.",
      "::error file=REPOSITORY/sandbox.yaml,line=10,title=shop%3A traces of class error are kept::expected: 100%25%0Aobserved: 400 of 412 (97.1%25)%0Akept by: errors 380, slow 12, all-of-checkout 8",
    ]
  `);
});

test('the step summary of a check has alerts, findings and storage', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { reporter } = reporterWith(join(folder, 'summary.md'));
  for (const event of failedCheck) reporter.onEvent(event);
  await reporter.onEnd?.(1);
  expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toMatchInlineSnapshot(`
    "## Sandbox

    | Scenario | Result | Passed | Failed | Took |
    | --- | --- | --- | --- | --- |
    | shop | ❌ fail | 1 | traces of class error are kept | 26m of virtual time |

    ### Ledger of shop: 2 traces unaccounted for

    | class | sent | kept | dropped | incomplete | expected | policies |
    | --- | --: | --: | --: | --: | --: | --- |
    | error | 412 | 400 | 12 | 3 | 412 | errors 380, slow 12, all-of-checkout 8 |
    | normal | 30,788 | 1,540 | 29,248 | 0 | 308..3,079 | baseline 1,540 |

    ### Alerts of shop

    | Alert | Timeline |
    | --- | --- |
    | HighErrorRate{service="payment"} | errors at payment: first affected request 12:10:01 +0s · pending +45s · firing +2m45s · resolved 1m30s after the fault |
    | HighErrorRate{service="order"} | errors at payment: first affected request 12:10:01 +0s · pending +59s · never fired · inactive +1m59s |
    | Noisy | before any fault: pending 12:03:00 · firing +1m · not resolved by the end |

    ### Findings of shop: 1 error, 2 warnings, 1 info

    | Location | Severity | Message | Cause and fix |
    | --- | --- | --- | --- |
    | collector.yaml:4 | ℹ info | The receiver zipkin gets no traffic. |  |
    | rules/api.yml:12 | ⚠ warning | HighErrorRate fired 4 times for one fault, 100% of it in pieces, and was quiet between. |  |
    | rules/api.yml:31 | ✗ error | SlowCheckout never fired in 26 minutes of traffic with 1 fault. | Its expression asks for http_server_duration_seconds_bucket, which has no series. The nearest name is http_server_request_duration_seconds_bucket. |
    |  | ⚠ warning | No log came out. |  |

    ### Storage per day, at 20 requests/s

    | Signal | Sent | Exported |
    | --- | --: | --- |
    | traces | 4.2 GB | 310 MB at otlp/jaeger |
    | metrics | 12 MB | 9 MB at prometheus, 9 MB at otlphttp/copy |
    | logs | 34 MB | nothing |

    otlp/jaeger: 20 requests/s × 6.2% sampled × 5.87 spans per trace × 493 B per span = 310 MB per day

    ### Cost of 7d hot and then 30d archived: $0.01 per day

    | Signal | Hot | Archived | Per month |
    | --- | --: | --: | --: |
    | traces | 2.2 GB | 9.3 GB | $0.29 |
    | metrics | 126 MB | 540 MB | $0.02 |
    | logs | 0 B | 0 B | $0.00 |
    | total |  |  | $0.31 |

    At $0.08 per GB and month hot (--price-hot) and $0.0125 archived (--price-archive), for uncompressed OTLP; without compute, replicas and what Prometheus stores.
    "
  `);
});
