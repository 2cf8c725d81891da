import { expect, test } from 'vitest';
import { sampledSpanMetrics } from '../../../../check/analysis/sampling/sampled-span-metrics.ts';
import { processorsAfter, processorsBefore } from '../../../../check/analysis/sampling/trace-path.ts';
import { adaptCollector } from '../../../../check/inputs/collector/adapt-collector.ts';
import type { AdaptedCollector } from '../../../../check/inputs/collector/adapted-collector.ts';

const withTraces = (...pipelines: string[]): AdaptedCollector =>
  adaptCollector({
    files: ['c.yaml'],
    env: {},
    readFile: () => `receivers: {otlp: {protocols: {http: {}}}}
processors:
  batch: {}
  tail_sampling: {policies: [{name: some, type: probabilistic, probabilistic: {sampling_percentage: 5}}]}
connectors: {spanmetrics: {}, forward: {}}
exporters: {otlp: {endpoint: a}}
service:
  pipelines:
    ${pipelines.join('\n    ')}
    metrics: {receivers: [spanmetrics], exporters: [otlp]}
`,
  });

test('an exporter does not lead to the receiver of the same name', () => {
  const collector = withTraces(
    'traces: {receivers: [otlp], processors: [batch], exporters: [spanmetrics]}',
    'traces/sampled: {receivers: [otlp], processors: [tail_sampling], exporters: [otlp]}',
  );
  expect(sampledSpanMetrics(collector)).toEqual([]);
  expect(processorsBefore(collector, 'tail_sampling')).toEqual([]);
  expect(processorsAfter(collector, 'tail_sampling')).toEqual(['batch']);
});

test('a connector leads from one pipeline to another', () => {
  const collector = withTraces(
    'traces: {receivers: [otlp], processors: [tail_sampling], exporters: [forward]}',
    'traces/kept: {receivers: [forward], processors: [batch], exporters: [spanmetrics, otlp]}',
  );
  expect(sampledSpanMetrics(collector)).toMatchObject([{ connector: 'spanmetrics', pipeline: 'traces/kept' }]);
  const before = withTraces(
    'traces: {receivers: [otlp], processors: [batch], exporters: [forward]}',
    'traces/kept: {receivers: [forward], processors: [tail_sampling], exporters: [otlp]}',
  );
  expect(processorsBefore(before, 'tail_sampling')).toEqual(['batch']);
});
