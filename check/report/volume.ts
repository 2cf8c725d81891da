import { dayMs } from '../../lib/duration/parse-duration.ts';
import type { VolumeEvent } from '../../lib/events/run-event.ts';
import type { OtlpSignal } from '../../lib/otlp/signal.ts';
import type { AdaptedExporter } from '../inputs/collector/adapted-collector.ts';
import type { Observations, Volume } from '../run/observations.ts';
import type { Production } from './production.ts';
import { storageCost } from './storage-cost.ts';

const signals = ['traces', 'metrics', 'logs'] as const satisfies readonly OtlpSignal[];

/**
 * The volume of the traffic per day, as sent and at each exporter; bytes of OTLP before compression. Traces and logs
 * grow with the request rate; metrics do not.
 */
export function volumeEvent(
  { timeline, classes, sent, received }: Observations,
  production: Production = {},
  exporters: readonly Pick<AdaptedExporter, 'id' | 'signals' | 'how'>[] = [],
): Omit<VolumeEvent, 'time'> {
  const { requestsPerSecond, bytesPerSpan } = production;
  const ms = Math.max(1, timeline.end - timeline.start);
  const tracesSent = classes.reduce((sum, one) => sum + one.sent, 0);
  const simulatedRate = tracesSent / (ms / 1000);
  const growth = requestsPerSecond === undefined || simulatedRate === 0 ? 1 : requestsPerSecond / simulatedRate;
  const perDay = (signal: OtlpSignal, { items, bytes }: Volume): number => {
    const size = signal === 'traces' && bytesPerSpan !== undefined ? items * bytesPerSpan : bytes;
    return Math.round(size * (dayMs / ms) * (signal === 'metrics' ? 1 : growth));
  };
  const bySignal = signals.map((signal) => ({
    signal,
    ...intoPrometheus(exporters, signal),
    sentBytesPerDay: perDay(signal, sent[signal]),
    exporters: Object.fromEntries(
      Object.entries(received)
        .filter(([, volumes]) => volumes[signal].items > 0)
        .map(([exporter, volumes]) => [exporter, perDay(signal, volumes[signal])]),
    ),
  }));
  const traces = Object.entries(received).flatMap(([exporter, { traces: volume }]) => {
    const kept = classes.reduce((sum, one) => sum + (one.exporters[exporter] ?? 0), 0);
    if (kept === 0 || volume.items === 0) return [];
    return {
      exporter,
      sampledShare: kept / tracesSent,
      spansPerTrace: volume.items / kept,
      bytesPerSpan: bytesPerSpan ?? volume.bytes / volume.items,
      bytesPerDay: perDay('traces', volume),
    };
  });
  return {
    type: 'volume',
    requestsPerSecond: requestsPerSecond ?? Number(simulatedRate.toPrecision(3)),
    signals: bySignal,
    ...(traces.length > 0 ? { traces } : {}),
    cost: storageCost(bySignal, production),
  };
}

function intoPrometheus(
  exporters: readonly Pick<AdaptedExporter, 'id' | 'signals' | 'how'>[],
  signal: OtlpSignal,
): { toPrometheus?: string[] } {
  const ids = exporters
    .filter(({ how, signals: taken }) => how !== 'captured' && taken.includes(signal))
    .map(({ id }) => id);
  return ids.length === 0 ? {} : { toPrometheus: ids };
}
