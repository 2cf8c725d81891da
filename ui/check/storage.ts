import { formatDuration } from '../../lib/duration/format-duration.ts';
import type { EventOf } from '../../lib/events/dispatch.ts';
import { formatBytes } from '../../lib/format/bytes.ts';
import { formatDollars } from '../../lib/format/dollars.ts';
import { formatNumber } from '../../lib/format/number.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { right, type TableColumn } from '../../lib/format/table-column.ts';

/** The volume per day of each signal, as sent and at each exporter. */
export function storageTable({ signals, requestsPerSecond }: EventOf<'volume'>): {
  heading: string;
  columns: TableColumn[];
  rows: string[][];
} {
  return {
    heading: `Storage per day, at ${formatNumber(requestsPerSecond)} requests/s`,
    columns: [{ heading: 'signal' }, right('sent'), right('exported'), { heading: 'by' }],
    rows: signals.flatMap(({ signal, sentBytesPerDay: sent, exporters, toPrometheus = [] }) => {
      const out = [
        ...Object.entries(exporters).map(([exporter, amount]) => {
          const share = sent === 0 ? '' : formatPercent(amount / sent);
          return [formatBytes(amount), `${share}  ${exporter}`.trim()];
        }),
        ...toPrometheus.map((exporter) => ['', `${exporter}, into Prometheus`]),
      ];
      if (out.length === 0) out.push(['', sent === 0 ? 'no pipeline' : 'nothing exported']);
      return out.map((cells, i) => [i === 0 ? signal : '', i === 0 ? formatBytes(sent) : '', ...cells]);
    }),
  };
}

/** The volume of traces at each exporter as a product: `20 requests/s × 5% sampled × ...`. */
export function factors({ requestsPerSecond, traces = [] }: EventOf<'volume'>): string[] {
  return traces.map(({ exporter, sampledShare, spansPerTrace, bytesPerSpan, bytesPerDay }) => {
    const product = [
      `${formatNumber(requestsPerSecond)} requests/s`,
      `${formatPercent(sampledShare)} sampled`,
      `${formatNumber(spansPerTrace)} spans per trace`,
      `${formatBytes(bytesPerSpan)} per span`,
    ];
    return `${exporter}: ${product.join(' × ')} = ${formatBytes(bytesPerDay)} per day`;
  });
}

/** What keeping the data costs, for every format. */
export function costTable({
  hotMs,
  archiveMs,
  hotPrice,
  archivePrice,
  signals,
}: NonNullable<EventOf<'volume'>['cost']>): {
  heading: string;
  columns: TableColumn[];
  rows: string[][];
  note: string;
} {
  const [hot, archive] = [formatDuration(hotMs), formatDuration(archiveMs)];
  const total = signals.reduce((sum, { perMonth }) => sum + perMonth, 0);
  return {
    heading: `Cost of ${hot} hot and then ${archive} archived: ${formatDollars(total / 30)} per day`,
    columns: [{ heading: 'signal' }, right('hot'), right('archived'), right('per month')],
    rows: [
      ...signals.map(({ signal, hotBytes, archiveBytes, perMonth }) => [
        signal,
        ...[formatBytes(hotBytes), formatBytes(archiveBytes), formatDollars(perMonth)],
      ]),
      ['total', '', '', formatDollars(total)],
    ],
    note:
      `At $${hotPrice} per GB and month hot (--price-hot) and $${archivePrice} archived (--price-archive), for ` +
      'uncompressed OTLP; without compute, replicas and what Prometheus stores.',
  };
}
