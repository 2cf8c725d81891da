import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { labelSuffix } from '../../../lib/format/labels.ts';
import { formatCount, plural } from '../../../lib/format/number.ts';
import { utcTime } from '../../../lib/format/time-of-day.ts';
import type { Colors } from '../../terminal.ts';
import { endErrorLines } from '../describe.ts';
import { dispatch, type Handlers } from '../../../lib/events/dispatch.ts';
import { countFindings, passedExpectations, simulatedMs } from '../../../ui/check/format.ts';
import type { RunSummary } from '../../../ui/runs/run-summary.ts';
import type { Reporter } from '../reporter.ts';
import { paragraph } from '../layout.ts';
import { findingSection } from './findings.ts';
import { alertSection, expectationSection, ledgerSection } from './sections.ts';
import { costSection, storageSection } from './storage.ts';

/**
 * Prints a run in virtual time: the progress of the simulation, and a report at its end. `run` returns its summary so far.
 */
export function checkLines(
  out: (line: string) => void,
  colors: Colors,
  run: () => RunSummary | undefined,
): Pick<Reporter, 'onEvent'> {
  const print = ({ time }: { time: string }, text: string): void => {
    const [first = '', ...others] = paragraph(text, '            ');
    out(`  ${colors.dim(utcTime(time))}  ${first.trimStart()}`);
    for (const line of others) out(line);
  };
  const handlers: Handlers = {
    'run.start'({ run: { scenario, seed, tiers, leavesOut } }) {
      const collectors = tiers ? `, ${plural(tiers.agents, 'agent')}, ${plural(tiers.gateways, 'gateway')}` : '';
      out('');
      out(colors.bold(`▶ ${scenario}`) + colors.dim(`  in virtual time, seed ${seed}${collectors}`));
      if (leavesOut !== undefined) for (const line of paragraph(`quick: not checked: ${leavesOut}`, '  ')) out(line);
    },
    phase(event) {
      if (event.name === 'steady-state') print(event, 'traffic starts, without faults');
      if (event.name === 'recovery') print(event, 'recovery: alerts may resolve');
    },
    'fault.start': (event) => print(event, `⚡ ${event.fault} on ${event.target} ${labelSuffix(event.parameters)}`),
    'fault.end': (event) => print(event, `⚡ reverted: ${event.fault} on ${event.target}`),
    'run.end'(event) {
      const summary = run();
      const { load } = summary ?? {};
      print(event, load ? `end: ${formatCount(load.sent)} requests, ${formatCount(load.failed)} failed` : 'end');
      if (!summary) return;
      for (const section of sections) {
        const lines = section(summary, colors);
        if (lines.length > 0) out('');
        for (const line of lines) out(line);
      }
      out('');
      for (const line of verdict(summary, colors)) out(line);
      for (const line of endErrorLines(event)) out(`  ${line}`);
    },
  };
  return { onEvent: (event) => dispatch(handlers, event) };
}

const sections = [ledgerSection, alertSection, storageSection, costSection, findingSection, expectationSection];

function verdict(run: RunSummary, colors: Colors): string[] {
  const { end, start, findings } = run;
  const name = start.run.scenario;
  const parts = [...(findings.length > 0 ? [countFindings(run)] : []), ...passedExpectations(run)].join('; ');
  if (end?.result === 'pass')
    return paint(paragraph(`✓ ${name} passed${parts ? `: ${parts}` : ''}`, '', '  '), colors.green);
  if (end?.result === 'fail') return paint(paragraph(`✗ ${name} failed: ${parts}`, '', '  '), colors.red);
  return paint([`✗ ${name} ended with an error (exit code ${end?.exitCode ?? 0})`], colors.red);
}

const paint = (lines: string[], color: (text: string) => string): string[] => lines.map((line) => color(line));

/** The last lines: one per run if there are several, then the virtual time and the real time. */
export function closingLines(runs: readonly RunSummary[], tookMs: number, colors: Colors): string[] {
  const simulated = runs.reduce((sum, run) => sum + simulatedMs(run), 0);
  const took = `${formatDuration(simulated)} of virtual time in ${formatDuration(tookMs)}`;
  // A rejected or interrupted check has already printed its error.
  if (runs.length < 2) return simulated === 0 ? [] : [colors.dim(`  ${took}`)];
  const passed = runs.filter(({ end }) => end?.result === 'pass').length;
  const width = Math.max(...runs.map(({ start }) => start.run.scenario.length));
  return [
    '',
    ...runs.flatMap((run) => {
      const icon = run.end?.result === 'pass' ? colors.green('✓') : colors.red('✗');
      const parts = [
        ...(run.findings.length > 0 ? [countFindings(run)] : []),
        ...passedExpectations(run),
        formatDuration(simulatedMs(run)),
      ];
      const before = `${run.start.run.scenario.padEnd(width)}  ${(run.end?.result ?? 'incomplete').padEnd(7)}  `;
      const [first = '', ...others] = paragraph(parts.join(', '), `  ${before}`);
      return [`${icon}${first.slice(1)}`, ...others];
    }),
    `${passed} of ${runs.length} passed; ${took}`,
  ];
}
