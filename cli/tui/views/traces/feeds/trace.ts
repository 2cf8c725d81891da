import { defineFeed } from '../../../view.ts';
import { traceLogs } from '../../../../../ui/traces/trace-logs.ts';
import type { TracesAnswer, TracesSlice } from '../slice.ts';
import { traceRow, type TraceRow } from '../../../../../ui/traces/trace-row.ts';
import { waterfall } from '../../../../../ui/traces/waterfall.ts';

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

type LinesQuestion = Pick<TraceRow, 'traceId' | 'start' | 'durationMs'>;

/** The log lines of the open trace. */
export const linesFeed = defineFeed<TracesSlice, LinesQuestion, TracesAnswer>({
  name: 'lines',
  intervalMs: 2000,
  question({ opened }) {
    const row = opened?.answer?.trace?.row;
    return row && { traceId: row.traceId, start: row.start, durationMs: row.durationMs };
  },
  ask: async (question, { clients: { loki } }, signal) => ({
    ...{ feed: 'lines', traceId: question.traceId },
    lines: await traceLogs(loki, question, signal),
  }),
});
