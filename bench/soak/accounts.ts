import { waitUntil } from '../../lib/wait.ts';
import { systemClock } from '../../lib/clock.ts';
import { type PipelineCounters, readCounters, since } from '../../scenarios/sampling/ledger/pipeline-counters.ts';
import { waitUntilDrained } from '../../scenarios/sampling/ledger/wait-until-drained.ts';
import { CollectorClient, CollectorMetrics } from '../../stack/clients/collector.ts';
import { parsePrometheusText } from '../../stack/clients/prometheus-text.ts';
import type { Endpoints } from '../../stack/components/endpoints.ts';
import type { Figure } from '../figure.ts';
import { spansPerTrace } from '../spans.ts';
import type { SentItems } from './pressure.ts';

const timeoutMs = 300_000;
/** That of the benchmark's stack. */
const benchPace = 20;

/** The counters of all that takes part, at one moment. */
export interface Reading {
  pipeline: PipelineCounters;
  traces: StoreCounters;
  logs: StoreCounters;
}

/** Spans or log records. */
interface StoreCounters {
  stored: number;
  received: number;
  duplicate: number;
  rejected: number;
  evicted: number;
}

export async function readAll(endpoints: Endpoints): Promise<Reading> {
  const pipeline = readCounters(await new CollectorClient(endpoints.collector.metrics).read());
  return { pipeline, ...(await readStores(endpoints)) };
}

/** The counters of the stores alone, which answer even while the Collector is busy. */
export async function readStores({ jaeger, loki }: Endpoints): Promise<Pick<Reading, 'traces' | 'logs'>> {
  const [traces, logs] = await Promise.all([readStore(jaeger, 'traces', 'spans'), readStore(loki, 'logs', 'records')]);
  return { traces, logs };
}

async function readStore(url: string, subsystem: string, items: string): Promise<StoreCounters> {
  const metrics = new CollectorMetrics(parsePrometheusText(await (await fetch(`${url}/metrics`)).text()));
  const of = (name: string): number => metrics.sum(`sandbox_${subsystem}_${name}`);
  return {
    stored: of(items),
    received: of(`received_${items}`),
    duplicate: of(`duplicate_${items}`),
    rejected: of(`rejected_${items}`),
    evicted: of(`evicted_${items}`),
  };
}

/** Waits until what was accepted has reached the stores, or was counted as lost. */
export async function settle(endpoints: Endpoints, before: Reading, spans: SentItems): Promise<Reading> {
  const collector = new CollectorClient(endpoints.collector.metrics);
  const traces = spans.accepted / spansPerTrace;
  await waitUntilDrained({
    collector,
    before: before.pipeline,
    traces,
    timeoutMs,
    clock: systemClock,
    pace: benchPace,
  });
  await waitUntil(
    async () => {
      const { accepted, sent, failed } = readCounters(await collector.read()).logs;
      return sent + failed >= accepted
        ? { done: true, value: true }
        : { done: false, seen: `${accepted - sent - failed} log records` };
    },
    { timeoutMs },
  );
  return await readAll(endpoints);
}

/**
 * What happened to the spans and log records that were sent. What no counter has is unaccounted: the difference between
 * what leaves one component and what the next one has received, and between what a store has received and what it did with it.
 */
export function accountFor(sent: { spans: SentItems; records: SentItems }, before: Reading, after: Reading): Figure[] {
  const { receiver, sampler, exporter, logs } = since(before.pipeline, after.pipeline);
  const { spans, records } = sent;
  const [traces, lines] = [difference(before.traces, after.traces), difference(before.logs, after.logs)];
  const kept = sampler.sampled * spansPerTrace;
  const dropped = sampler.notSampled * spansPerTrace;
  const evicted = (sampler.evicted + sampler.tooLarge) * spansPerTrace;
  const notExported = exporter.sendFailed + exporter.enqueueFailed;
  const gaps = {
    spans: [
      spans.accepted - receiver.accepted,
      spans.refused + spans.failed - receiver.refused - receiver.failed,
      receiver.accepted - kept - dropped - evicted,
      kept - exporter.sent - notExported,
      exporter.sent - (traces.received - traces.duplicate),
      traces.received - traces.duplicate - traces.rejected - traces.evicted - traces.stored,
    ],
    records: [
      records.accepted - logs.accepted,
      records.refused + records.failed - logs.refused,
      logs.accepted - logs.sent - logs.failed,
      logs.sent - (lines.received - lines.duplicate),
      lines.received - lines.duplicate - lines.rejected - lines.evicted - lines.stored,
    ],
  };
  const figure = (name: string, value: number): Figure => ({ name, value, unit: '' });
  return [
    figure('spans sent', spans.accepted + spans.refused + spans.failed),
    figure('refused by the Collector', receiver.refused + receiver.failed),
    figure('dropped by the sampler', dropped),
    figure('evicted from the sampler', evicted),
    figure('not exported', notExported),
    figure('received by the trace store', traces.received),
    figure('evicted from it', traces.evicted),
    unaccounted('spans', gaps.spans),
    figure('log records sent', records.accepted + records.refused + records.failed),
    figure('refused by the Collector', logs.refused),
    figure('not exported', logs.failed),
    figure('received by the log store', lines.received),
    figure('evicted from it', lines.evicted),
    unaccounted('log records', gaps.records),
  ];
}

function unaccounted(what: string, gaps: readonly number[]): Figure {
  const value = gaps.reduce((sum, gap) => sum + Math.abs(gap), 0);
  return {
    name: `${what} unaccounted`,
    value,
    unit: '',
    goal: { value: 0, better: 'less' },
    note: `step by step: ${gaps.join(', ')}`,
  };
}

function difference(before: StoreCounters, after: StoreCounters): StoreCounters {
  const entries = Object.entries(after).map(([key, value]: [string, number]) => [
    key,
    value - before[key as keyof StoreCounters],
  ]);
  return Object.fromEntries(entries) as StoreCounters;
}
