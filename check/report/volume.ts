import type { VolumeEvent } from '../../lib/events/run-event.ts';
import type { OtlpSignal } from '../../lib/otlp/signal.ts';
import type { AdaptedExporter } from '../inputs/collector/adapted-collector.ts';
import type { Observations, Volume } from '../run/observations.ts';

/** The user's production load, to which the volume of the traffic is scaled. */
export interface Production {
  requestsPerSecond?: number;
  /** Instead of the OTLP size of the simulated spans. */
  bytesPerSpan?: number;
}

const signals = ['traces', 'metrics', 'logs'] as const satisfies readonly OtlpSignal[];
const dayMs = 86_400_000;

/**
 * The volume of the traffic per day, as sent and at each exporter; bytes of OTLP before compression. Traces and logs
 * grow with the request rate; metrics do not.
 */
export function volumeEvent(
  { timeline, classes, sent, received }: Observations,
  { requestsPerSecond, bytesPerSpan }: Production = {},
  exporters: readonly Pick<AdaptedExporter, 'id' | 'signals' | 'how'>[] = [],
): Omit<VolumeEvent, 'time'> {
  const ms = Math.max(1, timeline.end - timeline.start);
  const simulatedRate = classes.reduce((sum, { sent }) => sum + sent, 0) / (ms / 1000);
  const growth = requestsPerSecond === undefined || simulatedRate === 0 ? 1 : requestsPerSecond / simulatedRate;
  const perDay = (signal: OtlpSignal, { items, bytes }: Volume): number => {
    const size = signal === 'traces' && bytesPerSpan !== undefined ? items * bytesPerSpan : bytes;
    return Math.round(size * (dayMs / ms) * (signal === 'metrics' ? 1 : growth));
  };
  return {
    type: 'volume',
    requestsPerSecond: requestsPerSecond ?? Number(simulatedRate.toPrecision(3)),
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
