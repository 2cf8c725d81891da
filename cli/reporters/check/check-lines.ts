import { formatDuration } from '../../../lib/duration/format-duration.ts';
import { labelSuffix } from '../../../lib/format/labels.ts';
import { formatCount, plural } from '../../../lib/format/number.ts';
import { utcTime } from '../../../lib/format/time-of-day.ts';
import type { Colors } from '../../terminal.ts';
import { endErrorLines } from '../describe.ts';
import { dispatch, type Handlers, type Reporter } from '../reporter.ts';
import type { RunSummary } from '../run-summary.ts';
import { paragraph } from '../layout.ts';
import { findingSection } from './findings.ts';
import { alertSection, expectationSection, ledgerSection, storageSection } from './sections.ts';
import { countFindings, playedMs } from './format.ts';

/**
 * A run in virtual time as lines for people: what is played, as it is played, and at its end what became of it. `run` is its summary
 * as far as it has come.
 */
export function checkLines(
  out: (line: string) => void,
  colors: Colors,
  run: () => RunSummary | undefined,
): Pick<Reporter, 'onEvent'> {
  const say = ({ time }: { time: string }, text: string): void => {
    const [first = '', ...others] = paragraph(text, '            ');
    out(`  ${colors.dim(utcTime(time))}  ${first.trimStart()}`);
    for (const line of others) out(line);
  };
  const handlers: Handlers = {
    'run.start'({ run: { scenario, seed } }) {
      out('');
      out(colors.bold(`▶ ${scenario}`) + colors.dim(`  in virtual time, seed ${seed}`));
    },
    phase(event) {
      if (event.name === 'steady-state') say(event, 'traffic begins, and nothing is wrong');
      if (event.name === 'recovery') say(event, 'recovery: what fired may resolve');
    },
    'fault.start': (event) => say(event, `⚡ ${event.fault} at ${event.target} ${labelSuffix(event.parameters)}`),
    'fault.end': (event) => say(event, `⚡ over: ${event.fault} at ${event.target}`),
    'run.end'(event) {
      const summary = run();
      const { load } = summary ?? {};
      say(event, load ? `the end: ${formatCount(load.sent)} requests, ${formatCount(load.failed)} failed` : 'the end');
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

const sections = [ledgerSection, alertSection, storageSection, findingSection, expectationSection];

function verdict(run: RunSummary, colors: Colors): string[] {
  const { end, start, findings } = run;
  const name = start.run.scenario;
  const said = [...(findings.length > 0 ? [countFindings(run)] : []), ...held(run)].join('; ');
  if (end?.result === 'pass')
    return paint(paragraph(`✓ ${name} passed${said ? `: ${said}` : ''}`, '', '  '), colors.green);
  if (end?.result === 'fail') return paint(paragraph(`✗ ${name} failed: ${said}`, '', '  '), colors.red);
  return paint([`✗ ${name} was ended by an error (exit code ${end?.exitCode ?? 0})`], colors.red);
}

const paint = (lines: string[], color: (text: string) => string): string[] => lines.map((line) => color(line));

/** `5 of 6 expectations held`. */
export function held({ expectations }: RunSummary): string[] {
  const asked = expectations.filter(({ type }) => type !== 'expect.skip').length;
  const passed = expectations.filter(({ type }) => type === 'expect.pass').length;
  return asked === 0 ? [] : [`${passed} of ${plural(asked, 'expectation')} held`];
}

/** The last lines: of several runs one each, and how much virtual time took how long. */
export function closingLines(runs: readonly RunSummary[], tookMs: number, colors: Colors): string[] {
  const played = runs.reduce((sum, run) => sum + playedMs(run), 0);
  const took = `${formatDuration(played)} of virtual time in ${formatDuration(tookMs)}`;
  // What was refused or interrupted has said so itself.
  if (runs.length < 2) return played === 0 ? [] : [colors.dim(`  ${took}`)];
  const passed = runs.filter(({ end }) => end?.result === 'pass').length;
  const width = Math.max(...runs.map(({ start }) => start.run.scenario.length));
  return [
    '',
    ...runs.flatMap((run) => {
      const icon = run.end?.result === 'pass' ? colors.green('✓') : colors.red('✗');
      const said = [
        ...(run.findings.length > 0 ? [countFindings(run)] : []),
        ...held(run),
        formatDuration(playedMs(run)),
      ];
      const before = `${run.start.run.scenario.padEnd(width)}  ${(run.end?.result ?? 'cut off').padEnd(7)}  `;
      const [first = '', ...others] = paragraph(said.join(', '), `  ${before}`);
      return [`${icon}${first.slice(1)}`, ...others];
    }),
    `${passed} of ${runs.length} passed; ${took}`,
  ];
}
