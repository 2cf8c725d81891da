import { describe, expect, it } from 'vitest';
import { classOfTrace } from '../../../../../check/run/traces/class-of-trace.ts';
import { parseTraffic } from '../../../../../check/inputs/traffic/read-traffic.ts';
import { shopTraffic } from '../../../../../check/inputs/traffic/shop-traffic.ts';
import { newGroundTruth } from '../../../../../simulation/services/ground-truth.ts';
import { simulateRequests, hex } from './simulate-requests.ts';

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
    const { answers, spans } = await simulateRequests(chain, { requests: 3 });
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
    const [failed] = (await simulateRequests(chain, { requests: 1, fault: failing })).answers;
    expect(failed?.groundTruth).toMatchObject({
      status: 502,
      hasServerError: true,
      injectedFaults: [{ service: 'b', fault: 'error-rate' }],
    });
    const [late] = (await simulateRequests(chain, { requests: 1, fault: { service: 'b', name: 'no-answer' } })).answers;
    expect(late?.groundTruth).toMatchObject({
      status: 504,
      spans: 2,
      injectedFaults: [{ service: 'b', fault: 'no-answer' }],
    });
    expect(late?.ms).toBeGreaterThan(2000);
    const [refused] = (await simulateRequests(chain, { requests: 1, fault: { service: 'b', name: 'down' } })).answers;
    expect(refused?.groundTruth.status).toBe(503);
    const [silent] = (await simulateRequests(chain, { requests: 1, fault: { service: 'a', name: 'down' } })).answers;
    expect(silent?.groundTruth).toMatchObject({ status: 503, spans: 0 });
  });

  it('is of no error where a service only rejects a request', async () => {
    const rejecting = { service: 'a', name: 'rejection', parameters: { routes: ['GET /'], status: 403 } };
    const { answers, spans } = await simulateRequests(chain, { requests: 1, fault: rejecting });
    expect(answers[0]?.groundTruth).toMatchObject({
      status: 403,
      hasServerError: false,
      injectedFaults: [{ service: 'a', fault: 'rejection' }],
    });
    expect(spans.map(({ status }) => status?.code ?? 0)).toEqual([0]);
  });

  it('includes the traces that a lost context causes', async () => {
    const { answers, spans } = await simulateRequests(chain, {
      requests: 1,
      fault: { service: 'a', name: 'lost-context' },
    });
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
    const { spans } = await simulateRequests(failing, { requests: 1 });
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
    const { answers } = await simulateRequests(shopTraffic(), { requests: 10 });
    const classes = answers.map(({ groundTruth }, index) => {
      const of = shopTraffic().requests[index % shopTraffic().requests.length];
      return classOfTrace(groundTruth, of ?? normal, shopTraffic());
    });
    expect(classes.slice(0, 5)).toEqual(['normal', 'normal', 'payment', 'normal', 'client-error']);
  });
});
