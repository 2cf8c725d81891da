import { loadSpike } from '../../../scenarios/faults/load-spike.ts';
import { type Change, inCollector } from '../../fixes/proposal.ts';
import type { AdaptedCollector, SamplerSource } from '../../inputs/collector/adapted-collector.ts';
import type { Observations } from '../../run/observations.ts';
import { CollectorCounters } from '../collector/collector-counters.ts';
import { settingsOf } from '../collector/component-settings.ts';

/** Above this share everything else that sampling does wrong follows from the evictions. */
const mostly = 0.5;

/** How many traces the tail samplers evicted before they decided on them, and how many they received. */
export function evictions({ collector }: Pick<Observations, 'collector'>): { evicted: number; received: number } {
  const counters = new CollectorCounters({ collector });
  return {
    evicted: counters.sum('processor_tail_sampling_sampling_trace_dropped_too_early'),
    received: counters.sum('processor_tail_sampling_new_trace_id_received'),
  };
}

export function isMostlyEvicted(observations: Pick<Observations, 'collector'>): boolean {
  const { evicted, received } = evictions(observations);
  return received > 0 && evicted / received > mostly;
}

/** Traces per second that arrived when most did: during the largest load spike, or on average without one. */
export function peakPerSecond(received: number, { start, end, faults }: Observations['timeline']): number {
  const spikes = faults
    .filter(({ fault }) => fault === loadSpike.name)
    .map((spike) => ({ factor: Number(spike.parameters.factor), ms: spike.end - spike.start }));
  const weightedMs = spikes.reduce((sum, { factor, ms }) => sum + (factor - 1) * ms, end - start);
  return (Math.max(1, ...spikes.map(({ factor }) => factor)) * received * 1000) / Math.max(1000, weightedMs);
}

/** Source: opentelemetry-collector-contrib, processor/tailsamplingprocessor, factory.go. */
const defaultNumTraces = 50_000;

/** How many traces a sampler holds, and how many it needs: twice those that arrive within `decision_wait`, in hundreds. */
export function numTraces(
  collector: AdaptedCollector,
  sampler: SamplerSource,
  observations: Observations,
): { held: number; needed: number } {
  const perSecond = peakPerSecond(evictions(observations).received, observations.timeline);
  const held = Number(settingsOf(collector, 'processors', sampler.id).num_traces ?? defaultNumTraces);
  return { held, needed: Math.ceil((2 * perSecond * sampler.decisionWaitMs) / 1000 / 100) * 100 };
}

/** The changes of samplers that hold too few traces. */
export function moreTraces(collector: AdaptedCollector, observations: Observations): Change[] {
  return collector.samplers.map((sampler) => {
    const { held, needed } = numTraces(collector, sampler, observations);
    const value = needed > held ? needed : 2 * held;
    return inCollector(collector, { op: 'set', path: ['processors', sampler.id, 'num_traces'], value });
  });
}

/** The largest number that changes set, for a hint. */
export function largest(changes: readonly Change[]): string {
  const values = changes.flatMap((one) =>
    one.of === 'collector' && one.change.op === 'set' ? [Number(one.change.value)] : [],
  );
  return String(Math.max(...values));
}
