import { formatBytes } from '../../../lib/format/bytes.ts';
import { formatNumber } from '../../../lib/format/number.ts';
import { formatPercent } from '../../../lib/format/percent.ts';
import type { Colors } from '../../terminal.ts';
import { failureLines } from '../describe.ts';
import { lineWidth, paragraph, table, together } from '../layout.ts';
import { ledgerTable } from '../ledger-table.ts';
import type { RunSummary } from '../run-summary.ts';
import { alertLives, describeLife, lifeName } from './alert-timelines.ts';
import { place } from './format.ts';

/** The parts of a check's report: lines that begin with a heading; none where there is nothing to say. */

export function ledgerSection({ ledger, volume }: RunSummary, colors: Colors): string[] {
  // A Collector without a pipeline for traces cannot keep any.
  const taken = volume?.signals.find(({ signal }) => signal === 'traces')?.sentBytesPerDay;
  if (!ledger || taken === 0) return [];
  return [colors.bold('Traces'), ...ledgerTable(ledger, { indent: 2, width: lineWidth })];
}

export function alertSection(run: RunSummary, colors: Colors): string[] {
  const lives = alertLives(run);
  if (lives.length === 0) return [];
  return [
    colors.bold('Alerts'),
    ...lives.flatMap((life) => [
      ...paragraph(lifeName(life), '  ', '    '),
      ...paragraph(unbroken(describeLife(life, run.faults)), '    '),
    ]),
  ];
}

/** Breaks lines only after the dots between its parts. */
function unbroken(life: string): string {
  const parts = life.split(' · ');
  return parts.map((part, i) => together(i < parts.length - 1 ? `${part} ·` : part)).join(' ');
}

export function storageSection({ volume }: RunSummary, colors: Colors): string[] {
  if (!volume) return [];
  const rows = volume.signals.flatMap(({ signal, sentBytesPerDay: sent, exporters, toPrometheus = [] }) => {
    const out = [
      ...Object.entries(exporters).map(([exporter, amount]) => {
        const share = sent === 0 ? '' : formatPercent(amount / sent);
        return [formatBytes(amount), `${share}  ${exporter}`.trim()];
      }),
      ...toPrometheus.map((exporter) => ['', `${exporter}, into Prometheus`]),
    ];
    if (out.length === 0) out.push(['', sent === 0 ? 'no pipeline takes them' : 'nothing comes out']);
    return out.map((cells, i) => [i === 0 ? signal : '', i === 0 ? formatBytes(sent) : '', ...cells]);
  });
  const columns = [
    { heading: 'signal' },
    ...[
      { heading: 'sent', align: 'right' as const },
      { heading: 'comes out', align: 'right' as const },
    ],
    { heading: 'at' },
  ];
  return [
    colors.bold(`Storage per day, at ${formatNumber(volume.requestsPerSecond)} requests/s`),
    ...table(columns, rows),
  ];
}

export function expectationSection({ expectations }: RunSummary, colors: Colors): string[] {
  if (expectations.length === 0) return [];
  return [colors.bold('Expectations'), ...expectations.flatMap((event) => expectationLines(event, colors))];
}

function expectationLines(event: RunSummary['expectations'][number], colors: Colors): string[] {
  if (event.type === 'expect.skip') return paragraph(`- ${event.name}: not asked, ${event.reason}`, '  ', '      ');
  const before = `  ${place(event.source)}`;
  if (event.type === 'expect.pass') {
    const [first = '', ...others] = paragraph(`✓ ${event.name}: ${event.observed}`, before, '      ');
    return [first.replace('✓', colors.green('✓')), ...others];
  }
  const [first = '', ...others] = paragraph(`✗ ${event.name}`, before, '      ');
  return [
    first.replace('✗', colors.red('✗')),
    ...others,
    ...failureLines(event).flatMap((text) => paragraph(text, '      ', '        ')),
  ];
}
