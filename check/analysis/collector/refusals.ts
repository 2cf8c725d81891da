import type { SourceLine } from '../../../lib/events/source-line.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { nameOf } from './component-names.ts';
import type { CollectorCounters } from './collector-counters.ts';

/** A memory limiter that refused telemetry. */
export interface RefusingLimiter {
  id: string;
  /** How many items it refused. */
  count: number;
  /** The line of its limit, or else of the processor. */
  source: SourceLine | undefined;
}

/** The memory limiters that refused `spans`, `metric_points` or `log_records`, by the Collector's own counters. */
export function refusingLimiters(
  collector: AdaptedCollector,
  counters: CollectorCounters,
  items: string,
): RefusingLimiter[] {
  const refused = Object.entries(counters.by(`processor_memory_limiter_refused_${items}`, 'processor'));
  return refused.map(([engineId, count]) => {
    const id = nameOf(collector, engineId);
    const at = (...path: string[]): SourceLine | undefined => collector.sourceOf(['processors', id, ...path]);
    return { id, count, source: at('limit_mib') ?? at('limit_percentage') ?? at() };
  });
}

/** The line of an exporter's queue size, or else of its queue or of the exporter. */
export function queueOf({ sourceOf }: AdaptedCollector, exporter: string): SourceLine | undefined {
  const queue = ['exporters', exporter, 'sending_queue'];
  return sourceOf([...queue, 'queue_size']) ?? sourceOf(queue) ?? sourceOf(queue.slice(0, 2));
}
