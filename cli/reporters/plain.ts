import { formatDuration } from '../../lib/duration/format-duration.ts';
import { labelSuffix } from '../../lib/format/labels.ts';
import { formatCount, formatRate, plural } from '../../lib/format/number.ts';
import { progressLines } from '../session/progress.ts';
import type { Colors } from '../terminal.ts';
import { checkLines, closingLines } from './check/check-lines.ts';
import { endErrorLines, failureLines } from './describe.ts';
import { ledgerTable } from './ledger-table.ts';
import { dispatch, type EventOf, type Handlers } from '../../lib/events/dispatch.ts';
import { collectRuns, type RunSummary } from '../../ui/runs/run-summary.ts';
import type { Reporter, ReporterDefinition } from './reporter.ts';

/** Interval of load lines: one per event would hide the other lines. */
const loadEveryMs = 10_000;

/** Human-readable lines. */
export const plainReporter: ReporterDefinition = {
  name: 'plain',
  open: ({ out, colors }) => openPlainReporter(out, colors),
};

/**
 * A run as lines with the seconds since its start; a run in virtual time as a report. `now`, in milliseconds, measures the duration of all
 * runs together.
 */
export function openPlainReporter(
  out: (line: string) => void,
  colors: Colors,
  now: () => number = () => performance.now(),
): Reporter {
  const openedAt = now();
  const progress = progressLines(colors);
  const { runs, onEvent: collect } = collectRuns();
  let startedAt: number | undefined;
  let lastLoad = -Infinity;
  const print = (event: { time: string }, text: string): void => {
    if (startedAt === undefined) {
      out(text);
      return;
    }
    const since = ((Date.parse(event.time) - startedAt) / 1000).toFixed(1);
    out(`${colors.dim(`${since.padStart(6)}  `)}${text}`);
  };
  const printDetails = (lines: string[]): void => {
    for (const line of lines) out(`${' '.repeat(12)}${line}`);
  };
  const fault = (event: EventOf<'fault.start'> | EventOf<'fault.end'>, word: string): void =>
    print(event, colors.yellow(`${word} ${event.fault} on ${event.target} ${labelSuffix(event.parameters)}`.trimEnd()));

  const handlers: Handlers = {
    'run.start'({ time, run }) {
      startedAt = Date.parse(time);
      lastLoad = -Infinity;
      out('');
      out(
        colors.bold(`▶ ${run.scenario}`) +
          colors.dim(`  ${run.runtime}, pace ${run.pace}, seed ${run.seed}, run ${run.id}`),
      );
    },
    component(event) {
      const line = progress(event);
      if (line !== undefined) out(line);
    },
    phase: (event) => print(event, colors.bold(event.name.replace('-', ' '))),
    load(event) {
      if (Date.parse(event.time) - lastLoad < loadEveryMs) return;
      lastLoad = Date.parse(event.time);
      const skipped = event.skipped ? `, ${formatCount(event.skipped)} not sent` : '';
      print(
        event,
        colors.dim(
          `  load ${formatRate(event.rate)}: ${formatCount(event.sent)} sent, ${formatCount(event.ok)} ok, ` +
            `${formatCount(event.failed)} failed${skipped}`,
        ),
      );
    },
    'fault.start': (event) => fault(event, '⚡ fault injected:'),
    'fault.end': (event) => fault(event, '⚡ fault reverted:'),
    alert(event) {
      const change = `${event.alertname}${labelSuffix(event.labels)} ${event.from} → ${event.to}`;
      print(event, event.to === 'firing' ? colors.red(`⚠ ${change}`) : colors.yellow(`⚠ ${change}`));
    },
    'expect.pass': (event) => print(event, `${colors.green('✓')} ${event.name}${colors.dim(`  ${event.observed}`)}`),
    'expect.fail'(event) {
      print(event, `${colors.red('✗')} ${event.name}`);
      printDetails(failureLines(event));
    },
    'expect.skip': (event) => print(event, colors.dim(`- ${event.name}  skipped: ${event.reason}`)),
    ledger(event) {
      print(event, 'ledger');
      printDetails(ledgerTable(event, { indent: 0, width: Infinity }));
    },
    'run.end'(event) {
      const run = runs.at(-1);
      print(event, verdict(event, run, colors));
      printDetails(endErrorLines(event));
      startedAt = undefined;
    },
  };

  const check = checkLines(out, colors, () => runs.at(-1));
  const isVirtual = (run: RunSummary | undefined): boolean => run?.start.run.runtime === 'virtual' && !run.end;
  return {
    onEvent(event) {
      const isOfCheck = isVirtual(runs.at(-1));
      collect(event);
      if (event.type !== 'component' && (isOfCheck || isVirtual(runs.at(-1)))) check.onEvent(event);
      else dispatch(handlers, event);
    },
    onEnd() {
      if (runs[0]?.start.run.runtime === 'virtual') {
        for (const line of closingLines(runs, now() - openedAt, colors)) out(line);
        return;
      }
      if (runs.length < 2) return;
      out('');
      for (const run of runs) out(overview(run, colors));
    },
  };
}

function verdict({ result, ms, exitCode }: EventOf<'run.end'>, run: RunSummary | undefined, colors: Colors): string {
  const failed = run?.expectations.filter(({ type }) => type === 'expect.fail').length ?? 0;
  const name = run?.start.run.scenario ?? 'the run';
  if (result === 'pass') return colors.green(`✓ ${name} passed in ${formatDuration(ms)}`);
  if (result === 'fail')
    return colors.red(`✗ ${name} failed: ${plural(failed, 'expectation')} failed (${formatDuration(ms)})`);
  return colors.red(`✗ ${name} ended with an error (${formatDuration(ms)}, exit code ${exitCode})`);
}

function overview({ start, expectations, end }: RunSummary, colors: Colors): string {
  const passed = expectations.filter(({ type }) => type === 'expect.pass').length;
  const total = expectations.filter(({ type }) => type !== 'expect.skip').length;
  const result = end?.result ?? 'incomplete';
  const icon = result === 'pass' ? colors.green('✓') : colors.red('✗');
  return (
    `${icon} ${start.run.scenario.padEnd(20)} ${result.padEnd(8)} ${passed} of ${total} ` +
    `expectations passed${end ? `, ${formatDuration(end.ms)}` : ''}`
  );
}
