import { describe, expect, it } from 'vitest';
import { shopTraffic } from '../../../../../check/inputs/traffic/shop-traffic.ts';
import { seededRandom } from '../../../../../lib/random.ts';
import { traceIdRatio } from '../../../../../simulation/services/head-sampling.ts';
import { simulateRequests, hex } from './simulate-requests.ts';

describe('head sampling', () => {
  it('samples the traces of a lower ratio at every higher ratio', () => {
    const random = seededRandom(5);
    const ids = Array.from({ length: 10_000 }, () => Buffer.from(Array.from({ length: 16 }, () => random.int(256))));
    const tenth = ids.filter(traceIdRatio(0.1));
    expect(tenth.length).toBeGreaterThan(900);
    expect(tenth.length).toBeLessThan(1100);
    expect(tenth.every(traceIdRatio(0.2))).toBe(true);
    expect(ids.filter(traceIdRatio(0))).toHaveLength(0);
    expect(ids.filter(traceIdRatio(1))).toHaveLength(ids.length);
  });

  it('drops the spans of unsampled traces, but no log records, which have the flag', async () => {
    const { answers, spans, logFlags } = await simulateRequests(shopTraffic(), {
      requests: 40,
      sampled: traceIdRatio(0.5),
    });
    const sampled = answers.filter(({ groundTruth }) => groundTruth.sampled);
    expect(sampled.length).toBeGreaterThan(5);
    expect(sampled.length).toBeLessThan(35);
    const out = new Set(spans.map(({ traceId }) => traceId));
    expect([...out].sort()).toEqual(sampled.map(({ groundTruth }) => hex(groundTruth.traceId)).sort());
    expect(answers.every(({ groundTruth }) => groundTruth.spans > 4)).toBe(true);
    expect(new Set(logFlags)).toEqual(new Set([0, 1]));
  });
});

describe('inconsistent-sampling', () => {
  it('leaves out the spans of its service and of those behind it, and none of the services before', async () => {
    const fault = { service: 'order', name: 'inconsistent-sampling', parameters: { ratio: 0.5 } };
    const { answers, spans } = await simulateRequests(shopTraffic(), { requests: 60, fault, only: 'order' });
    const counts = answers.map(({ groundTruth }) => ({
      all: groundTruth.spans,
      exported: spans.filter(({ traceId }) => traceId === hex(groundTruth.traceId)).length,
      isSampled: traceIdRatio(0.5)(groundTruth.traceId),
    }));
    expect(counts.filter(({ isSampled }) => isSampled).length).toBeGreaterThan(10);
    expect(counts.filter(({ isSampled }) => !isSampled).length).toBeGreaterThan(10);
    // Server span, handler and client span of the gateway.
    for (const { all, exported, isSampled } of counts) expect(exported).toBe(isSampled ? all : 3);
  });

  it('exports parts of traces that the root did not sample', async () => {
    const fault = { service: 'order', name: 'inconsistent-sampling', parameters: { ratio: 1 } };
    const { answers, spans } = await simulateRequests(shopTraffic(), { requests: 5, fault, sampled: () => false });
    expect(answers.every(({ groundTruth }) => !groundTruth.sampled && groundTruth.isExported)).toBe(true);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(5);
  });
});
