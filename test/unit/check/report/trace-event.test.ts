import { expect, test } from 'vitest';
import { decidersOf, traceVotes } from '../../../../check/analysis/sampling/trace-votes.ts';
import { knownSecret } from '../../../../check/analysis/secrets/secret-pattern.ts';
import { traceEvent } from '../../../../check/report/trace-event.ts';
import type { CheckResults } from '../../../../check/results.ts';
import { collectorOf, observed } from '../findings/example-inputs.ts';
import { sentSpans } from '../run/traces/example-spans.ts';

test('an example has its spans, what the policies say, and no secret', () => {
  const collector = collectorOf({
    policies: '{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}',
  });
  const spans = sentSpans(Buffer.alloc(16, 1), [
    { attributes: { 'url.query': 'token=s3cr3t-of-a-user' }, ms: 20 },
    { service: 'stock', error: true },
  ]);
  const example = {
    ...({ id: '01', class: 'error', outcome: 'incomplete', policy: 'errors', spans } as const),
    ...{ exported: [true, false], votes: traceVotes(decidersOf(collector), spans) },
  };
  const results = { collector, observations: observed([]) } as unknown as CheckResults;
  const { trace } = traceEvent(example, results, [knownSecret('token', 's3cr3t-of-a-user')]);
  expect(JSON.stringify(trace)).not.toContain('s3cr3t-of-a-user');
  expect(trace).toMatchObject({
    ...{ id: '01', class: 'error', outcome: 'incomplete', policy: 'errors', start: '1970-01-01T00:00:01.000Z' },
    policies: [
      {
        sampler: 'tail_sampling',
        policy: 'errors',
        rule: 'keeps traces that have a span with status ERROR',
        matches: true,
      },
    ],
    resources: [{ 'service.name': 'shop' }, { 'service.name': 'stock' }],
    spans: [
      {
        ...{ id: '0101010101010101', service: 'shop', kind: 'server', offsetMs: 0, durationMs: 20, exported: true },
        attributes: { 'url.query': 'token=s3c…(16 characters)' },
      },
      { parent: '0101010101010101', service: 'stock', resource: 1, error: '', exported: false },
    ],
  });
});
