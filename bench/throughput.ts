import { Pool } from 'undici';
import { systemClock } from '../lib/clock.ts';
import { readCounters, since } from '../scenarios/ledger/pipeline-counters.ts';
import { untilSettled } from '../scenarios/ledger/settle.ts';
import { CollectorClient } from '../stack/clients/collector.ts';
import type { Figure } from './figure.ts';
import { spansPerTrace, traceTemplate } from './spans.ts';
import type { StackProcess } from './stack-process.ts';

const tracesPerRequest = 100;
const connections = 2;
const giveUpMs = 120_000;

/**
 * Spans per second through the Collector with the sandbox's own configuration, as fast as it takes them over OTLP/HTTP, and how many
 * were lost: refused, failed, undecided, or kept and not delivered.
 */
export async function benchThroughput(stack: StackProcess, seconds: number): Promise<Figure[]> {
  const collector = new CollectorClient(stack.endpoints.collector.metrics);
  const before = readCounters(await collector.read());
  const pool = new Pool(stack.endpoints.collector.otlpHttp, { connections });
  const end = performance.now() + seconds * 1000;
  let requests = 0;
  let refused = 0;
  const send = async (): Promise<void> => {
    const template = traceTemplate(tracesPerRequest);
    while (performance.now() < end) {
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: '/v1/traces',
        headers: { 'content-type': 'application/x-protobuf' },
        body: template.next(),
      });
      await body.dump();
      if (statusCode === 200) requests += 1;
      else refused += 1;
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: connections }, send));
  const took = (performance.now() - start) / 1000;
  await pool.destroy();

  const traces = requests * tracesPerRequest;
  const settled = await untilSettled({ collector, before, traces, timeoutMs: giveUpMs, clock: systemClock });
  const { receiver, sampler, exporter } = since(
    before,
    settled.ok ? settled.value : readCounters(await collector.read()),
  );
  const lost =
    traces * spansPerTrace -
    receiver.accepted + // accepted by HTTP, not by the pipeline
    (traces - sampler.sampled - sampler.notSampled) * spansPerTrace + // never decided
    sampler.sampled * spansPerTrace -
    exporter.sent; // kept, and not delivered
  return [
    {
      name: 'spans through the Collector',
      value: (traces * spansPerTrace) / took,
      unit: '/s',
      goal: { value: 20_000, better: 'more' },
      note: `${traces * spansPerTrace} spans in ${took.toFixed(1)} s over OTLP/HTTP, ${refused} requests refused, ${sampler.sampled} of ${traces} traces kept`,
    },
    {
      name: 'spans lost',
      value: lost,
      unit: '',
      goal: { value: 0, better: 'less' },
      note: settled.ok ? 'by the counters of receiver, sampler and exporter' : `not settled: ${settled.lastSeen}`,
    },
  ];
}
