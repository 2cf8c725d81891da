import { expect, test } from 'vitest';
import { adapt } from './adapt.ts';

const withPipelines = (processors: string, exporter: string, pipelines: string): number | undefined =>
  adapt(`
receivers: { otlp: { protocols: { http: {} } } }
processors: ${processors}
connectors: { forward: {} }
exporters: { otlp_http: ${exporter} }
service: { pipelines: ${pipelines} }
`).batchingMs;

test.each([
  ['a batch with its default', '{ batch: {} }', '{}', '[batch]', 200],
  ['no batch', '{ batch: { timeout: 10s } }', '{}', '[]', 0],
  ['batches in a row', '{ batch: { timeout: 10s }, batch/2: { timeout: 3s } }', '{}', '[batch, batch/2]', 13_000],
  ['a batch of an exporter', '{}', '{ sending_queue: { batch: { flush_timeout: 20s } } }', '[]', 20_000],
])('%s', (_, processors, exporter, used, expected) => {
  const pipeline = `{ receivers: [otlp], processors: ${used}, exporters: [otlp_http] }`;
  expect(withPipelines(processors, exporter, `{ traces: ${pipeline} }`)).toBe(expected);
});

test('counts a batch in each pipeline that a connector joins, and none of other signals', () => {
  const batch = '{ batch: { timeout: 10s } }';
  const pipelines = `{
    traces: { receivers: [otlp], processors: [batch], exporters: [forward] },
    traces/2: { receivers: [forward], processors: [batch], exporters: [otlp_http] },
    logs: { receivers: [otlp], processors: [batch], exporters: [otlp_http] } }`;
  expect(withPipelines(batch, '{}', pipelines)).toBe(20_000);
});
