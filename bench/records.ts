import { encodeMessage } from '../lib/otlp/codec/encode-message.ts';
import { exportLogsRequest } from '../lib/otlp/codec/schema.ts';

/** In place of the time of the first record; the others follow. */
const placeholder = 0x0123_4567_89ab_0000n;

/** An OTLP request of log records whose times can be changed in place. */
export interface RecordTemplate {
  readonly records: number;
  /** The body with new times, each of them unique; the same buffer at each call. */
  next(): Buffer;
}

/** A request of log records of 120 characters, as a service logs them. */
export function recordTemplate(records: number): RecordTemplate {
  const logRecords = Array.from({ length: records }, (_, index) => ({
    timeUnixNano: String(placeholder + BigInt(index)),
    severityNumber: 9,
    body: { stringValue: `order ${index} placed `.padEnd(120, '.') },
    attributes: [{ key: 'order.id', value: { intValue: String(index) } }],
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'bench' } }] };
  const body = encodeMessage(exportLogsRequest, { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] });
  const bytes = Buffer.alloc(8);
  const places = logRecords.map((_, index) => {
    bytes.writeBigUInt64LE(placeholder + BigInt(index));
    return body.indexOf(bytes);
  });
  return {
    records,
    next() {
      for (const place of places) body.writeBigUInt64LE(nextTime(), place);
      return body;
    },
  };
}

let lastTime = 0n;

/** The time in nanoseconds, or right after the last one that was given. */
function nextTime(): bigint {
  const now = BigInt(Date.now()) * 1_000_000n;
  lastTime = now > lastTime ? now : lastTime + 1n;
  return lastTime;
}
