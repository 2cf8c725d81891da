import { appendFileSync } from 'node:fs';
import { messageOf } from '../../lib/errors.ts';
import type { Colors } from '../terminal.ts';
import { endErrorLines, failureLines, seconds } from './describe.ts';
import { policies } from './ledger-table.ts';
import { plainReporter } from './plain.ts';
import { collectRuns, type RunSummary } from './run-summary.ts';
import type { Reporter } from './reporter.ts';

export interface GithubOptions {
  out: (line: string) => void;
  colors: Colors;
  /** The value of GITHUB_STEP_SUMMARY: a file to which Markdown is appended. */
  summaryFile?: string | undefined;
}

/**
 * For GitHub Actions: each run in a foldable group, an annotation for each failure, a table in the step's summary.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function githubReporter({ out, colors, summaryFile }: GithubOptions): Reporter {
  const plain = plainReporter(out, colors);
  const { runs, onEvent } = collectRuns();
  let aborted: string | undefined;
  return {
    onEvent(event) {
      onEvent(event);
      if (event.type === 'run.start') out(`::group::${event.run.scenario}`);
      plain.onEvent(event);
      if (event.type !== 'run.end') return;
      out('::endgroup::');
      const run = runs.at(-1);
      if (run) for (const line of annotations(run)) out(line);
    },
    onError(error) {
      aborted = messageOf(error);
      if (runs.at(-1) && !runs.at(-1)?.end) out('::endgroup::');
      out(annotation('sandbox', aborted));
    },
    async onEnd(exitCode) {
      await plain.onEnd?.(exitCode);
      if (summaryFile) appendFileSync(summaryFile, summary(runs, aborted));
    },
  };
}

function annotations({ start, expectations, end }: RunSummary): string[] {
  const { scenario } = start.run;
  const failed = expectations.flatMap((event) =>
    event.type === 'expect.fail' ? [annotation(`${scenario}: ${event.name}`, failureLines(event).join('\n'))] : [],
  );
  return end?.error ? [...failed, annotation(scenario, endErrorLines(end).join('\n'))] : failed;
}

function annotation(title: string, message: string): string {
  return `::error title=${escapeData(title).replaceAll(':', '%3A').replaceAll(',', '%2C')}::${escapeData(message)}`;
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

function summary(runs: readonly RunSummary[], aborted: string | undefined): string {
  const rows = runs.map(({ start, expectations, end }) => {
    const failed = expectations.flatMap(({ type, name }) => (type === 'expect.fail' ? [name] : []));
    const passed = expectations.filter(({ type }) => type === 'expect.pass').length;
    const result = end?.result === 'pass' ? '✅ pass' : `❌ ${end?.result ?? 'cut off'}`;
    const cells = [start.run.scenario, result, passed, failed.join(', '), end ? seconds(end.ms) : ''];
    return row(cells);
  });
  return [
    '## Sandbox',
    '',
    row(['Scenario', 'Result', 'Held', 'Failed', 'Took']),
    row(['---', '---', '---', '---', '---']),
    ...rows,
    ...runs.flatMap(ledger),
    ...(aborted === undefined ? [] : ['', `**Ended early:** ${aborted}`]),
    '',
  ].join('\n');
}

function ledger({ start, ledger }: RunSummary): string[] {
  if (!ledger) return [];
  return [
    '',
    `### Ledger of ${start.run.scenario}: ${ledger.unaccounted} traces unaccounted for`,
    '',
    row(['Class', 'Generated', 'Kept', 'Dropped', 'Kept by']),
    row(['---', '--:', '--:', '--:', '---']),
    ...ledger.classes.map((one) => row([one.class, one.generated, one.kept, one.dropped, policies(one.policies)])),
  ];
}

const row = (cells: (string | number)[]): string =>
  `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
