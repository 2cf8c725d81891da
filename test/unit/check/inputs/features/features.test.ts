import { describe, expect, test } from 'vitest';
import { featureIgnored } from '../../../../../check/findings/feature-ignored.ts';
import { findingsOf } from '../../../../../check/findings/definition.ts';
import type { Features } from '../../../../../check/inputs/features/feature-list.ts';
import { readFeatures } from '../../../../../check/inputs/features/features.ts';
import type { UserError } from '../../../../../lib/errors.ts';

const source = { file: 'sandbox.yaml', line: 7 };
const features = (text: string): Features => readFeatures([{ text }]);
const gates = (text: string): Features => readFeatures([], [{ text, source }]);
const errorOf = (read: () => unknown): UserError | undefined => {
  try {
    read();
  } catch (error) {
    return error as UserError;
  }
  return undefined;
};
const found = async (read: Features): Promise<unknown[]> =>
  (await findingsOf(featureIgnored, { features: read })).map(({ severity, subject, why }) => [severity, subject, why]);

describe('features of Prometheus', () => {
  test('are passed on, each once, and not reported', async () => {
    const read = readFeatures([
      { text: 'promql-experimental-functions,otlp-deltatocumulative' },
      { text: 'exemplar-storage' },
    ]);
    expect(read.enabled).toEqual(['promql-experimental-functions', 'otlp-deltatocumulative', 'exemplar-storage']);
    expect(await found(read)).toEqual([]);
  });

  test('without an effect are info, unknown ones a warning, as Prometheus starts with both', async () => {
    const read = features('native-histograms,zstd-scrape,promql-experimental-function');
    expect(read.enabled).toHaveLength(3);
    expect(await found(read)).toEqual([
      [
        'info',
        'native-histograms',
        'In Prometheus 3.15.1 it has none: set scrape_native_histograms in the scrape configuration.',
      ],
      ['info', 'zstd-scrape', 'It changes how scrapes are compressed, not what they contain.'],
      [
        'warning',
        'promql-experimental-function',
        'It logs "Unknown option for --enable-feature" and ignores it. The nearest name is promql-experimental-functions.',
      ],
    ]);
  });

  test.each([
    [
      'created-timestamp-zero-ingestion',
      /^The engine of a check cannot switch it on: with it a counter begins with a zero/,
    ],
    ['st-storage', /^The engine of a check cannot switch it on: samples are stored without the start/],
    ['use-start-timestamps', /^It has one only with st-storage/],
    ['openmetrics2', /nothing that a check scrapes offers that format\.$/],
  ])('that the engine cannot switch on are info, with what that changes: %s', async (name, why) => {
    expect(await found(features(name))).toEqual([['info', name, expect.stringMatching(why) as string]]);
  });

  test('that exclude each other are rejected with the message of Prometheus', () => {
    expect(errorOf(() => features('otlp-deltatocumulative,otlp-native-delta-ingestion'))).toMatchObject({
      message: 'cannot enable otlp-deltatocumulative and otlp-native-delta-ingestion features at the same time',
      exitCode: 2,
    });
  });
});

describe('gates of the Collector', () => {
  test('are passed on with their sign, and not reported', async () => {
    const read = gates('connector.spanmetrics.legacyMetricNames,+telemetry.newPipelineTelemetry,-ottl.set.allowNil');
    expect(read.gates).toEqual([
      'connector.spanmetrics.legacyMetricNames',
      'telemetry.newPipelineTelemetry',
      '-ottl.set.allowNil',
    ]);
    expect(await found(read)).toEqual([]);
  });

  test.each([
    ['no.such.gate', 'no such feature gate "no.such.gate"'],
    [
      'processor.tailsamplingprocessor.recordpolic',
      'no such feature gate "processor.tailsamplingprocessor.recordpolic"',
    ],
    ['receiver.nosuchreceiver.gate', 'no such feature gate "receiver.nosuchreceiver.gate"'],
    ['ottl.set.allowNil,,', 'empty feature gate identifier at index 1'],
    ['-ottl.PanicDuplicateName', 'feature gate "ottl.PanicDuplicateName" is stable, can not be disabled'],
    [
      'connector.servicegraph.legacyLatencyUnitMs',
      'feature gate "connector.servicegraph.legacyLatencyUnitMs" is deprecated, can not be enabled',
    ],
  ])('%s is rejected with the message of the Collector at its line', (text, message) => {
    expect(errorOf(() => gates(text))).toMatchObject({ message: `sandbox.yaml:7: ${message}`, exitCode: 2 });
  });

  test('of the command line are rejected with the name of the option, and the nearest gate', () => {
    const error = errorOf(() => readFeatures([], [{ text: 'telemetry.newPipelineTelemetri' }]));
    expect(error?.message).toBe('--feature-gates: no such feature gate "telemetry.newPipelineTelemetri"');
    expect(error?.hint).toMatch(/Did you mean telemetry\.newPipelineTelemetry\?/);
  });

  test('without an effect are not passed on and reported as info', async () => {
    const read = gates(
      'receiver.kubeletstats.enableCPUUsageMetrics,k8sattr.labelsAnnotationsSingular.allow,ottl.PanicDuplicateName,-processor.tailsamplingprocessor.recordpolicy',
    );
    expect(read.gates).toEqual([]);
    expect(await found(read)).toEqual([
      [
        'info',
        'receiver.kubeletstats.enableCPUUsageMetrics',
        'It is a gate of the kubelet_stats receiver that the engine does not have.',
      ],
      [
        'info',
        'k8sattr.labelsAnnotationsSingular.allow',
        'It is a gate of the k8s_attributes processor that the engine does not have.',
      ],
      ['info', 'ottl.PanicDuplicateName', 'It is stable and already enabled, and a later release rejects it.'],
      [
        'info',
        'processor.tailsamplingprocessor.recordpolicy',
        'A check reads from the spans which policy sampled them.',
      ],
    ]);
  });
});
