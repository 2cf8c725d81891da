import { decodeMessage } from '../../../lib/otlp/codec/decode-message.ts';
import { exportLogsRequest } from '../../../lib/otlp/codec/schema.ts';
import type { ExportLogsRequest } from '../../../lib/otlp/json/types.ts';
import type { Handler } from '../http/listen.ts';
import { type OtlpReceiver, receiveOtlp } from '../http/receive-otlp.ts';
import type { QueryLimits } from '../query-budget.ts';
import type { LogStore } from './log-store.ts';
import { unixNow } from '../unix-now.ts';
import { QueryApi } from './query-api.ts';

export interface ServeLogsOptions {
  maxBodyBytes: number;
  maxEntriesPerQuery: number;
  queryLimits: QueryLimits;
}

/** OTLP/HTTP in at `/otlp/v1/logs` and Loki's API out. */
export function serveLogs(store: LogStore, options: ServeLogsOptions): Handler {
  const api = new QueryApi(store, options.maxEntriesPerQuery, options.queryLimits);
  const receiver: OtlpReceiver = {
    type: exportLogsRequest,
    refusedField: 'rejectedLogRecords',
    items: ['resourceLogs', 'scopeLogs', 'logRecords'],
    maxBodyBytes: options.maxBodyBytes,
    accept: (body) => {
      store.ingest(decodeMessage<ExportLogsRequest>(exportLogsRequest, body), unixNow());
      return undefined;
    },
    onTooDeep: (count) => store.countRejectedRecords(count),
    onRefused: () => store.countRejectedRequest(),
  };
  return (request, response) =>
    request.url?.split('?')[0] === '/otlp/v1/logs'
      ? receiveOtlp(receiver, request, response)
      : api.handle(request, response);
}
