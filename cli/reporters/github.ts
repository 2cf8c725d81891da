import { appendFileSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Severity } from '../../lib/events/finding.ts';
import type { SourceLine } from '../../lib/events/source-line.ts';
import { formatCount } from '../../lib/format/number.ts';
import { checkSummary, row } from './check/markdown.ts';
import { simulatedMs } from '../../ui/check/format.ts';
import { endErrorLines, failureLines } from './describe.ts';
import { ledgerCells } from '../../ui/runs/ledger-cells.ts';
import { plainReporter } from './plain.ts';
import { collectRuns, type RunSummary } from '../../ui/runs/run-summary.ts';
import type { Reporter, ReporterDefinition, ReporterOutput } from './reporter.ts';

/**
 * For GitHub Actions: a foldable group per run, an annotation per failed expectation and finding, and a Markdown table in the step summary.
 * Annotations name files relative to GITHUB_WORKSPACE.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export const githubReporter: ReporterDefinition = {
  name: 'github',
  isDefaultIn: (env) => env.GITHUB_ACTIONS === 'true',
  open: openGithubReporter,
};

function openGithubReporter({ out, colors, env }: ReporterOutput): Reporter {
  const { GITHUB_STEP_SUMMARY: summaryFile, GITHUB_WORKSPACE: workspace } = env;
  const plain = plainReporter.open({ out, colors, env });
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
      if (run) for (const line of annotations(run, workspace)) out(line);
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

const levels: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' };

function annotations({ start, expectations, findings, end }: RunSummary, workspace: string | undefined): string[] {
  const { scenario } = start.run;
  const found = findings.map(({ severity, kind, subject, message, why, hint, source }) => {
    const text = [message, why, hint].filter((part) => part !== undefined).join('\n');
    return annotation(`${kind}: ${subject}`, text, { level: levels[severity], place: placeOf(source, workspace) });
  });
  const failed = expectations.flatMap((event) => {
    if (event.type !== 'expect.fail') return [];
    const place = placeOf(event.source, workspace);
    return [annotation(`${scenario}: ${event.name}`, failureLines(event).join('\n'), { place })];
  });
  return [...found, ...failed, ...(end?.error ? [annotation(scenario, endErrorLines(end).join('\n'))] : [])];
}

/** `file=rules/api.yml,line=12,`, relative to the repository root regardless of the current folder. */
function placeOf(source: SourceLine | undefined, workspace: string | undefined): string {
  if (!source) return '';
  const path = workspace === undefined ? source.file : relative(workspace, resolve(source.file));
  return `file=${escapeProperty(path.replaceAll(sep, '/'))},line=${source.line},`;
}

function annotation(title: string, message: string, { level = 'error', place = '' } = {}): string {
  return `::${level} ${place}title=${escapeProperty(title)}::${escapeData(message)}`;
}

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

function summary(runs: readonly RunSummary[], aborted: string | undefined): string {
  const rows = runs.map((run) => {
    const { start, expectations, end } = run;
    const failed = expectations.flatMap(({ type, name }) => (type === 'expect.fail' ? [name] : []));
    const passed = expectations.filter(({ type }) => type === 'expect.pass').length;
    const result = end?.result === 'pass' ? '✅ pass' : `❌ ${end?.result ?? 'incomplete'}`;
    const took =
      start.run.runtime === 'virtual'
        ? `${formatDuration(simulatedMs(run))} of virtual time`
        : formatDuration(end?.ms ?? 0);
    return row([start.run.scenario, result, passed, failed.join(', '), end ? took : '']);
  });
  return [
    '## Sandbox',
    '',
    row(['Scenario', 'Result', 'Passed', 'Failed', 'Took']),
    row(['---', '---', '---', '---', '---']),
    ...rows,
    ...runs.flatMap(ledger),
    ...runs.flatMap(checkSummary),
    ...(aborted === undefined ? [] : ['', `**Ended early:** ${aborted}`]),
    '',
  ].join('\n');
}

function ledger({ start, ledger }: RunSummary): string[] {
  if (!ledger) return [];
  const { columns, rows } = ledgerCells(ledger);
  return [
    '',
    `### Ledger of ${start.run.scenario}: ${formatCount(ledger.unaccounted)} traces unaccounted for`,
    '',
    row(columns.map(({ heading }) => heading)),
    row(columns.map(({ align }) => (align === 'right' ? '--:' : '---'))),
    ...rows.map(row),
  ];
}
