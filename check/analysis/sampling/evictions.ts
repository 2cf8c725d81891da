import { loadSpike } from '../../../scenarios/faults/load-spike.ts';
import type { Observations } from '../../run/observations.ts';
import { CollectorCounters } from '../collector/collector-counters.ts';

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
