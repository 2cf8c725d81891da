import { formatSeconds } from '../../../../lib/duration/format-duration.ts';
import { shorten } from '../../../../lib/format/list.ts';
import type { SentMetric } from '../../../../simulation/services/sent-metrics.ts';
import { enoughRange, shortRanges } from '../short-ranges.ts';
import type { Mistake } from './mistake.ts';

/** How often SDKs export metrics by default. Source: OTEL_METRIC_EXPORT_INTERVAL. */
const sdkIntervalMs = 60_000;

/** Ranges that have fewer than two samples at the export interval of the traffic file; by default that of SDKs. */
export function shortWindows(text: string, sent: readonly SentMetric[], definedMs?: number): Mistake[] {
  const intervalMs = definedMs ?? sdkIntervalMs;
  const [short] = shortRanges(text, sent, intervalMs);
  if (!short) return [];
  return [
    {
      severity: 'info',
      message: `looks at ${shorten(short.text)}, which has fewer than two samples if metrics are exported every ${formatSeconds(intervalMs)}`,
      why:
        (definedMs === undefined ? 'That is the default of the SDKs. ' : 'The traffic file defines it. ') +
        `A range of ${formatSeconds(enoughRange(intervalMs))} has the samples that it needs at this interval.`,
      shared:
        definedMs === undefined
          ? 'their ranges have fewer than two samples at the default export interval of the SDKs, 1m'
          : `their ranges have fewer than two samples at the export interval of the traffic file, ${formatSeconds(intervalMs)}`,
    },
  ];
}
