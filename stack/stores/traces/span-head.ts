import { spanType } from '../../../lib/otlp/codec/schema.ts';
import { endOfValue, nextField, readerOf, wireTypes } from '../../../lib/otlp/codec/check-message.ts';

/** The fields of a span by which it is filed and found. */
export interface SpanHead {
  /** Hex, as many digits as were sent. */
  traceId: string;
  spanId: string;
  /** Empty for a root span. */
  parentSpanId: string;
  name: string;
  kind: number;
  /** Nanoseconds since the epoch. */
  start: bigint;
  end: bigint;
}

/** Reads a span's head and skips the rest of it. */
export function readSpanHead(body: Buffer, from: number, to: number): SpanHead {
  const head: SpanHead = { traceId: '', spanId: '', parentSpanId: '', name: '', kind: 0, start: 0n, end: 0n };
  const reader = readerOf(body, from, to);
  while (reader.pos < to) {
    const field = nextField(spanType, reader);
    switch (field?.name) {
      case undefined:
        break;
      case 'traceId':
      case 'spanId':
      case 'parentSpanId': {
        const end = endOfValue(reader);
        head[field.name] = body.toString('hex', reader.pos, end);
        reader.pos = end;
        break;
      }
      case 'name':
        head.name = reader.string();
        break;
      case 'kind':
        head.kind = reader.int32();
        break;
      case 'startTimeUnixNano':
        head.start = body.readBigUInt64LE(reader.pos);
        reader.skip(8);
        break;
      case 'endTimeUnixNano':
        head.end = body.readBigUInt64LE(reader.pos);
        reader.skip(8);
        break;
      default:
        if (field) reader.skipType(wireTypes[field.kind]);
    }
  }
  return head;
}
