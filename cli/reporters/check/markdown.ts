import { describeSource } from '../../../lib/events/source-line.ts';
import { formatBytes } from '../../../lib/format/bytes.ts';
import { formatNumber } from '../../../lib/format/number.ts';
import { alertTimelines, describeTimeline, timelineName } from '../../../ui/check/alert-timelines.ts';
import { sortBySource } from '../../../ui/check/finding-order.ts';
import { countFindings, icons } from '../../../ui/check/format.ts';
import { costTable, factors } from '../../../ui/check/storage.ts';
import type { RunSummary } from '../../../ui/runs/run-summary.ts';

/** Alerts, findings and storage of a check as Markdown; empty for a run on a real stack. */
export function checkSummary(run: RunSummary): string[] {
  if (run.start.run.runtime !== 'virtual') return [];
  return [...alerts(run), ...findings(run), ...storage(run)];
}

function alerts(run: RunSummary): string[] {
  const timelines = alertTimelines(run);
  if (timelines.length === 0) return [];
  return [
    ...['', `### Alerts of ${run.start.run.scenario}`, ''],
    ...[row(['Alert', 'Timeline']), row(['---', '---'])],
    ...timelines.map((one) => row([timelineName(one), describeTimeline(one, run.faults)])),
  ];
}

function findings(run: RunSummary): string[] {
  if (run.findings.length === 0) return [];
  return [
    ...['', `### Findings of ${run.start.run.scenario}: ${countFindings(run)}`, ''],
    ...[row(['Location', 'Severity', 'Message', 'Cause and fix']), row(['---', '---', '---', '---'])],
    ...sortBySource(run.findings).map(({ source, severity, message, why = '', hint = '' }) =>
      row([source ? describeSource(source) : '', `${icons[severity]} ${severity}`, message, `${why} ${hint}`.trim()]),
    ),
  ];
}

function storage({ volume }: RunSummary): string[] {
  if (!volume) return [];
  return [
    ...['', `### Storage per day, at ${formatNumber(volume.requestsPerSecond)} requests/s`, ''],
    ...[row(['Signal', 'Sent', 'Exported']), row(['---', '--:', '---'])],
    ...volume.signals.map(({ signal, sentBytesPerDay, exporters }) => {
      const out = Object.entries(exporters).map(([exporter, amount]) => `${formatBytes(amount)} at ${exporter}`);
      return row([signal, formatBytes(sentBytesPerDay), out.join(', ') || 'nothing']);
    }),
    ...factors(volume).flatMap((text) => ['', text]),
    ...(volume.cost ? cost(volume.cost) : []),
  ];
}

function cost(it: NonNullable<NonNullable<RunSummary['volume']>['cost']>): string[] {
  const { heading, rows, note } = costTable(it);
  return [
    ...['', `### ${heading}`, ''],
    ...[row(['Signal', 'Hot', 'Archived', 'Per month']), row(['---', '--:', '--:', '--:'])],
    ...rows.map(row),
    ...['', note],
  ];
}

export const row = (cells: (string | number)[]): string =>
  `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll(/\r?\n/g, ' ')).join(' | ')} |`;
