import { encodeMessage } from '../../../lib/otlp/codec/encode-message.ts';
import { exportTraceRequest } from '../../../lib/otlp/codec/schema.ts';
import type { KeyValue, Span } from '../../../lib/otlp/json/types.ts';

/** 2026-01-01T00:00:00Z, in nanoseconds. */
export const epoch = 1_767_225_600_000_000_000n;
export const second = 1_000_000_000n;

export function attribute(key: string, value: string): KeyValue {
  return { key, value: { stringValue: value } };
}

/** A trace id out of a small number. */
export function traceIdOf(n: number): string {
  return n.toString(16).padStart(32, '0');
}

export function spanIdOf(n: number): string {
  return n.toString(16).padStart(16, '0');
}

/** A span that starts `at` seconds after `epoch` and lasts `ms`. */
export function span(trace: number, id: number, more: Span & { at?: number; ms?: number } = {}): Span {
  const { at = 0, ms = 1, ...fields } = more;
  const start = epoch + BigInt(at) * second;
  return {
    traceId: traceIdOf(trace),
    spanId: spanIdOf(id),
    name: `span ${id}`,
    kind: 2,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + BigInt(ms) * 1_000_000n),
    ...fields,
  };
}

/** An ExportTraceServiceRequest in the wire form: spans by the name of their service. */
export function traceRequest(spansOf: Record<string, Span[]>, scope: object = { name: 'test' }): Buffer {
  return encodeMessage(exportTraceRequest, {
    resourceSpans: Object.entries(spansOf).map(([service, spans]) => ({
      resource: { attributes: [attribute('service.name', service), attribute('host.name', 'a')] },
      scopeSpans: [{ scope, spans }],
    })),
  });
}
