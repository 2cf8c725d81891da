import { describe, expect, it } from 'vitest';
import { classOfTrace } from '../../../../../check/run/class-of-trace.ts';
import { parseTraffic } from '../../../../../check/inputs/traffic/read-traffic.ts';
import { trafficOfScenario } from '../../../../../check/inputs/traffic/scenario-traffic.ts';
import { shopTraffic } from '../../../../../check/inputs/traffic/shop-traffic.ts';
import { seededRandom } from '../../../../../lib/random.ts';
import { catalog } from '../../../../../scenarios/catalog/index.ts';
import { newGroundTruth } from '../../../../../simulation/services/ground-truth.ts';
import { traceIdRatio } from '../../../../../simulation/services/head-sampling.ts';
import { type SimulatedRequest, ModelSystem } from '../../../../../simulation/services/model-system.ts';
import { decodeMessage } from '../../../../../lib/otlp/codec/decode-message.ts';
import { exportLogsRequest, exportTraceRequest } from '../../../../../lib/otlp/codec/schema.ts';
import { VirtualTime } from '../../../../../simulation/clock/virtual-time.ts';
import type { Traffic } from '../../../../../check/inputs/traffic/traffic.ts';

interface Span {
  /** In hex. */
  traceId: string;
  name: string;
  kind: number;
  status?: { code?: number };
  startTimeUnixNano: number;
  endTimeUnixNano: number;
}

const hex = (bytes: Buffer): string => bytes.toString('hex');

/** Simulates requests of a traffic, one every 100ms; returns the ground truth and the exported telemetry. */
async function simulate(
  traffic: Traffic,
  options: {
    requests: number;
    sampled?: (traceId: Buffer) => boolean;
    fault?: { service: string; name: string; parameters?: Record<string, unknown> };
    only?: string;
  },
): Promise<{ answers: SimulatedRequest[]; spans: Span[]; logFlags: number[] }> {
  const time = new VirtualTime(Date.UTC(2026, 0, 1) / 1000);
  const answers: SimulatedRequest[] = [];
  const spans: Span[] = [];
  const logFlags: number[] = [];
  await time.run(async () => {
    const system = new ModelSystem({
      model: traffic.system,
      time,
      random: seededRandom(3),
      send: () => (signal, body) => {
        if (signal === 'traces') {
          const message = decodeMessage<{
            resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
          }>(exportTraceRequest, Buffer.from(body));
          for (const { scopeSpans } of message.resourceSpans)
            for (const scope of scopeSpans) spans.push(...scope.spans);
        }
        if (signal === 'logs') {
          const message = decodeMessage<{
            resourceLogs: { scopeLogs: { logRecords: { flags?: number }[] }[] }[];
          }>(exportLogsRequest, Buffer.from(body));
          for (const { scopeLogs } of message.resourceLogs) {
            for (const { logRecords } of scopeLogs) logFlags.push(...logRecords.map(({ flags = 0 }) => flags));
          }
        }
        return Promise.resolve({ status: 200 });
      },
      intervals: { batches: 5000, metrics: 15_000 },
      ...(options.sampled ? { sampled: options.sampled } : {}),
    });
    const { fault } = options;
    if (fault) await system.faults(fault.service).enable(fault.name, fault.parameters ?? {});
    const kinds = traffic.requests.filter(({ name }) => options.only === undefined || name === options.only);
    for (let index = 0; index < options.requests; index += 1) {
      const kind = kinds[index % kinds.length];
      if (!kind) throw new Error('no such kind of request');
      const { service, method, route, path } = kind;
      const incoming = { method, route, path, query: '', userAgent: 'test', caller: undefined, at: time.exactNow() };
      answers.push(system.request(service, incoming, {}));
      await time.sleep(100);
    }
    await time.sleep(120_000);
    await system.stop();
  });
  return { answers, spans, logFlags };
}

const chain = parseTraffic(
  `
services:
  a:
    timeout: 2s
    routes:
      GET /:
        - together: [{ call: b GET / }, { wait: 300ms }]
        - send: jobs
  b: { routes: { GET /: [{ query: SELECT 1 }] } }
  c: { consumes: { jobs: [{ wait: 45s }] } }
`,
  'chain.yaml',
);

describe('groundTruth', () => {
  it('counts the spans of a trace of all services, until the end of the last', async () => {
    const { answers, spans } = await simulate(chain, { requests: 3 });
    for (const { groundTruth } of answers) {
      expect(spans.filter(({ traceId }) => traceId === hex(groundTruth.traceId))).toHaveLength(groundTruth.spans);
      expect(groundTruth).toMatchObject({ status: 200, spans: 6, hasServerError: false, injectedFaults: [] });
      // Concurrent steps take as long as the longest one; the message is processed after the response.
      expect(groundTruth.end - groundTruth.start).toBeGreaterThan(45_000);
      expect(groundTruth.end - groundTruth.start).toBeLessThan(46_000);
    }
    expect(answers[0]?.ms).toBeGreaterThan(300);
    expect(answers[0]?.ms).toBeLessThan(400);
  });

  it('records the injected faults, and the response that they cause', async () => {
    const failing = { service: 'b', name: 'error-rate', parameters: { rate: 1, status: 503 } };
    const [failed] = (await simulate(chain, { requests: 1, fault: failing })).answers;
    expect(failed?.groundTruth).toMatchObject({
      status: 502,
      hasServerError: true,
      injectedFaults: [{ service: 'b', fault: 'error-rate' }],
    });
    const [late] = (await simulate(chain, { requests: 1, fault: { service: 'b', name: 'no-answer' } })).answers;
    expect(late?.groundTruth).toMatchObject({
      status: 504,
      spans: 2,
      injectedFaults: [{ service: 'b', fault: 'no-answer' }],
    });
    expect(late?.ms).toBeGreaterThan(2000);
    const [refused] = (await simulate(chain, { requests: 1, fault: { service: 'b', name: 'down' } })).answers;
    expect(refused?.groundTruth.status).toBe(503);
    const [silent] = (await simulate(chain, { requests: 1, fault: { service: 'a', name: 'down' } })).answers;
    expect(silent?.groundTruth).toMatchObject({ status: 503, spans: 0 });
  });

  it('includes the traces that a lost context causes', async () => {
    const { answers, spans } = await simulate(chain, { requests: 1, fault: { service: 'a', name: 'lost-context' } });
    const traces = [...(answers[0] ? [answers[0].groundTruth, ...answers[0].splitOff] : [])];
    expect(traces.map((trace) => trace.spans)).toEqual([3, 2, 1]);
    for (const { traceId, spans: count } of traces) {
      expect(spans.filter((span) => span.traceId === hex(traceId))).toHaveLength(count);
    }
  });

  it('sets the status ERROR as SDKs do: for server spans from 500 on, for client spans from 400 on', async () => {
    const failing = parseTraffic(
      'services: { a: { routes: { GET /: [{ call: b GET / }] } }, b: { routes: { GET /: [{ fail: 404 }] } } }',
      'a.yaml',
    );
    const { spans } = await simulate(failing, { requests: 1 });
    expect(spans.map(({ kind, status }) => [kind, status?.code ?? 0]).sort()).toEqual([
      [2, 0],
      [2, 0],
      [3, 2],
    ]);
  });
});

describe('classes', () => {
  const payment = { class: 'payment' };
  const normal = { class: 'normal' };

  it.each([
    ['error', payment, { status: 502, end: 5000 }],
    ['error', payment, { hasServerError: true }],
    ['slow', payment, { end: 1001, status: 404 }],
    ['client-error', payment, { status: 404, end: 1000 }],
    ['payment', payment, {}],
    ['normal', normal, {}],
  ] as const)('%s', (name, kind, over) => {
    const groundTruth = {
      ...newGroundTruth(Buffer.alloc(16), true),
      status: 200,
      spans: 3,
      start: 0,
      end: 100,
      ...over,
    };
    expect(classOfTrace(groundTruth, kind, { slowMs: 1000 })).toBe(name);
  });

  it('of the shop without a fault are all but error and slow', async () => {
    const { answers } = await simulate(shopTraffic(), { requests: 10 });
    const classes = answers.map(({ groundTruth }, index) => {
      const of = shopTraffic().requests[index % shopTraffic().requests.length];
      return classOfTrace(groundTruth, of ?? normal, shopTraffic());
    });
    expect(classes.slice(0, 5)).toEqual(['normal', 'normal', 'payment', 'normal', 'client-error']);
  });
});

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
    const { answers, spans, logFlags } = await simulate(shopTraffic(), { requests: 40, sampled: traceIdRatio(0.5) });
    const sampled = answers.filter(({ groundTruth }) => groundTruth.sampled);
    expect(sampled.length).toBeGreaterThan(5);
    expect(sampled.length).toBeLessThan(35);
    const out = new Set(spans.map(({ traceId }) => traceId));
    expect([...out].sort()).toEqual(sampled.map(({ groundTruth }) => hex(groundTruth.traceId)).sort());
    expect(answers.every(({ groundTruth }) => groundTruth.spans > 4)).toBe(true);
    expect(new Set(logFlags)).toEqual(new Set([0, 1]));
  });
});

describe('slow-queries', () => {
  it('makes the spans of queries longer, and is a cause of the latency', async () => {
    const durations = async (ms: number): Promise<number[]> => {
      const fault = { service: 'order', name: 'slow-queries', parameters: { ms } };
      const { answers, spans } = await simulate(shopTraffic(), { requests: 10, fault });
      expect(answers[0]?.groundTruth.injectedFaults.length).toBe(ms > 0 ? 1 : 0);
      const isQuery = ({ name, kind }: Span): boolean => kind === 3 && /SELECT|INSERT|UPDATE/.test(name);
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
      const { answers, spans } = await simulate(shopTraffic(), { requests: 1, fault });
      expect(answers[0]?.groundTruth.injectedFaults.map((one) => one.fault)).toEqual(offsetMs ? ['clock-skew'] : []);
      const servers = spans.filter(({ kind }) => kind === 2).map(({ startTimeUnixNano }) => startTimeUnixNano / 1e6);
      return Math.min(...servers) - Math.max(...servers);
    };
    expect(await lag(-60_000)).toBeLessThan(-59_000);
    expect(await lag(0)).toBeGreaterThan(-1000);
  });
});

describe('inconsistent-sampling', () => {
  it('leaves out the spans of its service and of those behind it, and none of the services before', async () => {
    const fault = { service: 'order', name: 'inconsistent-sampling', parameters: { ratio: 0.5 } };
    const { answers, spans } = await simulate(shopTraffic(), { requests: 60, fault, only: 'order' });
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
    const { answers, spans } = await simulate(shopTraffic(), { requests: 5, fault, sampled: () => false });
    expect(answers.every(({ groundTruth }) => !groundTruth.sampled && groundTruth.isExported)).toBe(true);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(5);
  });
});

describe('traffic of a scenario', () => {
  it('has its load and its faults, with production timing', () => {
    const scenario = catalog.find(({ name }) => name === 'error-burst');
    if (!scenario) throw new Error('no such scenario');
    const traffic = trafficOfScenario(scenario);
    expect(traffic).toMatchObject({ name: 'error-burst', arrivalsPerSecond: 30 });
    expect(traffic.faultSchedule).toMatchObject([{ forMs: 240_000, recoveryMs: 600_000 }]);
    expect(traffic.faultSchedule[0]?.faults.map(({ label }) => label)).toEqual([
      'error-rate at payment',
      'error-rate at order',
    ]);
    expect(JSON.stringify(traffic.faultSchedule)).not.toContain('$seed');
  });

  it('has a spike of its load', () => {
    const scenario = catalog.find(({ name }) => name === 'load-spike');
    if (!scenario) throw new Error('no such scenario');
    const fault = { label: 'load-spike', fault: 'load-spike', service: 'load', parameters: { factor: 5 } };
    expect(trafficOfScenario(scenario).faultSchedule).toMatchObject([{ faults: [fault], forMs: 240_000 }]);
  });

  it.each(['backend-outage', 'collector-overload'])('%s has faults of components, and is rejected', (name) => {
    const scenario = catalog.find((one) => one.name === name);
    if (!scenario) throw new Error('no such scenario');
    expect(() => trafficOfScenario(scenario)).toThrow(/cannot be simulated with your configuration: its fault/);
  });

  it('has the secrets of its faults', () => {
    const scenario = catalog.find(({ name }) => name === 'secret-leak');
    if (!scenario) throw new Error('no such scenario');
    const parameters = trafficOfScenario(scenario).faultSchedule[0]?.faults[0]?.parameters;
    expect(parameters?.token).toMatch(/^\w{28}$/);
    expect(parameters?.password).toMatch(/^\w{28}$/);
  });
});
