import type { VolumeEvent } from '../../lib/events/run-event.ts';
import type { OtlpSignal } from '../../lib/otlp/signal.ts';
import type { AdaptedExporter } from '../inputs/collector/adapted-collector.ts';
import type { Observations, Volume } from '../run/observations.ts';

/** A person's production, to which the volume of the traffic is scaled. */
export interface Production {
  requestsPerSecond?: number;
  /** In place of what a span of the traffic takes as OTLP. */
  bytesPerSpan?: number;
}

const signals = ['traces', 'metrics', 'logs'] as const satisfies readonly OtlpSignal[];
const dayMs = 86_400_000;

/**
 * What the traffic amounts to per day, as it was sent and at each exporter, in bytes of OTLP before compression. Traces and logs grow with
 * the requests; metrics are sent as often whatever the rate.
 */
export function volumeEvent(
  { timeline, classes, sent, received }: Observations,
  { requestsPerSecond, bytesPerSpan }: Production = {},
  exporters: readonly Pick<AdaptedExporter, 'id' | 'signals' | 'how'>[] = [],
): Omit<VolumeEvent, 'time'> {
  const ms = Math.max(1, timeline.end - timeline.start);
  const played = classes.reduce((sum, { sent }) => sum + sent, 0) / (ms / 1000);
  const growth = requestsPerSecond === undefined || played === 0 ? 1 : requestsPerSecond / played;
  const perDay = (signal: OtlpSignal, { items, bytes }: Volume): number => {
    const size = signal === 'traces' && bytesPerSpan !== undefined ? items * bytesPerSpan : bytes;
    return Math.round(size * (dayMs / ms) * (signal === 'metrics' ? 1 : growth));
  };
  return {
    type: 'volume',
    requestsPerSecond: requestsPerSecond ?? Number(played.toPrecision(3)),
    signals: signals.map((signal) => ({
      signal,
      ...intoPrometheus(exporters, signal),
      sentBytesPerDay: perDay(signal, sent[signal]),
      exporters: Object.fromEntries(
        Object.entries(received)
          .filter(([, volumes]) => volumes[signal].items > 0)
          .map(([exporter, volumes]) => [exporter, perDay(signal, volumes[signal])]),
      ),
    })),
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
