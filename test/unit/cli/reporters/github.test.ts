import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { expect, onTestFinished, test } from 'vitest';
import { githubReporter } from '../../../../cli/reporters/github.ts';
import { brokenRun, failedRun } from './events.ts';

function reporterWith(summaryFile?: string): { reporter: ReturnType<typeof githubReporter>; lines: string[] } {
  const lines: string[] = [];
  const out = (line: string): void => void lines.push(line);
  return { lines, reporter: githubReporter({ out, colors: pc.createColors(false), summaryFile }) };
}

test('each run is a group, and each failure an annotation with its text escaped', () => {
  const { reporter, lines } = reporterWith();
  for (const event of [...failedRun, ...brokenRun]) reporter.onEvent(event);
  expect(lines.filter((line) => line.startsWith('::'))).toEqual([
    '::group::error-burst',
    '::endgroup::',
    '::error title=error-burst%3A every error trace is kept::expected: 40 of 40%0Aobserved: 39 of 40 <1 missing>%0A' +
      'asked:    12 times in 10.0 s%0Alost at: tail_sampling: 1 trace not sampled%0Atrace: http://127.0.0.1:16686/trace/abc',
    '::group::baseline',
    '::endgroup::',
    '::error title=baseline::The steady state was not reached: healthy%0A  503%0Ahint: Look.',
  ]);
});

test('an abort closes the group and is an annotation', () => {
  const { reporter, lines } = reporterWith();
  for (const event of failedRun.slice(0, 6)) reporter.onEvent(event);
  reporter.onError?.(new Error('100 % broken'));
  expect(lines.slice(-2)).toEqual(['::endgroup::', '::error title=sandbox::100 %25 broken']);
});

test('the step summary has a table of the scenarios and their ledgers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { reporter } = reporterWith(join(folder, 'summary.md'));
  for (const event of [...failedRun, ...brokenRun]) reporter.onEvent(event);
  await reporter.onEnd?.(3);
  expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toMatchInlineSnapshot(`
    "## Sandbox

    | Scenario | Result | Held | Failed | Took |
    | --- | --- | --- | --- | --- |
    | error-burst | ❌ fail | 1 | every error trace is kept | 23.0 s |
    | baseline | ❌ error | 0 |  | 1.0 s |

    ### Ledger of error-burst: 0 traces unaccounted for

    | Class | Generated | Kept | Dropped | Kept by |
    | --- | --: | --: | --: | --- |
    | error | 40 | 39 | 1 | errors 37, slow 2 |
    | normal | 900 | 44 | 856 |  |
    "
  `);
});
