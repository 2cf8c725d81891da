import type { StoredLine } from '../../stack/clients/loki.ts';

/** A log line in the views. Plain JSON. */
export interface LogRow {
  /** Unique key, also among lines with the same time. */
  key: string;
  /** Milliseconds since the epoch. */
  time: number;
  service: string;
  level: string;
  text: string;
  traceId?: string;
  spanId?: string;
  /** All labels and structured metadata. */
  labels: Record<string, string>;
}

export function logRow({ time, line, labels }: StoredLine): LogRow {
  const { service_name: service = '', trace_id: traceId, span_id: spanId } = labels;
  return {
    key: [time, service, labels.service_instance_id, spanId, line].join(' '),
    time: Number(time / 1_000_000n),
    service,
    level: (labels.detected_level ?? labels.severity_text ?? labels.level ?? '').toLowerCase(),
    text: line,
    ...(traceId ? { traceId } : {}),
    ...(spanId ? { spanId } : {}),
    labels,
  };
}

/** Merges known and new lines by time without duplicates, limited to the newest `kept`. */
export function mergeLines(known: readonly LogRow[], answered: readonly LogRow[], kept: number): LogRow[] {
  const rows = new Map(known.map((row) => [row.key, row]));
  for (const row of answered) if (!rows.has(row.key)) rows.set(row.key, row);
  return [...rows.values()].sort((a, b) => a.time - b.time).slice(-kept);
}
