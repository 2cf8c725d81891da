import { defineFeed } from '../../../view.ts';
import { logRow } from '../../signals/log-row.ts';
import type { TracesAnswer, TracesSlice } from '../slice.ts';
import { traceRow } from '../trace-row.ts';
import { waterfall } from '../waterfall.ts';

/** The open trace, repeatedly: spans may be late, and the trace may not have been decided on yet. */
export const traceFeed = defineFeed<TracesSlice, { traceId: string }, TracesAnswer>({
  name: 'trace',
  intervalMs: 2000,
  question: ({ opened }) => (opened ? { traceId: opened.traceId } : undefined),
  async ask({ traceId }, { clients: { jaeger } }, signal) {
    const trace = await jaeger.trace(traceId, signal);
    return { feed: 'trace', traceId, trace: trace && { row: traceRow(trace), spans: waterfall(trace) } };
  },
});

interface LinesQuestion {
  traceId: string;
  start: number;
  end: number;
}

/** Extra time range for log lines, because clocks and batches differ. */
const aroundMs = 60_000;
const limit = 200;

/** The log lines of the open trace. */
export const linesFeed = defineFeed<TracesSlice, LinesQuestion, TracesAnswer>({
  name: 'lines',
  intervalMs: 2000,
  question({ opened }) {
    const row = opened?.answer?.trace?.row;
    if (!row) return undefined;
    const { traceId, start, durationMs } = row;
    return { traceId, start: Math.floor(start - aroundMs), end: Math.ceil(start + durationMs + aroundMs) };
  },
  async ask({ traceId, start, end }, { clients: { loki } }, signal) {
    const query = `{service_name=~".+"} | trace_id="${traceId}"`;
    const lines = await loki.queryRange(query, { start, end, limit, direction: 'forward', signal });
    return { feed: 'lines', traceId, lines: lines.map(logRow) };
  },
});
