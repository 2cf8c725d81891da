import type { LokiApi } from '../../stack/clients/loki.ts';
import { logRow, type LogRow } from '../logs/log-row.ts';
import type { TraceRow } from './trace-row.ts';

/** Extra time range for log lines, because clocks and batches differ. */
const aroundMs = 60_000;
const limit = 500;

/** The log lines with the ID of a trace, oldest first. */
export async function traceLogs(
  loki: Pick<LokiApi, 'queryRange'>,
  { traceId, start, durationMs }: Pick<TraceRow, 'traceId' | 'start' | 'durationMs'>,
  signal: AbortSignal,
): Promise<LogRow[]> {
  const range = { start: Math.floor(start - aroundMs), end: Math.ceil(start + durationMs + aroundMs) };
  const query = `{service_name=~".+"} | trace_id="${traceId}"`;
  const lines = await loki.queryRange(query, { ...range, limit, direction: 'forward', signal });
  return lines.map(logRow);
}
