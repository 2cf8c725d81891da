import type { Attributes } from '../../../lib/otlp/writer/attributes.ts';
import type { SpanRecord } from '../../../lib/otlp/writer/records.ts';
import type { SentSpan, SpansOfTrace } from '../../analysis/sampling/trace-spans.ts';

/** The spans of traces that are not settled, as their services sent them. */
export class SentSpans {
  /** By the trace id: the same object in all spans of a trace, so that spans are forgotten with their trace. */
  readonly #spans = new WeakMap<Buffer, SentSpan[]>();

  readonly add = (resource: Attributes, record: SpanRecord): void => {
    const { traceId } = record.context;
    const spans = this.#spans.get(traceId);
    if (spans) spans.push({ resource, record });
    else this.#spans.set(traceId, [{ resource, record }]);
  };

  /** None after `forget`. */
  of(traceId: Buffer): SpansOfTrace {
    return this.#spans.get(traceId) ?? [];
  }

  /** No finding needs the spans of most traces, which would be most of the memory of a check. */
  forget(traceId: Buffer): void {
    this.#spans.delete(traceId);
  }
}
