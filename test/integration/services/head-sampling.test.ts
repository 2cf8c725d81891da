import { ROOT_CONTEXT } from '@opentelemetry/api';
import { SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ResponseTrace, traceOf as responseTrace } from '../../../scenarios/load/response-headers.ts';
import { headSamplingVariables } from '../../../stack/services/head-sampling.ts';
import { allServices, eventually, placeOrder, startShop, traceOf, type Shop } from './shop.ts';

const share = 0.3;
let shop: Shop;
beforeAll(async () => (shop = await startShop({ variables: headSamplingVariables(share) })));
afterAll(() => shop.stop());

test('the flag in traceresponse is the decision of the SDK, all services follow it, and metrics and logs do not', async () => {
  const traces: ResponseTrace[] = [];
  for (let i = 0; i < 60; i += 1) {
    const trace = responseTrace((await placeOrder(shop)).headers.get('traceresponse') ?? undefined);
    if (!trace) throw new Error('an order was answered without traceresponse');
    traces.push(trace);
  }
  const sampler = new TraceIdRatioBasedSampler(share);
  const decides = (id: string): boolean =>
    sampler.shouldSample(ROOT_CONTEXT, id).decision === SamplingDecision.RECORD_AND_SAMPLED;
  expect(traces.map(({ sampled }) => sampled)).toEqual(traces.map(({ traceId }) => decides(traceId)));
  const sampled = traces.filter((trace) => trace.sampled === true);
  expect(sampled.length).toBeGreaterThan(2);
  expect(sampled.length).toBeLessThan(50);

  for (const { traceId } of sampled) await traceOf(shop, traceId, allServices);
  const arrived = new Set(shop.sink.spans.map(({ traceId }) => traceId));
  expect([...arrived].sort()).toEqual(sampled.map(({ traceId }) => traceId).sort());
  await eventually('log records of every trace', () => {
    const logged = new Set(shop.sink.logs.map(({ traceId }) => traceId));
    return traces.every(({ traceId }) => logged.has(traceId)) ? true : undefined;
  });
});
