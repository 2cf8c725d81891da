import type { StoredTrace } from '../../stack/clients/jaeger.ts';
import { policyOf } from '../../scenarios/sampling/ledger/trace-shape.ts';
import { endOf, millisecondsOf, rootOf, startOf } from './root.ts';

/** A trace in the list. */
export interface TraceRow {
  traceId: string;
  /** Milliseconds since the epoch. */
  start: number;
  durationMs: number;
  /** Of the root span, or of the earliest span if the root is missing. */
  service: string;
  name: string;
  /** HTTP status of the root span. */
  status?: number;
  rootMissing: boolean;
  services: string[];
  spans: number;
  errors: number;
  policy: string;
}

export function traceRow(trace: StoredTrace): TraceRow {
  const root = rootOf(trace.spans);
  const status = root?.attributes['http.response.status_code'];
  const start = startOf(trace.spans);
  return {
    traceId: trace.traceId,
    start: millisecondsOf(start),
    durationMs: millisecondsOf(endOf(trace.spans) - start),
    service: root?.service ?? '',
    name: root?.name ?? '',
    ...(typeof status === 'number' ? { status } : {}),
    rootMissing: root?.parentSpanId !== '',
    services: [...new Set(trace.spans.map(({ service }) => service))],
    spans: trace.spans.length,
    errors: trace.spans.filter(({ status: { error } }) => error).length,
    policy: policyOf(trace),
  };
}

export const traceOrders = ['newest', 'slowest', 'failed'] as const;
export type TraceOrder = (typeof traceOrders)[number];

/** Number of traces that are kept in the list. */
export const keptRows = 200;

/** Merges known and new traces in the list's order, at most `kept`. New versions replace old ones. */
export function mergeRows(
  known: readonly TraceRow[],
  answered: readonly TraceRow[],
  order: TraceOrder,
  kept = keptRows,
): TraceRow[] {
  const rows = new Map(known.map((row) => [row.traceId, row]));
  for (const row of answered) rows.set(row.traceId, row);
  const wanted = [...rows.values()].filter((row) => order !== 'failed' || row.errors > 0);
  const sorted = wanted.sort(order === 'slowest' ? (a, b) => b.durationMs - a.durationMs : (a, b) => b.start - a.start);
  return sorted.slice(0, kept);
}

/** Minimum durations in the query for the slowest traces; in steps, so that the question rarely changes; ms. */
export const floors = [10_000, 3000, 1000, 300, 100, 30, 10, 3, 0] as const;
const enough = 20;

/** The longest step that enough rows reach; undefined in other orders. */
export function floorOf(rows: readonly TraceRow[], order: TraceOrder): number | undefined {
  if (order !== 'slowest') return undefined;
  return floors.find((floor) => rows.filter(({ durationMs }) => durationMs >= floor).length >= enough) ?? 0;
}
