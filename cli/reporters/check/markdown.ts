import { describeSource } from '../../../lib/events/source-line.ts';
import { formatBytes } from '../../../lib/format/bytes.ts';
import { formatNumber } from '../../../lib/format/number.ts';
import type { RunSummary } from '../run-summary.ts';
import { alertLives, describeLife, lifeName } from './alert-timelines.ts';
import { sortBySource } from './findings.ts';
import { countFindings, icons } from './format.ts';

/** What only a check tells, as Markdown: alerts, findings, storage. None of a run on a real stack. */
export function checkSummary(run: RunSummary): string[] {
  if (run.start.run.runtime !== 'virtual') return [];
  return [...alerts(run), ...findings(run), ...storage(run)];
}

function alerts(run: RunSummary): string[] {
  const lives = alertLives(run);
  if (lives.length === 0) return [];
  return [
    ...['', `### Alerts of ${run.start.run.scenario}`, ''],
    ...[row(['Alert', 'Life']), row(['---', '---'])],
    ...lives.map((life) => row([lifeName(life), describeLife(life, run.faults)])),
  ];
}

function findings(run: RunSummary): string[] {
  if (run.findings.length === 0) return [];
  return [
    ...['', `### Findings of ${run.start.run.scenario}: ${countFindings(run)}`, ''],
    ...[row(['Where', '', 'What', 'Why, and what to do']), row(['---', '---', '---', '---'])],
    ...sortBySource(run.findings).map(({ source, severity, message, why = '', hint = '' }) =>
      row([source ? describeSource(source) : '', `${icons[severity]} ${severity}`, message, `${why} ${hint}`.trim()]),
    ),
  ];
}

function storage({ volume }: RunSummary): string[] {
  if (!volume) return [];
  return [
    ...['', `### Storage per day, at ${formatNumber(volume.requestsPerSecond)} requests/s`, ''],
    ...[row(['Signal', 'Sent', 'Comes out']), row(['---', '--:', '---'])],
    ...volume.signals.map(({ signal, sentBytesPerDay, exporters }) => {
      const out = Object.entries(exporters).map(([exporter, amount]) => `${formatBytes(amount)} at ${exporter}`);
      return row([signal, formatBytes(sentBytesPerDay), out.join(', ') || 'nothing']);
    }),
  ];
}

export const row = (cells: (string | number)[]): string =>
  `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll(/\r?\n/g, ' ')).join(' | ')} |`;
