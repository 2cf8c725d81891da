import type { LogRow } from '../../../../ui/logs/log-row.ts';
import type { Outages } from '../signals/outages.ts';
import { noPolicies, type KnownPolicies } from '../signals/policies.ts';
import type { SearchFound, SearchMissed } from '../../../../ui/traces/exemplars/search-trace.ts';
import type { TraceOrder, TraceRow } from '../../../../ui/traces/trace-row.ts';
import type { SpanRow } from '../../../../ui/traces/waterfall.ts';

/** One trace with its spans. */
export interface OpenTrace {
  row: TraceRow;
  spans: readonly SpanRow[];
}

/** An alert whose trace is searched. */
export interface SearchedAlert {
  alertname: string;
  labels: Record<string, string>;
}

export interface Opened {
  traceId: string;
  /** Whether `esc` returns to the list, or to the previous view. */
  from: 'list' | 'elsewhere';
  /** The alert that this is an exemplar of, and how it was found. */
  via?: { alert: SearchedAlert; found: SearchFound };
  /** Absent before the first answer; `trace` is undefined if it is not in the store. */
  answer?: { trace: OpenTrace | undefined };
  lines?: readonly LogRow[];
  /** Index of the selected span, detail row and log line. */
  span: number;
  detail: number;
  line: number;
}

export interface TracesSlice {
  order: TraceOrder;
  /** Undefined for all services. */
  service?: string | undefined;
  filter: string;
  /** Trace ID; undefined for the first row. */
  selected?: string | undefined;
  services: readonly string[];
  /** Undefined before the first answer. */
  rows?: readonly TraceRow[] | undefined;
  /** Minimum duration in the list of the slowest traces. */
  floorMs?: number | undefined;
  answeredAt?: number;
  opened?: Opened | undefined;
  /** The search for an exemplar's trace; `missed` is the last result. */
  search?: { alert: SearchedAlert; missed?: SearchMissed } | undefined;
  policies: KnownPolicies;
  outages: Outages;
}

export const initialTraces: TracesSlice = {
  order: 'newest',
  filter: '',
  services: [],
  policies: noPolicies,
  outages: {},
};

export type TracesAnswer =
  | { feed: 'list'; order: TraceOrder; service: string | undefined; services: string[]; rows: TraceRow[] }
  | { feed: 'trace'; traceId: string; trace: OpenTrace | undefined }
  | { feed: 'lines'; traceId: string; lines: LogRow[] }
  | { feed: 'policies'; policies: KnownPolicies }
  | { feed: 'exemplar'; alert: SearchedAlert; outcome: SearchFound | SearchMissed };
