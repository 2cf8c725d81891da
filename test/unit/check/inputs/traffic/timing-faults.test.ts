import { describe, expect, it } from 'vitest';
import { shopTraffic } from '../../../../../check/inputs/traffic/shop-traffic.ts';
import { simulateRequests, type SimulatedSpan } from './simulate-requests.ts';

describe('slow-queries', () => {
  it('makes the spans of queries longer, and is a cause of the latency', async () => {
    const durations = async (ms: number): Promise<number[]> => {
      const fault = { service: 'order', name: 'slow-queries', parameters: { ms } };
      const { answers, spans } = await simulateRequests(shopTraffic(), { requests: 10, fault });
      expect(answers[0]?.groundTruth.injectedFaults.length).toBe(ms > 0 ? 1 : 0);
      const isQuery = ({ name, kind }: SimulatedSpan): boolean => kind === 3 && /SELECT|INSERT|UPDATE/.test(name);
      expect(spans.filter(isQuery).length).toBeGreaterThan(5);
      return spans.filter(isQuery).map((span) => (span.endTimeUnixNano - span.startTimeUnixNano) / 1e6);
    };
    expect(Math.min(...(await durations(400)))).toBeGreaterThanOrEqual(400);
    expect(Math.max(...(await durations(0)))).toBeLessThan(400);
  });
});

describe('clock-skew', () => {
  it('shifts the spans of its service, before their parents', async () => {
    const lag = async (offsetMs: number): Promise<number> => {
      const fault = { service: 'order', name: 'clock-skew', parameters: { offsetMs } };
      const { answers, spans } = await simulateRequests(shopTraffic(), { requests: 1, fault });
      expect(answers[0]?.groundTruth.injectedFaults.map((one) => one.fault)).toEqual(offsetMs ? ['clock-skew'] : []);
      const servers = spans.filter(({ kind }) => kind === 2).map(({ startTimeUnixNano }) => startTimeUnixNano / 1e6);
      return Math.min(...servers) - Math.max(...servers);
    };
    expect(await lag(-60_000)).toBeLessThan(-59_000);
    expect(await lag(0)).toBeGreaterThan(-1000);
  });
});
