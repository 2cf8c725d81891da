import { expect, test } from 'vitest';
import type { Leak } from '../../../../check/run/observations.ts';
import { findingsOf } from '../../../../check/findings/definition.ts';
import { secretLeaked } from '../../../../check/findings/secret-leaked.ts';
import { LeakSearch } from '../../../../check/analysis/secrets/leak-search.ts';
import { searchMetrics } from '../../../../check/analysis/secrets/search-metrics.ts';
import { knownSecret } from '../../../../check/analysis/secrets/secret-pattern.ts';
import type { PrometheusApi } from '../../../../stack/clients/clients.ts';
import { collectorOf, observed } from './example-inputs.ts';

const policies = '{name: some, type: probabilistic, probabilistic: {sampling_percentage: 5}}';
const leak = (place: string, count: number): Leak => ({
  pattern: 'planted token',
  exporter: 'otlp_http',
  signal: 'traces',
  place,
  count,
  example: 'token=abc…(28 characters)',
});
const leaks = [leak('span attribute url.query', 3), leak('span attribute url.full', 9)];

test('an exported secret is reported once for each exporter, with places and counts', async () => {
  const [finding, ...others] = await findingsOf(secretLeaked, {
    collector: collectorOf({ policies }),
    observations: observed([], '', { leaks }),
  });
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    kind: 'secret-leaked',
    severity: 'error',
    subject: 'planted token',
    message:
      'planted token was exported by otlp_http in traces, 12 times: span attribute url.full (9), span attribute url.query (3)',
    why: 'No processor in front of this exporter redacts anything.',
    source: { file: 'collector.yaml', line: 9 },
  });
  expect(finding?.evidence).toHaveLength(2);
});

test('the processor that should redact it is reported with its line and attributes', async () => {
  const collector = collectorOf({
    policies,
    processors: 'attributes/pii: {actions: [{key: http.url, action: delete}]}\nbatch: {}',
    before: 'batch, attributes/pii,',
  });
  const [finding] = await findingsOf(secretLeaked, { collector: collector, observations: observed([], '', { leaks }) });
  expect(finding?.why).toBe(
    'attributes/pii does not redact it in span attribute url.query and span attribute url.full. It names http.url.',
  );
  expect(finding?.source).toEqual({ file: 'collector.yaml', line: 4 });
});

test('what an exporter writes into Prometheus by itself is searched there', async () => {
  const window = { start: 0, end: 1 };
  const labels: Record<string, string[]> = { job: ['shop'], url: ['/?token=abcdefghijkl', '/'] };
  const prometheus = {
    labelNames: () => Promise.resolve(Object.keys(labels)),
    labelValues: (label: string) => Promise.resolve(labels[label] ?? []),
  } as unknown as PrometheusApi;
  const search = new LeakSearch([knownSecret('token', 'abcdefghijkl')]);
  const [captured] = collectorOf({ policies }).exporters;
  if (!captured) throw new Error('there is no way out');
  await searchMetrics(search, prometheus, [captured], window);
  expect(search.leaks).toEqual([]);
  await searchMetrics(search, prometheus, [captured, { ...captured, id: 'prometheus', how: 'scraped' }], window);
  expect(search.leaks).toMatchObject([
    { exporter: 'prometheus', signal: 'metrics', place: 'metric label url', count: 1 },
  ]);
});
