import { decodeMessage } from '../../../lib/otlp/codec/decode-message.ts';
import { encodeMessage } from '../../../lib/otlp/codec/encode-message.ts';
import { exportLogsRequest } from '../../../lib/otlp/codec/schema.ts';
import type { ExportLogsRequest, LogRecord } from '../../../lib/otlp/json/types.ts';
import { LogStore } from '../../../stack/stores/logs/log-store.ts';
import { attribute, epoch, second } from '../otlp/samples.ts';

/** A record `at` seconds after `epoch`. */
export function record(at: number, line: string, more: LogRecord = {}): LogRecord {
  return {
    timeUnixNano: String(epoch + BigInt(Math.round(at * 1000)) * (second / 1000n)),
    body: { stringValue: line },
    ...more,
  };
}

/** An export as it comes out of the decoder: records by the name of their service. */
export function logsRequest(recordsOf: Record<string, LogRecord[]>): ExportLogsRequest {
  const json = {
    resourceLogs: Object.entries(recordsOf).map(([service, logRecords]) => ({
      resource: { attributes: [attribute('service.name', service), attribute('host.name', 'a')] },
      scopeLogs: [{ scope: { name: 'pino', version: '9' }, logRecords }],
    })),
  };
  return decodeMessage<ExportLogsRequest>(exportLogsRequest, encodeMessage(exportLogsRequest, json));
}

export function storeOf(
  recordsOf: Record<string, LogRecord[]>,
  limits = { maxRecords: 10_000, maxBytes: 2 ** 30 },
): LogStore {
  const store = new LogStore(limits);
  store.ingest(logsRequest(recordsOf), epoch);
  return store;
}
