import { Pool } from 'undici';
import { systemClock } from '../lib/clock.ts';
import { formatDuration } from '../lib/duration/format-duration.ts';
import { plural } from '../lib/format/number.ts';
import { readCounters, since } from '../scenarios/sampling/ledger/pipeline-counters.ts';
import { waitUntilDrained } from '../scenarios/sampling/ledger/wait-until-drained.ts';
import { CollectorClient } from '../stack/clients/collector.ts';
import type { Endpoints } from '../stack/components/endpoints.ts';
import type { Figure } from './figure.ts';
import { spansPerTrace, traceTemplate } from './spans.ts';

const tracesPerRequest = 100;
const connections = 2;
const warmUpSeconds = 8;
const timeoutMs = 120_000;
/** That of the benchmark's stack. */
export const benchPace = 20;

/**
 * Spans per second through the Collector with the sandbox's own configuration, as fast as it takes them over OTLP/HTTP,
 * and how many were lost: refused, failed, undecided, or kept and not delivered. The engine's code is compiled as it is
 * first used, so that the first seconds are not counted.
 */
export async function benchThroughput(
  { collector: endpoints }: Pick<Endpoints, 'collector'>,
  seconds: number,
): Promise<Figure[]> {
  const collector = new CollectorClient(endpoints.metrics);
  const before = readCounters(await collector.read());
  const warmUp = await send(endpoints.otlpHttp, warmUpSeconds);
  const measured = await send(endpoints.otlpHttp, seconds);

  const traces = (warmUp.requests + measured.requests) * tracesPerRequest;
  const settled = await waitUntilDrained({
    collector,
    before,
    traces,
    timeoutMs: timeoutMs,
    clock: systemClock,
    pace: benchPace,
  });
  const counters = since(before, settled.ok ? settled.value : readCounters(await collector.read()));
  const { receiver, sampler, exporter } = counters;
  const lost =
    traces * spansPerTrace -
    receiver.accepted + // accepted by HTTP, not by the pipeline
    (traces - sampler.sampled - sampler.notSampled) * spansPerTrace + // never decided
    (sampler.sampled * spansPerTrace - exporter.sent); // kept, and not delivered
  const spans = measured.requests * tracesPerRequest * spansPerTrace;
  return [
    {
      name: 'spans through the Collector',
      value: spans / measured.took,
      unit: '/s',
      goal: { value: 20_000, better: 'more' },
      note:
        `${plural(spans, 'span')} in ${formatDuration(measured.took * 1000)} over OTLP/HTTP after ` +
        `${warmUpSeconds}s of the same, ${plural(measured.refused, 'request')} refused`,
    },
    {
      name: 'spans lost',
      value: lost,
      unit: '',
      goal: { value: 0, better: 'less' },
      note: settled.ok
        ? `of ${traces * spansPerTrace}, by the counters of receiver, sampler and exporter; ${sampler.sampled} of ${traces} traces kept`
        : `not settled: ${settled.lastSeen}`,
    },
  ];
}

interface Sent {
  requests: number;
  refused: number;
  took: number;
}

async function send(url: string, seconds: number): Promise<Sent> {
  const pool = new Pool(url, { connections });
  const sent = { requests: 0, refused: 0 };
  const start = performance.now();
  const sender = async (): Promise<void> => {
    const template = traceTemplate(tracesPerRequest);
    while (performance.now() < start + seconds * 1000) {
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: '/v1/traces',
        headers: { 'content-type': 'application/x-protobuf' },
        body: template.next(),
      });
      await body.dump();
      if (statusCode === 200) sent.requests += 1;
      else sent.refused += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, sender));
  const took = (performance.now() - start) / 1000;
  await pool.destroy();
  return { ...sent, took };
}
