import { expect, test } from 'vitest';
import { decidersOf } from '../../../../../check/analysis/sampling/trace-votes.ts';
import { ExampleTraces } from '../../../../../check/run/traces/example-traces.ts';
import { SentSpans } from '../../../../../check/run/traces/sent-spans.ts';
import type { TraceOutcome } from '../../../../../lib/events/trace-example.ts';
import { shortSpanId } from '../../../../../lib/otlp/scanner/scan-spans.ts';
import { collectorOf } from '../../findings/example-inputs.ts';
import { type ExampleSpan, sentSpans } from './example-spans.ts';

const policies = [
  '{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}',
  '{name: slow, type: latency, latency: {threshold_ms: 100}}',
].join('\n');

/** Settles a trace of these spans with each call. */
function settling(): {
  examples: ExampleTraces;
  settle: (outcome: TraceOutcome, spans: readonly ExampleSpan[], policy?: string, exported?: readonly number[]) => void;
} {
  const sent = new SentSpans();
  const examples = new ExampleTraces(sent, decidersOf(collectorOf({ policies })));
  let count = 0;
  return {
    examples,
    settle: (outcome, spans, policy, exported = []) => {
      const traceId = Buffer.alloc(16, (count += 1));
      const records = sentSpans(traceId, spans);
      for (const { resource, record } of records) sent.add(resource, record);
      const ids = new Set(
        exported.map((index) => shortSpanId(records[index]?.record.context.spanId ?? Buffer.alloc(8))),
      );
      examples.add({ traceId, class: 'normal', outcome, policy, isExported: (id) => ids.has(id) });
    },
  };
}

test('the first trace of each outcome and reason is an example, those that were not kept first, with what left the Collector of it', () => {
  const { examples, settle } = settling();
  settle('dropped', [{}, {}]);
  settle('dropped', [{ ms: 5 }]);
  settle('dropped', [{ error: true }]);
  settle('kept', [{ ms: 200 }], 'slow', [0]);
  settle('kept', [{ ms: 300 }], 'slow', [0]);
  settle('kept', [{ error: true }], 'errors', [0]);
  settle('incomplete', [{ ms: 200 }, { service: 'stock' }], 'slow', [0]);
  const found = examples.list().map(({ id, outcome, exported }) => [parseInt(id.slice(0, 2), 16), outcome, exported]);
  expect(found).toEqual([
    [1, 'dropped', [false, false]],
    [3, 'dropped', [false]],
    [7, 'incomplete', [true, false]],
    [4, 'kept', [true]],
    [6, 'kept', [true]],
  ]);
});

test('a class has at most three examples of an outcome, and none without spans', () => {
  const { examples, settle } = settling();
  for (const policy of ['a', 'b', 'c', 'd']) settle('kept', [{}], policy, [0]);
  settle('dropped', []);
  expect(examples.list().map(({ policy }) => policy)).toEqual(['a', 'b', 'c']);
});

test('the first fifty traces of a class are candidates', () => {
  const { examples } = settling();
  const candidates = Array.from({ length: 60 }, () => examples.enter('normal'));
  expect(candidates.filter(Boolean)).toHaveLength(50);
  expect(examples.enter('error')).toBe(true);
});
