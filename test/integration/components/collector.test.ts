import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../../../lib/wait.ts';
import { CollectorClient, type CollectorMetrics } from '../../../stack/clients/collector.ts';
import { startComponent, type StartedComponent } from '../../docker/component-container.ts';
import { dockerOrReason, titled } from '../../docker/docker-or-reason.ts';
import { sendLine, sendSpan } from '../../docker/otlp.ts';

const { reason } = await dockerOrReason(['otel-collector']);

describe.skipIf(reason)(titled('the Collector alone', reason), () => {
  let collector: StartedComponent;
  beforeAll(async () => {
    const ready = { port: 13133, path: '/' };
    collector = await startComponent('otel-collector', { ports: [4318, 8888, 13133], ready });
  });
  afterAll(() => collector.stop());

  async function reads(what: string, holds: (metrics: CollectorMetrics) => boolean): Promise<void> {
    const client = new CollectorClient(collector.url(8888));
    const waited = await waitUntil(
      async () => (holds(await client.read()) ? { done: true, value: true } : { done: false, seen: `not ${what}` }),
      { timeoutMs: 45_000, intervalMs: 250 },
    );
    expect(waited.ok ? what : waited.lastSeen).toBe(what);
  }

  it('accepts spans and log records, decides on the trace, and queues what cannot be sent', async () => {
    await sendSpan(collector.url(4318), 'shop');
    await sendLine(collector.url(4318), 'shop', 'no more things');
    await reads(
      'accepted',
      (metrics) => metrics.sum('receiver_accepted_spans') === 1 && metrics.sum('receiver_accepted_log_records') === 1,
    );
    await reads(
      'sampled as an error',
      (metrics) =>
        metrics.sum('processor_tail_sampling_count_traces_sampled', { policy: 'errors', sampled: 'true' }) === 1,
    );
    await reads('queued for Jaeger and for Loki', (metrics) =>
      ['otlp_http/jaeger', 'otlp_http/loki'].every((exporter) => metrics.sum('exporter_queue_size', { exporter }) > 0),
    );
  });
});
