import { formatBytes } from '../../../lib/format/bytes.ts';
import { formatCounts } from '../../../lib/format/list.ts';
import { formatCount, formatNumber } from '../../../lib/format/number.ts';
import { formatPercent } from '../../../lib/format/percent.ts';
import type { Colors } from '../../terminal.ts';
import { failureLines } from '../describe.ts';
import type { RunSummary } from '../run-summary.ts';
import { alertLives, describeLife, lifeName } from './alert-timelines.ts';
import { paragraph, table, together } from './layout.ts';
import { place } from './format.ts';

/** The parts of a check's report: lines that begin with a heading; none where there is nothing to say. */

export function ledgerSection({ ledger, volume }: RunSummary, colors: Colors): string[] {
  // Of a Collector that takes none, nothing could be kept.
  const taken = volume?.signals.find(({ signal }) => signal === 'traces')?.sentBytesPerDay;
  if (!ledger || taken === 0) return [];
  const { classes, unaccounted, refused } = ledger;
  const isBound = classes.some(({ expected, generated }) => expected.min > 0 || expected.max < generated);
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const columns = [
    { heading: 'class' },
    ...[right('sent'), right('kept'), right('share'), right('in part')],
    ...(isBound ? [right('expected')] : []),
    { heading: 'kept by' },
  ];
  const rows = classes.map(({ class: name, generated, kept, fragments, expected, policies: counts }) => [
    ...[
      name,
      formatCount(generated),
      formatCount(kept),
      generated === 0 ? '' : formatPercent(kept / generated),
      formatCount(fragments),
    ],
    ...(isBound
      ? [
          expected.min === expected.max
            ? formatCount(expected.min)
            : `${formatCount(expected.min)}..${formatCount(expected.max)}`,
        ]
      : []),
    formatCounts(counts).split(', ').map(together).join(', '),
  ]);
  return [
    colors.bold('Traces'),
    ...table(columns, rows),
    ...(unaccounted > 0
      ? paragraph(`${formatCount(unaccounted)} unaccounted for: neither kept nor counted as dropped.`, '  ')
      : []),
    ...(refused === undefined
      ? []
      : paragraph(`${formatCount(refused)} refused by the Collector until their service gave them up.`, '  ')),
  ];
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
