import type { StoredSpan } from '../../lib/otlp/json/read-spans.ts';

/** The root span of a trace; without it, the earliest span. */
export function rootOf(spans: readonly StoredSpan[]): StoredSpan | undefined {
  return spans.find(({ parentSpanId }) => parentSpanId === '') ?? earliest(spans);
}

/** The first start of any span, in nanoseconds since the epoch. */
export function startOf(spans: readonly StoredSpan[]): bigint {
  return earliest(spans)?.start ?? 0n;
}

/** The last end of any span. */
export function endOf(spans: readonly StoredSpan[]): bigint {
  return spans.reduce((last, { end }) => (end > last ? end : last), 0n);
}

/** Nanoseconds as milliseconds, to the microsecond. */
export function millisecondsOf(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n) / 1000;
}

function earliest(spans: readonly StoredSpan[]): StoredSpan | undefined {
  return spans.reduce<StoredSpan | undefined>(
    (first, span) => (first && first.start <= span.start ? first : span),
    undefined,
  );
}
