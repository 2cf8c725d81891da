import type { LogRow } from '../signals/log-row.ts';
import type { Outages } from '../signals/outages.ts';
import { noPolicies, type KnownPolicies } from '../signals/policies.ts';
import type { SeekFound, SeekNothing } from './exemplars/seek.ts';
import type { TraceOrder, TraceRow } from './trace-row.ts';
import type { SpanRow } from './waterfall.ts';

/** One trace with everything that is told of it. */
export interface OpenTrace {
  row: TraceRow;
  spans: readonly SpanRow[];
}

/** An alert behind which a trace is looked for. */
export interface SoughtAlert {
  alertname: string;
  labels: Record<string, string>;
}

export interface Opened {
  traceId: string;
  /** Whether `esc` leads to the list here, or back to where one came from. */
  from: 'list' | 'elsewhere';
  /** The alert whose exemplar this is, and how it was found. */
  via?: { alert: SoughtAlert; found: SeekFound };
  /** Absent until it was answered; undefined in the answer is a trace that the store does not have. */
  answer?: { trace: OpenTrace | undefined };
  lines?: readonly LogRow[];
  /** Index of the selected span, of the first row of its details, and of the lines. */
  span: number;
  detail: number;
  line: number;
}

export interface TracesSlice {
  order: TraceOrder;
  /** Undefined is every service. */
  service?: string | undefined;
  filter: string;
  /** Trace id; undefined is the first row, whatever it is. */
  selected?: string | undefined;
  services: readonly string[];
  /** Undefined until the list was answered. */
  rows?: readonly TraceRow[] | undefined;
  /** Of the slowest: shorter ones are no longer asked for. */
  floorMs?: number | undefined;
  answeredAt?: number;
  opened?: Opened | undefined;
  /** An exemplar's trace is looked for; `nothing` is how the last look went. */
  sought?: { alert: SoughtAlert; nothing?: SeekNothing } | undefined;
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
  | { feed: 'exemplar'; alert: SoughtAlert; outcome: SeekFound | SeekNothing };
